"""What rooms above the register know enters the facts; what they do not know changes nothing."""

from collections.abc import Iterator
from datetime import date

import pytest

from registry.formalization.facts import operations, sources
from registry.formalization.facts.sources import Outside
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _only_ours() -> Iterator[None]:
    before = dict(sources._sources)
    sources._sources.clear()
    yield
    sources._sources.clear()
    sources._sources.update(before)


def test_a_source_feeds_the_facts_it_knows(build) -> None:
    entry, other = build.registration(), build.registration()
    plain = operations(get_pack("PE"), [entry.pk], DAY)[0].facts
    sources.register("a", lambda _ids, _on: {entry.pk: Outside(opinions={"SERNANP": "favourable"}, appeal="pending")})
    sources.register(
        "b",
        lambda _ids, _on: {
            entry.pk: Outside(opinions={"SERNANP": "unfavourable", "ANA": "favourable"}, surface_consent=True)
        },
    )
    found, untouched = operations(get_pack("PE"), [entry.pk, other.pk], DAY)
    assert found.facts.opinions == (("ANA", "favourable"), ("SERNANP", "favourable"))
    assert found.facts.reinfo.appeal == "pending"
    assert found.facts.reinfo.status == plain.reinfo.status
    assert found.facts.surface is not None
    assert found.facts.surface.consent is True
    assert untouched.facts.opinions == ()
    assert untouched.facts.surface is None


def test_a_source_may_not_state_what_the_register_answers_or_the_law_does_not_know(build) -> None:
    entry = build.registration()
    for fact in ("zone_flags", "colour"):
        sources.register("a", lambda _ids, _on, fact=fact: {entry.pk: Outside(more={fact: ()})})
        with pytest.raises(ValueError, match=fact):
            operations(get_pack("PE"), [entry.pk], DAY)
