"""Adding and changing rights, holders and contracts."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
import shapely

from concessions.models import MiningRight
from concessions.services import RightData, contract_add, holder_add, holder_end, right_change, right_create
from concessions.services.contracts import ContractData
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.models import Job
from registry.territory.services.places import Place

BY = Actor.system("test")
RIGHT = RightData(
    code="99 000001d26", name="Veta Inventada", kind="concession", declared_hectares=Decimal(100), ubigeo="170102"
)
KM = Place(shapely.box(340_000, 8_590_000, 341_000, 8_591_000), 32719, grid_srid=32719)

pytestmark = pytest.mark.django_db


def test_a_right_of_one_square_measures_a_hundred_hectares_and_asks_to_be_measured(at: datetime) -> None:
    right = right_create(data=RIGHT, place=KM, by=BY, at=at)
    assert right.code == "99000001D26"
    assert right.footprint is not None
    assert right.footprint.measured_area_ha == Decimal("100.0000")
    assert right.state == "unknown"
    assert Job.objects.filter(kind="territory.measure", state="waiting").exists()
    assert Event.objects.filter(subject_type="concessions.miningright", subject_id=right.pk).count() == 1


def test_the_same_shape_again_keeps_the_footprint_and_another_supersedes_it(at: datetime) -> None:
    right = right_create(data=RIGHT, place=KM, by=BY, at=at)
    first = right.footprint
    right = right_change(right=right, data=replace(RIGHT, name="Otra"), place=KM, by=BY, at=at, reason="name")
    assert right.footprint == first
    moved = replace(KM, shape=shapely.box(341_000, 8_590_000, 342_000, 8_591_000))
    right = right_change(right=right, data=RIGHT, place=moved, by=BY, at=at, reason="corner corrected")
    assert first is not None
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert right.footprint != first


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "1"}, "code"),
        ({"declared_hectares": Decimal(-1)}, "declared_hectares"),
        ({"titled_on": date(2020, 1, 2), "extinguished_on": date(2020, 1, 1)}, "extinguished_on"),
    ],
)
def test_bad_input_is_refused_beside_its_field(change: dict[str, object], field: str, at: datetime) -> None:
    with pytest.raises(DomainError) as refused:
        right_create(data=replace(RIGHT, **change), place=None, by=BY, at=at)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not MiningRight.objects.exists()


def test_a_code_is_entered_once(at: datetime) -> None:
    right_create(data=RIGHT, place=None, by=BY, at=at)
    with pytest.raises(DomainError, match="already"):
        right_create(data=RIGHT, place=None, by=BY, at=at)


def test_a_place_far_from_its_declared_zone_is_refused_and_nothing_is_left(at: datetime) -> None:
    with pytest.raises(DomainError) as refused:
        right_create(data=RIGHT, place=replace(KM, grid_srid=32717), by=BY, at=at)
    assert refused.value.field == "coordinates"
    assert not MiningRight.objects.exists()


def test_holders_share_at_most_a_hundred_percent(at: datetime) -> None:
    right = right_create(data=RIGHT, place=None, by=BY, at=at)
    first = holder_add(right=right, name="Persona Inventada", share_pct=Decimal(60), by=BY, at=at)
    with pytest.raises(DomainError):
        holder_add(right=right, name="Otra", share_pct=Decimal("40.0001"), by=BY, at=at)
    holder_add(right=right, name="Otra", share_pct=Decimal(40), by=BY, at=at)
    holder_end(holder=first, until_on=date(2026, 1, 1), by=BY, at=at)
    with pytest.raises(DomainError, match="already ended"):
        holder_end(holder=first, until_on=date(2026, 1, 1), by=BY, at=at)
    assert "Persona Inventada" not in str(list(Event.objects.values_list("changes", flat=True)))


def test_a_contract_ends_after_it_was_signed(at: datetime) -> None:
    right = right_create(data=RIGHT, place=None, by=BY, at=at)
    contract_add(
        right=right, data=ContractData("exploitation", "Grupo Inventado", area_ha=Decimal("12.5")), by=BY, at=at
    )
    with pytest.raises(DomainError):
        contract_add(
            right=right,
            data=ContractData("exploitation", "X", signed_on=date(2020, 2, 1), until_on=date(2020, 1, 1)),
            by=BY,
            at=at,
        )
    assert right.contracts.count() == 1
