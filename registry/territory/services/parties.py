"""Who speaks for an area: recorded, changed, ended, and found again in every version of its layer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from registry.audit.services import Actor, Change, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.territory.models import Finding, LandArea, LayerKind
from registry.territory.models.parties import AreaParty
from registry.territory.services.verdicts import CHANGED

PERSONAL = frozenset({"name", "contact_name", "email", "phone", "postal_address"})


@dataclass(frozen=True, slots=True)
class PartyData:
    """What is written of a party; the area is named by kind, series and id (or name) of its layer."""

    kind: LayerKind
    series: str
    external_id: str
    area_name: str
    role: str
    name: str
    since_on: date
    language: str = AreaParty.Language.SPANISH
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    postal_address: str = ""


def area_data(area: LandArea) -> dict[str, Any]:
    """By what a party knows its area through the versions of its layer."""
    return {
        "kind": area.layer.kind, "series": area.layer.series, "external_id": area.external_id, "area_name": area.name,
    }  # fmt: skip


@transaction.atomic
def party_add(*, data: PartyData, by: Actor, at: datetime) -> AreaParty:
    """Record a party of an area, and ask for the overlaps it has not been told of.

    Raises:
        DomainError: it has no name, or the area neither id nor name.
    """
    if not data.name.strip():
        raise DomainError(_("Write who speaks for the area."), field="name")
    if not (data.external_id or data.area_name):
        raise DomainError(_("The area has neither id nor name: nobody can be found again by it."), field="area_name")
    party = AreaParty.objects.create(**_fields(data), recorded_at=at)
    event_record(kind="territory.party.added", by=by, at=at, subject=party, facts={"role": party.role})
    announce(CHANGED, _footprints_on(party))
    return party


@transaction.atomic
def party_change(*, party: AreaParty, data: PartyData, by: Actor, at: datetime) -> AreaParty:
    """Write a party's data anew; of what is personal only a digest stands in the event."""
    fields = {name: value for name, value in _fields(data).items() if getattr(party, name) != value}
    changes = [
        Change(name, str(getattr(party, name)), str(value), is_personal=name in PERSONAL)
        for name, value in fields.items()
    ]
    for name, value in fields.items():
        setattr(party, name, value)
    if fields:
        party.save(update_fields=list(fields))
        event_record(kind="territory.party.changed", by=by, at=at, subject=party, changes=changes)
    return party


@transaction.atomic
def party_end(*, party: AreaParty, until_on: date, by: Actor, at: datetime) -> None:
    """Let a party speak for its area no longer after that day. Raises: DomainError for a day before its first."""
    if until_on < party.since_on:
        raise DomainError(_("It cannot end before it began."), field="until_on")
    AreaParty.objects.filter(pk=party.pk).update(until_on=until_on)
    event_record(kind="territory.party.ended", by=by, at=at, subject=party)


def _fields(data: PartyData) -> dict[str, object]:
    return {name: getattr(data, name) for name in data.__slots__}


def _footprints_on(party: AreaParty) -> list[int]:
    findings = Finding.objects.filter(superseded_at=None, edge_noise=False, area__in=areas_of(party))
    return sorted(set(findings.values_list("footprint_id", flat=True)))


def areas_of(party: AreaParty) -> QuerySet[LandArea]:
    """The area of a party in every version of its layer."""
    same = LandArea.objects.filter(layer__kind=party.kind_id, layer__series=party.series)
    return same.filter(external_id=party.external_id) if party.external_id else same.filter(name=party.area_name)


def parties_of(areas: Iterable[LandArea], *, on: date) -> dict[int, list[AreaParty]]:
    """Who speaks on a day for each area, by its number; one query. Areas need `layer` selected."""
    wanted = list(areas)
    standing = AreaParty.objects.filter(since_on__lte=on).filter(Q(until_on=None) | Q(until_on__gte=on))
    standing = standing.filter(series__in={area.layer.series for area in wanted})
    found: dict[int, list[AreaParty]] = {}
    parties = list(standing) if wanted else []
    for area in wanted:
        mine = [party for party in parties if _speaks_for(party, area)]
        if mine:
            found[area.pk] = mine
    return found


def _speaks_for(party: AreaParty, area: LandArea) -> bool:
    if (party.kind_id, party.series) != (area.layer.kind_id, area.layer.series):
        return False
    return party.external_id == area.external_id if party.external_id else party.area_name == area.name
