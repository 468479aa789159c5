"""Authorisations are recorded with what they cover, and end with a reason."""

from datetime import date, datetime

import pytest

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.formalization.facts import operations
from registry.formalization.services.authorisations import AuthorisationData, authorisation_add, authorisation_end
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db
BY = Actor.user(1)
ACT = AuthorisationData(
    "start_restart_exploitation", "RD 0042-2025", "DREM invented", date(2025, 3, 1), None, covers_activity=True,
    covers_place=True,
)  # fmt: skip


def test_an_act_is_a_fact_until_the_day_it_ends(build, at: datetime, on: date) -> None:
    entry = build.registration()
    act = authorisation_add(registration=entry, data=ACT, by=BY, at=at)
    pack = get_pack("PE")
    found = operations(pack, [entry.pk], on)[0].facts.authorisation
    assert found is not None
    assert (found.type, found.covers_place, found.date) == (ACT.kind, True, ACT.issued_on)
    authorisation_end(authorisation=act, until_on=date(2026, 11, 1), reason="Revoked by RD 7.", by=BY, at=at)
    assert operations(pack, [entry.pk], date(2026, 11, 1))[0].facts.authorisation is not None
    assert operations(pack, [entry.pk], date(2026, 11, 2))[0].facts.authorisation is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "x"}, "kind"), ({"number": " "}, "number"), ({"issued_on": date(2026, 11, 21)}, "issued_on"),
        ({"until_on": date(2025, 2, 1)}, "until_on"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(build, at: datetime, change, field: str) -> None:
    data = AuthorisationData(**{name: getattr(ACT, name) for name in ACT.__slots__} | change)
    with pytest.raises(DomainError) as caught:
        authorisation_add(registration=build.registration(), data=data, by=BY, at=at)
    assert caught.value.field == field


def test_twice_or_ended_in_the_future_or_before_its_day_is_refused(build, at: datetime) -> None:
    entry = build.registration()
    act = authorisation_add(registration=entry, data=ACT, by=BY, at=at)
    with pytest.raises(DomainError):
        authorisation_add(registration=entry, data=ACT, by=BY, at=at)
    for day, reason in ((date(2026, 11, 21), "x"), (date(2025, 2, 1), "x"), (date(2026, 1, 1), " ")):
        with pytest.raises(DomainError):
            authorisation_end(authorisation=act, until_on=day, reason=reason, by=BY, at=at)
