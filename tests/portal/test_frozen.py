"""An act that "was not me": frozen at every door and in the database while it is heard, void where she is right.

filed in her name --> disputed: frozen --> upheld: void, with the reason
                                       \\-> refused: it counts again
"""

from datetime import UTC, date, datetime

import pytest
import shapely
from django.db import DatabaseError, transaction

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.casework.models import (
    Act,
    CaseFile,
    Challenge,
    ChangeOfRight,
    Lifting,
    LocationDeclaration,
    ProductionDeclaration,
    Succession,
)
from registry.casework.selectors.law import rules_of
from registry.casework.services.challenges import challenge_admit
from registry.casework.services.duties import (
    Filing,
    LocationCheck,
    location_verify,
    production_exempt,
    production_file,
    production_justify,
)
from registry.casework.services.recording import record
from registry.casework.services.requests import Decided, lifting_decide, succession_decide
from registry.casework.services.rights import change_decide
from registry.common.errors import DomainError
from registry.portal.models import Dispute, MandateUse
from registry.portal.services.disputes import dispute_answer, dispute_open
from registry.portal.services.mandates import MandateData, mandate_give
from registry.territory.services.places import Place
from tests.portal.conftest import footprint

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = AT.date()
CLERK, OFFICER, HERSELF = Actor.user(3), Actor.user(9), Actor("person:1")
SAID = {"by_key": CLERK.key, "recorded_at": AT}


@pytest.fixture
def case(told):
    """Her file."""
    return CaseFile.objects.create(
        registration=told.entry, number="E-1", kind="formalisation", opened_on=DAY, holder_since=DAY, created_at=AT,
        updated_at=AT,
    )  # fmt: skip


def suspension(case):
    return Act.objects.create(
        file=case, registration=case.registration, kind="suspend", authority="DGFM", number="RD 1", decided_on=DAY,
        reasons="x", effect_state="suspended", state="standing", **SAID,
    )  # fmt: skip


def production(case):
    return ProductionDeclaration.objects.create(
        registration=case.registration, year=2026, half="H1", due_on=date(2026, 7, 31), filed_on=DAY, reference="T-1",
        amount="987.654", unit="g", **SAID,
    )  # fmt: skip


def location(case):
    place = footprint(shapely.Point(350_200, 8_590_200), "declared_place")
    return LocationDeclaration.objects.create(
        registration=case.registration, declared_on=DAY, declared_place=place, **SAID
    )


def change(case):
    return ChangeOfRight.objects.create(
        file=case, registration=case.registration, filed_on=DAY, reasons="x", to_right_code="010000219", with_own_title=True,
        **SAID,
    )  # fmt: skip


def succession(case):
    person = case.registration.person
    return Succession.objects.create(
        file=case,
        registration=case.registration,
        filed_on=DAY,
        reasons="x",
        heirs=1,
        heir_person=person,
        proof="p",
        **SAID,
    )


def lifting(case):
    return Lifting.objects.create(
        file=case, registration=case.registration, filed_on=DAY, reasons="x", requirement="ruc", evidence="p", **SAID
    )


def challenge(case):
    return Challenge.objects.create(
        act=suspension(case), registration=case.registration, kind="reconsideration", filed_on=DAY, grounds="x", **SAID
    )


RULES = {"by": OFFICER, "at": AT}
DECIDED = Decided(is_granted=True, authority="DGFM", number="RD 2", decided_on=DAY, reasons="x")


def law():
    return rules_of(region="17", on=DAY)


# Kind of the event, what was filed, and everything that builds on it.
BUILT = {
    "production.filed": (production, [
        lambda row: production_file(declaration=row, data=Filing(DAY, "T-2"), **RULES),
        lambda row: production_exempt(declaration=row, reason="x", **RULES),
        lambda row: production_justify(
            declaration=row, justified_on=DAY, reason="x", authority="DGFM", rules=law(), **RULES),
    ]),
    "location.declared": (location, [
        lambda row: location_verify(
            declaration=row, rules=law(), **RULES,
            data=LocationCheck("matches", DAY, "DGFM", "Acta 1", "x", "gps", Place(shapely.Point(350_200, 8_590_200), 32719)),
        ),
    ]),
    "change_of_right.filed": (change, [
        lambda row: change_decide(change=row, data=DECIDED, field_check="x", rules=law(), **RULES)]),
    "succession.filed": (succession, [
        lambda row: succession_decide(succession=row, data=DECIDED, rules=law(), **RULES)]),
    "lifting.filed": (lifting, [
        lambda row: lifting_decide(lifting=row, data=DECIDED, cause="requirement_met", rules=law(), **RULES)]),
    "challenge.filed": (challenge, [lambda row: challenge_admit(challenge=row, admitted_on=DAY, **RULES)]),
}  # fmt: skip
# One column a table that an officer's step would change.
COLUMN = {
    "production.filed": {"reference": "other"}, "location.declared": {"document": "other"},
    "change_of_right.filed": {"field_check": "other"}, "succession.filed": {"proof": "other"},
    "lifting.filed": {"evidence": "other"}, "challenge.filed": {"admitted_on": DAY},
}  # fmt: skip
each = pytest.mark.parametrize("kind", BUILT)


