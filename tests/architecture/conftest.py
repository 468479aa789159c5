"""One row of each kind within the reach of the officer of region 17, for walking every address."""

from datetime import UTC, date, datetime

import pytest
import shapely

from concessions.models import MiningRight
from concessions.services import RightData, holder_add, right_create
from miners.models import Group, Person
from miners.services import GroupData, PersonData, group_create, membership_add, person_create
from registry.audit.services import Actor
from registry.formalization.models import Registration
from registry.formalization.services.registrations import RegistrationData, registration_create
from registry.territory.models import LandLayer, LayerKind, OverlapRun
from registry.territory.services.places import Place

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
BY = Actor.system("test")


@pytest.fixture
def rows(db: None) -> dict[str, int]:
    """Return the numbers that the addresses of the desk need, by name of the room and argument."""
    person: Person = person_create(data=PersonData(full_name="Persona Inventada", ubigeo="170102"), by=BY, at=AT)
    group: Group = group_create(data=GroupData(name="Grupo Inventado", ubigeo="170102"), by=BY, at=AT)
    member = membership_add(group=group, person=person, role="member", by=BY, at=AT)
    place = Place(shapely.box(340_000, 8_590_000, 341_000, 8_591_000), 32719, grid_srid=32719)
    right: MiningRight = right_create(data=RightData(code="99000001D26", ubigeo="170102"), place=place, by=BY, at=AT)
    holder = holder_add(right=right, name="Persona Inventada", by=BY, at=AT)
    entry = RegistrationData(code="MDD-1", person=person, right=right, ubigeo="170102")
    registration: Registration = registration_create(data=entry, place=None, by=BY, at=AT)
    layer = LandLayer.objects.create(
        kind=LayerKind.objects.get(code="buffer_zone"), series="invented", source="nobody", version="1",
        published_on=date(2026, 1, 1), loaded_at=AT, checksum="0" * 64, state="current",
    )  # fmt: skip
    return {
        "person": person.pk, "group": group.pk, "member": member.pk, "right": right.pk, "holder": holder.pk,
        "registration": registration.pk, "layer": layer.pk, "run": OverlapRun.objects.latest("id").pk,
    }  # fmt: skip
