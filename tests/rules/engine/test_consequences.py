"""What an overlap asks for: zones answer for effect and article, a kind without one states its own, nonsense is refused."""

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.consequences import read_consequences
from registry.rules.engine.errors import LawError

WORDS = [{"es": "acta", "en": "record"}]


def read(*tables):
    """The consequences of some tables beside the zones and rules of the Peru pack."""
    law = get_pack("PE").law
    return read_consequences("consequences.toml", list(tables), law.zones, law.rules)


def test_a_zone_answers_for_effect_opinion_and_article():
    found = read({"kind": "buffer_zone", "zone": "buffer_zone", "evidence": WORDS})["buffer_zone"]
    assert (found.effect, found.opinion_of, found.article) == ("condition", "SERNANP", "art. 12.1")
    assert (found.rule_id, found.older_than, found.evidence) == ("PE-DS038-12", None, tuple(WORDS))


def test_a_pack_without_the_file_has_none():
    law = get_pack("PE").law
    assert read_consequences("consequences.toml", None, law.zones, law.rules) == {}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"zone": "buffer_zone", "evidence": []}, "no kind"),
        ({"kind": "x", "zone": "nowhere", "evidence": []}, "zone is 'nowhere'"),
        ({"kind": "x", "effect": "forbidden", "instrument": "L", "article": "1", "evidence": []}, "no effect"),
        ({"kind": "x", "effect": "note", "instrument": "L", "evidence": []}, "no effect, instrument or article"),
        ({"kind": "x", "effect": "note", "instrument": "L", "article": "1"}, "evidence"),
        ({"kind": "x", "effect": "note", "instrument": "L", "article": "1", "evidence": [{"es": "a"}]}, "evidence"),
        ({"kind": "x", "zone": "buffer_zone", "evidence": [], "older_than": 3}, "older_than"),
    ],
)
def test_refused_with_the_place(table, said):
    with pytest.raises(LawError) as refused:
        read(table)
    assert said in str(refused.value)


def test_a_kind_stands_once():
    table = {"kind": "buffer_zone", "zone": "buffer_zone", "evidence": WORDS}
    with pytest.raises(LawError):
        read(table, table)
