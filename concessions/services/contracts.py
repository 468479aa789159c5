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
from registry.common.moments import day_of


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


def contract_end(*, contract: Contract, until_on: date, reason: str, by: Actor, at: datetime) -> Contract:
    """End a contract on a day; for the days before it holds.

    Raises:
        DomainError: no reason, a future day, ended already, or a day before it was signed.
    """
    if not reason.strip():
        raise DomainError(
            _("Say why the contract ended: name the deed or the event."), field="reason", code="reason_missing"
        )
    if until_on > day_of(at):
        raise DomainError(_("A contract is ended on its day, not before."), field="until_on", code="day_future")
    with transaction.atomic():
        row = Contract.objects.select_for_update(of=("self",)).select_related("right").get(pk=contract.pk)
        if row.until_on is not None and row.until_on <= until_on:
            raise DomainError(_("The contract ended already by then."), field="until_on", code="ended")
        if row.signed_on is not None and until_on < row.signed_on:
            raise DomainError(
                _("The contract would end before it was signed. Check the day."), field="until_on", code="period_order"
            )
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        event_record(
            kind="concessions.contract.ended", by=by, at=at, subject=row.right, ubigeo=row.right.ubigeo,
            facts={"contract": row.pk, "until_on": until_on}, reason=reason.strip(),
        )  # fmt: skip
        announce("concessions.right.changed", [row.right_id])
    return row
