"""Contracts over a right: exploitation contracts and assignments."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from concessions.models import Contract, MiningRight
from concessions.services.holders import checked_document
from registry.audit.services import Actor, Change, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError


@dataclass(frozen=True, slots=True)
class ContractData:
    """A contract as a door received it."""

    kind: str
    party_name: str
    party_document_type: str = ""
    party_document_number: str = ""
    covers_whole_right: bool | None = None
    area_ha: Decimal | None = None
    sunarp_entry: str = ""
    signed_on: date | None = None
    until_on: date | None = None


def contract_add(*, right: MiningRight, data: ContractData, by: Actor, at: datetime) -> Contract:
    """Add a contract. Raises: DomainError for a missing party, a malformed document, area or period."""
    name = " ".join(data.party_name.split())
    if not name:
        raise DomainError(_("Name the party that may work the area."), field="party_name", code="name_missing")
    if data.area_ha is not None and data.area_ha <= 0:
        raise DomainError(
            _("The contracted area is above 0 hectares, or not known."), field="area_ha", code="hectares_negative"
        )
    if data.signed_on and data.until_on and data.until_on < data.signed_on:
        raise DomainError(
            _("The contract would end before it was signed. Check both days."), field="until_on", code="period_order"
        )
    number = checked_document(data.party_document_type, data.party_document_number)
    with transaction.atomic():
        row = Contract.objects.create(
            right=right, kind=data.kind, party_name=name, party_document_type=data.party_document_type,
            party_document_number=number, covers_whole_right=data.covers_whole_right, area_ha=data.area_ha,
            sunarp_entry=data.sunarp_entry, signed_on=data.signed_on, until_on=data.until_on,
        )  # fmt: skip
        event_record(
            kind="concessions.contract.added", by=by, at=at, subject=right, ubigeo=right.ubigeo,
            changes=[Change("party", None, name, is_personal=True)], facts={"contract": row.pk, "kind": data.kind},
        )  # fmt: skip
        announce("concessions.right.changed", [right.pk])
    return row
