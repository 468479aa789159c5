"""Hand-over of files between regions and the ministry, with a manifest and both sides' confirmation.

Handing over stops the clocks of the files (DS 009-2025-EM, 1ª DCT) and the arrival lets them go on. Who hands over
cannot confirm the arrival. What did not arrive stays with the office it came from and is named.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.casework.choices import FileState, TransferState
from registry.casework.models import CaseFile, ClockPause, RunningClock, Transfer, TransferItem
from registry.casework.selectors.law import Rules
from registry.casework.services.clocks import file_recount
from registry.casework.services.recording import CHANGED
from registry.common.announcements import announce
from registry.common.errors import DomainError, NotAllowedError
from registry.common.moments import day_of

HAND_OVER = "hand_over"
STOP = "DS 009-2025-EM, 1ª DCT"


def transfer_prepare(
    *, from_region: str, to_region: str, files: Sequence[CaseFile], rules: Rules, by: Actor, at: datetime
) -> Transfer:
    """Begin a manifest with these files.

    Raises:
        DomainError: the same office twice, no file, a file that has ended, lies elsewhere or is in another manifest.
    """
    if from_region == to_region:
        raise DomainError(_("Files are handed over to another office."), field="to_region", code="same_office")
    on = day_of(at)
    with transaction.atomic():
        rows = list(CaseFile.objects.select_for_update().filter(pk__in=[file.pk for file in files]))
        _refuse_files(rows, from_region)
        stated, due = rules.law.clock(HAND_OVER, on), rules.law.deadline(HAND_OVER, None, on, rules.calendar)
        transfer = Transfer.objects.create(
            number=f"T-{at.isoformat()}", from_region=from_region, to_region=to_region,
            article=(stated.stated.article if stated else STOP)[:160], due_on=due.last, first_due_on=due.first,
            prepared_on=on, prepared_by=by.key,
        )  # fmt: skip
        transfer.number = f"T-{on.year}-{transfer.pk:05d}"
        transfer.save(update_fields=["number"])
        TransferItem.objects.bulk_create(TransferItem(transfer=transfer, file=row) for row in rows)
        _event("prepared", transfer, by, at, {"files": len(rows), "from": from_region, "to": to_region})
    return transfer


def _refuse_files(rows: Sequence[CaseFile], from_region: str) -> None:
    if not rows:
        raise DomainError(_("A manifest holds at least one file."), field="files", code="files_missing")
    for row in rows:
        if row.state != FileState.OPEN or row.office_region != from_region:
            raise DomainError(
                _("File %(number)s has ended or lies with another office.") % {"number": row.number},
                field="files",
                code="file_elsewhere",
            )
    open_states = [TransferState.DRAFT, TransferState.HANDED]
    busy = TransferItem.objects.filter(file__in=rows, transfer__state__in=open_states).first()
    if busy is not None:
        raise DomainError(
            _("A file stands in another manifest that is not finished."), field="files", code="file_in_manifest"
        )


def transfer_item_note(*, item: TransferItem, folios: int | None, remark: str, by: Actor, at: datetime) -> TransferItem:
    """Write pages and a remark into a manifest that was not handed over yet.

    Raises:
        DomainError: it was handed over.
    """
    with transaction.atomic():
        _locked(item.transfer, TransferState.DRAFT)
        row = TransferItem.objects.select_for_update().get(pk=item.pk)
        row.folios, row.remark = folios, remark.strip()
        row.save(update_fields=["folios", "remark"])
        _event("item_noted", row.transfer, by, at, {"file": row.file_id, "folios": folios})
    return row


def transfer_hand(*, transfer: Transfer, rules: Rules, by: Actor, at: datetime) -> Transfer:
    """Hand over: the manifest is fixed by its digest and the clocks of its files stand still.

    Raises:
        DomainError: handed over already.
    """
    with transaction.atomic():
        row = _locked(transfer, TransferState.DRAFT)
        row.state, row.handed_at, row.handed_by = TransferState.HANDED, at, by.key
        row.manifest_digest = manifest_digest(row)
        row.save(update_fields=["state", "handed_at", "handed_by", "manifest_digest"])
        for item in row.items.select_related("file"):
            _stop(item.file, day_of(at), row.number, rules, by)
        _event("handed", row, by, at, {"digest": row.manifest_digest})
    return row


def manifest_digest(transfer: Transfer) -> str:
    """Return the SHA-256 over number, offices and every line of a manifest."""
    lines = list(transfer.items.order_by("file_id").values_list("file__number", "folios", "remark"))
    text = json.dumps([transfer.number, transfer.from_region, transfer.to_region, lines], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _stop(file: CaseFile, on: date, number: str, rules: Rules, by: Actor) -> None:
    clocks = RunningClock.objects.filter(file=file, ended_on=None).exclude(pauses__until_on=None, pauses__isnull=False)
    ClockPause.objects.bulk_create(
        ClockPause(clock=clock, from_on=on, reason=_("Hand-over %(number)s.") % {"number": number}, article=STOP,
                   by_key=by.key)
        for clock in clocks
    )  # fmt: skip
    file_recount(file=file, rules=rules, on=on)


def transfer_receive(
    *,
    transfer: Transfer,
    arrived: Mapping[int, bool],
    remarks: Mapping[int, str],
    rules: Rules,
    by: Actor,
    at: datetime,
) -> Transfer:
    """Confirm the arrival, line by line; what arrived belongs to the new office and its clocks go on.

    Args:
        transfer: the hand-over.
        arrived: by number of the item, whether it arrived; every line must be answered.
        remarks: by number of the item, what was noticed.
        rules: procedure and calendar.
        by: who confirms.
        at: the moment.

    Raises:
        DomainError: not handed over, or a line without an answer.
        NotAllowedError: who handed over confirms.
    """
    with transaction.atomic():
        row = _locked(transfer, TransferState.HANDED)
        if row.handed_by == by.key:
            raise NotAllowedError(_("Who handed over cannot confirm the arrival."), code="second_person")
        items = list(row.items.select_related("file__registration"))
        if {item.pk for item in items} - set(arrived):
            raise DomainError(_("Say of every file whether it arrived."), field="arrived", code="line_missing")
        for item in items:
            item.is_received, item.received_remark = arrived[item.pk], remarks.get(item.pk, "")[:300]
            item.save(update_fields=["is_received", "received_remark"])
            _go_on(item.file, day_of(at), rules)
            if item.is_received:
                CaseFile.objects.filter(pk=item.file_id).update(
                    office_region=row.to_region, assignee_key="", assigned_at=None, updated_at=at
                )
        row.state, row.received_at, row.received_by = TransferState.RECEIVED, at, by.key
        row.save(update_fields=["state", "received_at", "received_by"])
        missing = [item.file_id for item in items if not item.is_received]
        _event("received", row, by, at, {"missing": missing})
        announce(CHANGED, [item.file_id for item in items])
    return row


def _go_on(file: CaseFile, on: date, rules: Rules) -> None:
    pauses = ClockPause.objects.filter(clock__file=file, article=STOP, until_on=None).select_related("clock")
    for pause in pauses:
        # The day of the arrival counts again; a pause that began that day has lasted none.
        if on <= pause.from_on:
            pause.delete()
        else:
            pause.until_on = on - timedelta(days=1)
            pause.save(update_fields=["until_on"])
    file_recount(file=file, rules=rules, on=on)


def _locked(transfer: Transfer, state: str) -> Transfer:
    row = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if row.state != state:
        raise DomainError(_("The hand-over is at another point already."), code="transfer_state")
    return row


def _event(verb: str, row: Transfer, by: Actor, at: datetime, facts: dict[str, object]) -> None:
    event_record(
        kind=f"casework.transfer.{verb}",
        by=by,
        at=at,
        subject=row,
        ubigeo=row.from_region or row.to_region,
        facts=facts,
    )
    announce(f"casework.transfer.{verb}", [row.pk])
