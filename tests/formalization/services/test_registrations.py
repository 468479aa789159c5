"""Adding, changing and moving registrations."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from shapely.geometry import Point

from miners.services import GroupData, PersonData, group_create, person_create
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.codes import is_code
from registry.common.errors import DomainError
from registry.formalization.models import Registration
from registry.formalization.services.registrations import RegistrationData, registration_change, registration_create
from registry.formalization.services.states import registration_change_state
from registry.territory.services.places import Place

BY = Actor.system("test")
ENTRY = RegistrationData(code=" mdd-000001 ", activity="exploitation", ubigeo="170102")

pytestmark = pytest.mark.django_db


def test_a_registration_gets_its_own_code_its_first_state_and_one_event(at: datetime) -> None:
    row = registration_create(
        data=ENTRY, place=Place(Point(345_000, 8_590_000), 32719, 10), by=BY, at=at, state="in_force"
    )
    assert row.code == "MDD-000001"
    assert is_code(row.status_code)
    assert row.declared_place is not None
    assert (row.declared_place.is_point, row.declared_place.measured_area_ha) == (True, None)
    assert row.state_changes.get().state == "in_force"
    assert Event.objects.filter(subject_type="formalization.registration", subject_id=row.pk).count() == 1


def test_what_is_not_said_stays_unknown(at: datetime) -> None:
    row = registration_create(data=ENTRY, place=None, by=BY, at=at)
    assert (row.state, row.is_habitual, row.capacity_t_per_day, row.equipment, row.mercury_use) == (
        "unknown",
        None,
        None,
        None,
        "unknown",
    )


def test_two_registrants_are_refused(at: datetime) -> None:
    both = replace(
        ENTRY,
        person=person_create(data=PersonData(full_name="Persona"), by=BY, at=at),
        group=group_create(data=GroupData(name="Grupo"), by=BY, at=at),
    )
    with pytest.raises(DomainError) as refused:
        registration_create(data=both, place=None, by=BY, at=at)
    assert refused.value.code == "registrant_one"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": " "}, "code"),
        ({"ubigeo": "17"[:1]}, "ubigeo"),
        ({"capacity_m3_per_day": Decimal("-0.001")}, "capacity_m3_per_day"),
    ],
)
def test_bad_input_is_refused_beside_its_field(change: dict[str, object], field: str, at: datetime) -> None:
    with pytest.raises(DomainError) as refused:
        registration_create(data=replace(ENTRY, **change), place=None, by=BY, at=at)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Registration.objects.exists()


def test_a_change_is_told_with_its_reason(at: datetime) -> None:
    row = registration_create(data=ENTRY, place=None, by=BY, at=at)
    registration_change(
        registration=row,
        data=replace(ENTRY, capacity_m3_per_day=Decimal("200.5")),
        place=None,
        by=BY,
        at=at,
        reason="plate read on site",
    )
    event = Event.objects.get(kind="formalization.registration.changed")
    assert event.changes["capacity_m3_per_day"] == [None, "200.5"]
    assert "plate read on site" not in str(event.changes)
    assert event.personal_values.get(field="reason").after == "plate read on site"


def test_a_state_moves_with_day_and_reason(at: datetime) -> None:
    row = registration_create(data=ENTRY, place=None, by=BY, at=at, state="in_force", state_since=date(2020, 1, 1))
    registration_change_state(
        registration=row, state="suspended", from_on=date(2026, 11, 20), reason="location not declared", by=BY, at=at
    )
    row.refresh_from_db()
    assert (row.state, row.state_since) == ("suspended", date(2026, 11, 20))
    assert [move.state for move in row.state_changes.order_by("id")] == ["in_force", "suspended"]


@pytest.mark.parametrize(
    ("state", "from_on", "reason", "code"),
    [
        ("in_force", date(2026, 1, 1), "x", "state_same"),
        ("suspended", date(2019, 12, 31), "x", "state_order"),
        ("suspended", date(2026, 11, 21), "x", "state_in_future"),
        ("suspended", date(2026, 1, 1), "  ", "reason_missing"),
    ],
)
def test_a_move_that_cannot_be_is_refused(state: str, from_on: date, reason: str, code: str, at: datetime) -> None:
    row = registration_create(data=ENTRY, place=None, by=BY, at=at, state="in_force", state_since=date(2020, 1, 1))
    with pytest.raises(DomainError) as refused:
        registration_change_state(registration=row, state=state, from_on=from_on, reason=reason, by=BY, at=at)
    assert refused.value.code == code
    assert row.state_changes.count() == 1


def test_an_ended_entry_is_only_reopened_by_an_act(at: datetime) -> None:
    row = registration_create(data=ENTRY, place=None, by=BY, at=at, state="revoked", state_since=date(2020, 1, 1))
    with pytest.raises(DomainError) as refused:
        registration_change_state(
            registration=row, state="in_force", from_on=date(2026, 1, 1), reason="appeal", by=BY, at=at
        )
    assert refused.value.code == "act_missing"
    registration_change_state(
        registration=row,
        state="in_force",
        from_on=date(2026, 1, 1),
        reason="appeal",
        document="RD 1-2026",
        by=BY,
        at=at,
    )
    row.refresh_from_db()
    assert row.state == "in_force"
