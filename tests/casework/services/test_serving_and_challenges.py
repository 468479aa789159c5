"""An act without proof is not notified; challenges, their effect, and what the decision does to the entry."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from registry.audit.services import Actor
from registry.casework.models import Act, Challenge, RunningClock, ServiceRecord
from registry.casework.selectors.case import case_view
from registry.casework.selectors.overdue import EVERYWHERE
from registry.casework.services.challenges import (
    DecisionData,
    challenge_admit,
    challenge_decide,
    challenge_effect_suspend,
    challenge_file,
)
from registry.casework.services.serving import ServiceData, service_add, service_fault, service_prove
from registry.common.errors import DomainError
from registry.formalization.facts.sources import outside_of

ONE, TWO = Actor("user:9001", 9001), Actor("user:9002", 9002)
D = date


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


@pytest.fixture
def act(office: Any) -> Act:
    row = office.registration(D(2026, 1, 5))
    file = office.file(row, D(2026, 1, 12), kind="state")
    return office.agree(office.act(file, "exclude", D(2026, 1, 12), cause="transfer_or_misuse"), D(2026, 1, 13))


def notified(act: Act, on: date) -> tuple[str, date | None]:
    view = case_view(act.registration, EVERYWHERE, on).files[0].acts[0]
    return view.notified, view.served_on


def clock(act: Act) -> RunningClock:
    return RunningClock.objects.get(act=act, code="challenge_file")


def test_without_proof_an_act_is_not_notified_and_nothing_runs(office: Any, act: Act) -> None:
    assert notified(act, D(2026, 6, 1)) == ("not_notified", None)
    assert (clock(act).due_on, clock(act).due_why) == (None, ["start_not_known"])
    rules = office.rules(D(2026, 1, 14))
    sent = service_add(act=act, data=ServiceData("paper", D(2026, 1, 14)), rules=rules, by=ONE, at=at(D(2026, 1, 14)))
    assert notified(act, D(2026, 6, 1)) == ("sent", None)
    assert clock(act).due_on is None
    service_prove(service=sent, served_on=D(2026, 1, 19), proof="Cargo 9", rules=rules, by=ONE, at=at(D(2026, 1, 20)))
    assert notified(act, D(2026, 6, 1)) == ("notified", D(2026, 1, 19))
    assert clock(act).due_on == D(2026, 2, 9)


def test_a_defect_takes_the_clock_back_until_a_valid_service(office: Any, act: Act) -> None:
    service = office.serve(act, D(2026, 1, 19))
    assert clock(act).due_on == D(2026, 2, 9)
    rules = office.rules(D(2026, 1, 30))
    service_fault(service=service, defect="Otra dirección.", rules=rules, by=TWO, at=at(D(2026, 1, 30)))
    assert (clock(act).start_on, clock(act).due_on) == (None, None)
    assert notified(act, D(2026, 6, 1)) == ("sent", None)
    office.serve(act, D(2026, 2, 2))
    assert clock(act).due_on == D(2026, 2, 23)


def test_a_defect_of_one_service_leaves_the_clock_to_the_next_valid_one(office: Any, act: Act) -> None:
    first, rules = office.serve(act, D(2026, 1, 19)), office.rules(D(2026, 2, 20))
    office.serve(act, D(2026, 2, 2))
    assert clock(act).due_on == D(2026, 2, 9), "the first service counts"
    service_fault(service=first, defect="Otra dirección.", rules=rules, by=TWO, at=at(D(2026, 2, 20)))
    assert (clock(act).start_on, clock(act).due_on) == (D(2026, 2, 2), D(2026, 2, 23))


def test_a_service_to_somebody_else_holds_no_clock_of_the_registrant(office: Any, act: Act) -> None:
    service, rules = office.serve(act, D(2026, 1, 19)), office.rules(D(2026, 1, 30))
    data = ServiceData("paper", D(2026, 1, 20), addressee="third_party", served_on=D(2026, 1, 21), proof="Cargo 2")
    service_add(act=act, data=data, rules=rules, by=ONE, at=at(D(2026, 1, 30)))
    service_fault(service=service, defect="Otra dirección.", rules=rules, by=TWO, at=at(D(2026, 1, 30)))
    assert (clock(act).start_on, clock(act).due_on) == (None, None)


def test_an_earlier_proof_that_turns_up_later_moves_the_clock(office: Any, act: Act) -> None:
    office.serve(act, D(2026, 2, 2))
    office.serve(act, D(2026, 1, 19))
    assert clock(act).due_on == D(2026, 2, 9)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ServiceData("email", D(2026, 1, 14)), "channel_unknown"),
        (ServiceData("paper", D(2025, 11, 3), served_on=D(2026, 1, 15), proof="x"), "sent_before_decided"),
        (ServiceData("paper", D(2026, 1, 14), proof="x"), "served_before_sent"),
        (ServiceData("paper", D(2026, 1, 14), served_on=D(2026, 1, 13), proof="x"), "served_before_sent"),
        (ServiceData("paper", D(2026, 1, 14), served_on=D(2026, 1, 14)), "proof_missing"),
        (ServiceData("paper", D(2026, 1, 14), served_on=D(2026, 1, 16), proof="x"), "day_future"),
    ],
)
def test_a_service_that_is_none(office: Any, act: Act, data: ServiceData, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        service_add(act=act, data=data, rules=office.rules(D(2026, 1, 15)), by=ONE, at=at(D(2026, 1, 15)))
    assert refused.value.code == code
    assert not ServiceRecord.objects.exists()


def test_the_database_wants_the_proof_too(office: Any, act: Act) -> None:
    service = office.serve(act, D(2026, 1, 19))
    with pytest.raises(IntegrityError, match="casework_service_has_proof"), transaction.atomic():
        ServiceRecord.objects.filter(pk=service.pk).update(proof="")


def challenge(office: Any, act: Act, on: date, kind: str = "review") -> Challenge:
    return challenge_file(
        act=act, kind=kind, filed_on=on, grounds="No hubo transferencia.", rules=office.rules(on), by=ONE, at=at(on)
    )


def test_in_time_on_the_last_day_and_late_after_it(office: Any, act: Act) -> None:
    office.serve(act, D(2026, 1, 19))
    assert challenge(office, act, D(2026, 2, 9)).is_in_time is True
    assert challenge(office, act, D(2026, 2, 10), kind="reconsideration").is_in_time is True  # the term was met once


def test_late(office: Any, act: Act) -> None:
    office.serve(act, D(2026, 1, 19))
    assert challenge(office, act, D(2026, 2, 10)).is_in_time is False


def test_before_a_proven_service_no_challenge_is_late(office: Any, act: Act) -> None:
    assert challenge(office, act, D(2026, 9, 1)).is_in_time is True


def test_filing_does_not_suspend_the_act_only_an_act_does(office: Any, act: Act) -> None:
    row = act.registration
    found = challenge(office, act, D(2026, 2, 9))
    challenge_admit(challenge=found, admitted_on=D(2026, 2, 12), by=ONE, at=at(D(2026, 2, 12)))
    row.refresh_from_db()
    found.refresh_from_db()
    assert (row.state, found.effect_suspended_on) == ("excluded", None)
    assert outside_of([row.pk], D(2026, 2, 12))[row.pk].appeal == "pending"
    with pytest.raises(DomainError) as unnamed:
        challenge_effect_suspend(challenge=found, from_on=D(2026, 2, 13), document=" ", by=ONE, at=at(D(2026, 2, 13)))
    assert unnamed.value.code == "document_missing"
    challenge_effect_suspend(
        challenge=found, from_on=D(2026, 2, 13), document="RCM 1-2026", by=ONE, at=at(D(2026, 2, 13))
    )
    found.refresh_from_db()
    assert found.effect_document == "RCM 1-2026"


def decide(office: Any, found: Challenge, on: date, *, outcome: str = "upheld", authority: str = "CM") -> Challenge:
    return challenge_decide(
        challenge=found, data=DecisionData(outcome, authority, "RCM 2-2026", on, "Fundada."), rules=office.rules(on),
        by=TWO, at=at(on),
    )  # fmt: skip


def test_upheld_the_entry_gets_its_state_back(office: Any, act: Act) -> None:
    row = act.registration
    office.serve(act, D(2026, 1, 19))
    found = challenge(office, act, D(2026, 2, 9))
    with pytest.raises(DomainError) as other:
        decide(office, found, D(2026, 6, 2), authority="DGFM")
    assert other.value.code == "not_competent"
    decided = decide(office, found, D(2026, 6, 2))
    row.refresh_from_db()
    act.refresh_from_db()
    assert (row.state, act.state, decided.restored_state) == ("in_force", "annulled", "in_force")
    assert decided.decision.article == "TUO Ley General de Minería, art. 154"
    assert outside_of([row.pk], D(2026, 6, 2)) == {}
    assert not RunningClock.objects.filter(code="challenge_decide", ended_on=None).exists()
    with pytest.raises(DomainError) as again:
        decide(office, found, D(2026, 6, 3))
    assert again.value.code == "challenge_decided"


def test_a_suspended_entry_gets_suspended_back(office: Any) -> None:
    row = office.registration(D(2026, 1, 5), state="suspended")
    file = office.file(row, D(2026, 1, 12), kind="state")
    act = office.agree(office.act(file, "exclude", D(2026, 1, 12), cause="access_condition_breached"), D(2026, 1, 13))
    found = challenge(office, act, D(2026, 1, 20), kind="reconsideration")
    decide(office, found, D(2026, 3, 2), authority="DGFM")
    row.refresh_from_db()
    assert row.state == "suspended"


def test_dismissed_nothing_moves(office: Any, act: Act) -> None:
    found = challenge(office, act, D(2026, 2, 9))
    decided = decide(office, found, D(2026, 6, 2), outcome="dismissed")
    act.refresh_from_db()
    act.registration.refresh_from_db()
    assert (decided.restored_state, act.state, act.registration.state) == ("", "standing", "excluded")


def test_what_cannot_be_challenged(office: Any) -> None:
    row = office.registration(D(2026, 1, 5))
    file = office.file(row, D(2026, 1, 12))
    office.step(file, "igafom_corrective", "filed", D(2026, 1, 12))
    office.step(file, "igafom_preventive", "filed", D(2026, 1, 12))
    observation = office.observe(file, D(2026, 1, 14))
    with pytest.raises(DomainError) as refused:
        challenge(office, observation.act, D(2026, 1, 20))
    assert refused.value.code == "not_challengeable"
