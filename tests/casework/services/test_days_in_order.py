"""A day that lies before what it answers is a slip of the pen, and nothing rests on it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, Lifting
from registry.casework.services.challenges import (
    DecisionData,
    challenge_decide,
    challenge_effect_suspend,
    challenge_file,
)
from registry.casework.services.requests import (
    Decided,
    Heirs,
    RequestData,
    lifting_decide,
    lifting_file,
    succession_file,
)
from registry.common.errors import DomainError

ONE, TWO = Actor("user:9001", 9001), Actor("user:9002", 9002)
D = date
AtNoon = Callable[[date], datetime]


def refused(code: str, field: str, act: Callable[[], object]) -> None:
    with pytest.raises(DomainError) as error:
        act()
    assert (error.value.code, error.value.field) == (code, field)


@pytest.fixture
def suspended(office: Any) -> Act:
    """An act of 12 January that suspended an entry."""
    row = office.registration(D(2026, 1, 5))
    file = office.file(row, D(2026, 1, 12), kind="state")
    act: Act = office.act(file, "suspend", D(2026, 1, 12), cause="permanence_ruc")
    return act


def test_an_act_before_its_file_was_opened(office: Any) -> None:
    row = office.registration(D(2026, 1, 5))
    file = office.file(row, D(2026, 1, 12), kind="state")
    refused("day_before", "decided_on", lambda: office.act(file, "suspend", D(2026, 1, 11), cause="permanence_ruc"))
    row.refresh_from_db()
    assert (row.state, Act.objects.count()) == ("in_force", 0)


def test_what_happens_to_a_challenge_before_it_was_filed(office: Any, suspended: Act, at_noon: AtNoon) -> None:
    day, rules = D(2026, 3, 2), office.rules(D(2026, 3, 2))
    found = challenge_file(
        act=suspended, kind="reconsideration", filed_on=D(2026, 1, 20), grounds="No.", rules=rules, by=ONE,
        at=at_noon(day),
    )  # fmt: skip
    early = D(2026, 1, 19)
    refused("day_before", "from_on", lambda: challenge_effect_suspend(
        challenge=found, from_on=early, document="RM 1", by=ONE, at=at_noon(day)
    ))  # fmt: skip
    refused("day_before", "decided_on", lambda: challenge_decide(
        challenge=found, data=DecisionData("upheld", "DGFM", "RD 2", early, "Fundada."), rules=rules, by=TWO,
        at=at_noon(day),
    ))  # fmt: skip
    suspended.registration.refresh_from_db()
    assert suspended.registration.state == "suspended"


def test_a_request_is_decided_after_it_was_filed_and_never_tomorrow(
    office: Any, suspended: Act, at_noon: AtNoon
) -> None:
    row, day = suspended.registration, D(2026, 3, 2)
    row.refresh_from_db()
    file, rules = office.file(row, D(2026, 2, 2), kind="lifting"), office.rules(day)

    def ask() -> Lifting:
        return lifting_file(
            file=file, data=RequestData(D(2026, 2, 3), "Cumple."), requirement="permanence_ruc", evidence="Ficha RUC",
            by=ONE, at=at_noon(day),
        )  # fmt: skip

    lifting = ask()
    refused("request_known", "", ask)
    for wrong, code in ((D(2026, 2, 2), "day_before"), (D(2026, 3, 3), "day_future")):
        for is_granted in (True, False):
            data = Decided(is_granted, "DGFM", "RD 3", wrong, "Razones.")
            refused(code, "decided_on", lambda data=data: lifting_decide(
                lifting=lifting, data=data, cause="requirement_met", rules=rules, by=ONE, at=at_noon(day)
            ))  # fmt: skip
    lifting.refresh_from_db()
    assert lifting.outcome == ""


def test_a_succession_before_the_death(office: Any, at_noon: AtNoon) -> None:
    row = office.registration(D(2026, 1, 5))
    file = office.file(row, D(2026, 1, 12), kind="succession")
    heirs = Heirs(1, "SUNARP 1", person=row.person, died_on=D(2026, 2, 2))
    data = RequestData(D(2026, 2, 1), "Murió.")
    refused("day_before", "filed_on", lambda: succession_file(
        file=file, data=data, heirs=heirs, by=ONE, at=at_noon(D(2026, 3, 2))
    ))  # fmt: skip
    assert CaseFile.objects.get(pk=file.pk).state == "open"
