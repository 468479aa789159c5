"""Holders of a right: who holds which share, from when until when."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from concessions.choices import HolderDocument
from concessions.models import MiningRight, RightHolder
from registry.audit.services import Actor, Change, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.identity import check_dni, check_ruc

WHOLE = Decimal(100)


def holder_add(
    *,
    right: MiningRight,
    name: str,
    by: Actor,
    at: datetime,
    document_type: str = "",
    document_number: str = "",
    share_pct: Decimal | None = None,
    from_on: date | None = None,
) -> RightHolder:
    """Add a holder. Raises: DomainError for a missing name, a malformed document or shares over 100 %."""
    name = " ".join(name.split())
    if not name:
        raise DomainError(
            _("A name is needed: write it as it stands in the document."), field="name", code="name_missing"
        )
    number = checked_document(document_type, document_number)
    with transaction.atomic():
        MiningRight.objects.select_for_update().get(pk=right.pk)
        taken = RightHolder.objects.filter(right=right, until_on=None).aggregate(total=Sum("share_pct"))[
            "total"
        ] or Decimal(0)
        if share_pct is not None and not 0 < share_pct <= WHOLE - taken:
            raise DomainError(
                _("A share lies above 0, and all shares together make at most 100 percent."),
                field="share_pct",
                code="share_range",
            )
        row = RightHolder.objects.create(
            right=right,
            name=name,
            document_type=document_type,
            document_number=number,
            share_pct=share_pct,
            from_on=from_on,
        )
        event_record(
            kind="concessions.holder.added", by=by, at=at, subject=right, ubigeo=right.ubigeo,
            changes=[Change("holder", None, name, is_personal=True)], facts={"holder": row.pk, "share_pct": share_pct},
        )  # fmt: skip
        announce("concessions.right.changed", [right.pk])
    return row


def holder_end(*, holder: RightHolder, until_on: date, by: Actor, at: datetime) -> RightHolder:
    """End a holding on a day; the row stays.

    Raises:
        DomainError: where it ended already or would end before it began.
    """
    with transaction.atomic():
        row = RightHolder.objects.select_for_update().get(pk=holder.pk)
        if row.until_on is not None:
            raise DomainError(_("This holding has already ended."), field="until_on", code="holding_ended")
        if row.from_on and until_on < row.from_on:
            raise DomainError(_("The last day lies before the first day."), field="until_on", code="period_order")
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        event_record(
            kind="concessions.holder.ended", by=by, at=at, subject=row.right, ubigeo=row.right.ubigeo,
            facts={"holder": row.pk, "until_on": until_on},
        )  # fmt: skip
        announce("concessions.right.changed", [row.right_id])
    return row


def checked_document(document_type: str, number: str) -> str:
    """Return the number in its stored form. Raises: DomainError where it does not fit its kind."""
    if document_type == HolderDocument.RUC:
        return check_ruc(number)
    if document_type == HolderDocument.DNI:
        return check_dni(number)
    if number:
        raise DomainError(
            _("A document number without its kind cannot be checked: choose RUC or DNI."),
            field="document_type",
            code="document_type_missing",
        )
    return ""