def disputed(told, case, kind):
    """What was filed in her name, and her dispute on it."""
    row = BUILT[kind][0](case)
    with transaction.atomic():
        record(kind, row, told.entry, by=CLERK, at=AT)
    event = Event.objects.filter(kind=f"casework.{kind}").latest("pk")
    return row, dispute_open(owner=told.person, event_id=event.pk, said="No fui yo.", by=HERSELF, at=AT)


@each
def test_no_room_builds_on_what_she_disputes(told, case, kind):
    row, dispute = disputed(told, case, kind)
    assert dispute.is_frozen
    for build in BUILT[kind][1]:
        with pytest.raises(DomainError) as refused:
            build(row)
        assert refused.value.code == "act_frozen"


@each
def test_the_database_refuses_it_too_whatever_code_runs(told, case, kind):
    row, dispute = disputed(told, case, kind)
    with pytest.raises(DatabaseError, match="a dispute freezes"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**COLUMN[kind])
    dispute_answer(dispute=dispute, is_upheld=False, answer="Su firma está en el cargo.", by=OFFICER, at=AT)
    assert type(row).objects.filter(pk=row.pk).update(**COLUMN[kind]) == 1


@each
def test_refused_it_counts_again_and_nothing_was_changed(told, case, kind):
    row, dispute = disputed(told, case, kind)
    before = type(row).objects.filter(pk=row.pk).values().get()
    dispute_answer(dispute=dispute, is_upheld=False, answer="Su firma está en el cargo.", by=OFFICER, at=AT)
    assert type(row).objects.filter(pk=row.pk).values().get() == before
    assert not Event.objects.filter(kind="casework.act.voided").exists()


@each
def test_upheld_it_is_void_with_its_reason(told, case, kind):
    row, dispute = disputed(told, case, kind)
    dispute_answer(dispute=dispute, is_upheld=True, answer="La firma es de otra persona.", by=OFFICER, at=AT)
    row.refresh_from_db()
    if kind == "production.filed":
        assert (row.filed_on, row.reference, row.amount, row.unit) == (None, "", None, "")
    elif kind == "location.declared":
        assert row.superseded_at == AT
    else:
        assert (row.outcome, row.decided_on) == ("withdrawn", DAY)
    event = Event.objects.get(kind="casework.act.voided")
    assert (event.subject_id, event.actor) == (row.pk, OFFICER.key)
    assert Dispute.objects.get().state == "upheld"


def test_what_an_authority_decided_on_it_before_stays(told, case):
    row, dispute = disputed(told, case, "lifting.filed")
    # Decided on the day of the dispute by an officer who did not know of it: the decision is an act of its own.
    Dispute.objects.update(is_frozen=False)
    Lifting.objects.update(outcome="granted", decided_on=DAY)
    dispute_answer(dispute=dispute, is_upheld=True, answer="x", by=OFFICER, at=AT)
    row.refresh_from_db()
    assert row.outcome == "granted"
    assert not Event.objects.filter(kind="casework.act.voided").exists()


def test_an_authority_s_own_act_goes_on_while_it_is_disputed(told, case):
    act = suspension(case)
    with transaction.atomic():
        record("act.done", act, told.entry, by=OFFICER, at=AT)
    event = Event.objects.get(kind="casework.act.done")
    dispute = dispute_open(owner=told.person, event_id=event.pk, said="x", by=HERSELF, at=AT)
    assert not dispute.is_frozen
    assert Act.objects.filter(pk=act.pk).update(state="annulled") == 1


def test_another_place_may_be_declared_while_the_first_is_disputed(told, case):
    row, _dispute = disputed(told, case, "location.declared")
    assert LocationDeclaration.objects.filter(pk=row.pk).update(superseded_at=AT) == 1


def test_a_frozen_or_ended_mandate_is_used_by_no_code(told):
    data = MandateData(
        scopes=("read_status",), until_on=date(2027, 3, 1), helper_name="Ayuda Inventada", helper_document="70000003",
        helper_phone="+51900000003",
    )  # fmt: skip
    mandate = mandate_give(owner=told.person, data=data, by=HERSELF, at=AT)
    for column in ("frozen_at", "ended_at"):
        type(mandate).objects.filter(pk=mandate.pk).update(frozen_at=None, ended_at=None)
        type(mandate).objects.filter(pk=mandate.pk).update(**{column: AT})
        with pytest.raises(DatabaseError, match="is frozen or has ended"), transaction.atomic():
            MandateUse.objects.create(mandate=mandate, scope="read_status", at=AT)
