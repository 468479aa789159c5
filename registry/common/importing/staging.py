"""The life of one import: begun, then applied in one transaction or not at all.

The batch is written before anything else and the register in one transaction after it, so that a
killed import leaves nothing but its batch, which the next import of that kind finds and marks. Two
imports of one kind never run at once: the first holds a lock of the database as long as it lives
(`registry.common.locks`).
"""

import hashlib
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from registry.common.errors import DomainError
from registry.common.importing.outcome import Outcome, RowNote
from registry.common.locks import alone
from registry.common.models import ImportBatch, ImportRow

LOCK_CLASS = 7_403
ROWS_AT_ONCE = 2_000

Progress = Callable[[str, int, int], None]


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an import is told: the file, what it says of itself, and how far to go."""

    kind: str
    path: Path
    source: str
    published_on: date
    layer: str | None = None
    profile: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    dry_run: bool = False
    into_demo: bool = False


@dataclass(slots=True)
class Staged:
    """A begun import: its batch, and what to add when it ends."""

    batch: ImportBatch
    order: Order
    says: list[str]
    began: float

    @contextmanager
    def applying(self) -> Iterator[None]:
        """One transaction for everything the import writes; a dry run undoes it at the end."""
        with transaction.atomic():
            yield
            if self.order.dry_run:
                transaction.set_rollback(True)

    def finish(self, notes: list[RowNote], *, at: datetime) -> Outcome:
        """Keep what became of each row, and return it. Called after `applying`, or inside it at its end.

        Raises:
            DomainError: the file held no row: it would say of everything in its scope that it is gone.
        """
        if not any(note.number for note in notes):
            raise DomainError(_("The file holds no row, so nothing was taken from it."), code="file_empty")
        outcome = Outcome(self.batch.pk, notes, time.monotonic() - self.began, list(self.says))
        with transaction.atomic():
            ImportRow.objects.bulk_create(
                (
                    ImportRow(
                        batch=self.batch, number=note.number, key=note.key[:120], raw=note.raw, state=note.state,
                        is_repaired=note.is_repaired, messages=note.messages,
                    )
                    for note in notes
                ),
                batch_size=ROWS_AT_ONCE,
            )  # fmt: skip
            dry = self.order.dry_run
            self.batch.state = ImportBatch.State.DRY_RUN if dry else ImportBatch.State.APPLIED
            self.batch.counts = outcome.counts()
            self.batch.finished_at = at + timedelta(seconds=outcome.seconds)
            self.batch.save(update_fields=["state", "counts", "options", "finished_at"])
        return outcome


@contextmanager
def staged(order: Order, *, by_key: str, at: datetime, has_demo_rows: bool) -> Iterator[Staged]:
    """Begin an import of one kind, alone; a refusal, an error or a stop is kept with its reason.

    Raises:
        DomainError: another import of this kind runs, or real data would enter a demo register.
    """
    if settings.REGISTRY_DEMO and has_demo_rows and not order.into_demo:
        raise DomainError(
            _(
                "This is a demo register with invented entries: real data would stand among them. Start an "
                "empty register (bin/run --reset --empty), or repeat with --into-demo."
            ),
            code="demo_register",
        )
    with _alone(order.kind):
        says = _interrupted(order.kind, at)
        batch = _begin(order, by_key)
        try:
            yield Staged(batch, order, says, time.monotonic())
        except BaseException as error:
            with suppress(DatabaseError):
                _refuse(batch, error, at)
            raise


def _begin(order: Order, by_key: str) -> ImportBatch:
    with order.path.open("rb") as stream:
        checksum = hashlib.file_digest(stream, "sha256").hexdigest()
    return ImportBatch.objects.create(
        kind=order.kind,
        file_name=order.path.name[:255],
        layer_name=(order.layer or "")[:255],
        checksum=checksum,
        source=order.source,
        published_on=order.published_on,
        profile=order.profile,
        options=dict(order.options),
        by_key=by_key,
    )


def _refuse(batch: ImportBatch, error: BaseException, at: datetime) -> None:
    is_known = isinstance(error, DomainError | ValueError)
    batch.state = ImportBatch.State.REFUSED
    batch.message = (
        str(error) if is_known else _("Stopped by %(error)s; nothing was written.") % {"error": type(error).__name__}
    )
    batch.finished_at = at
    batch.save(update_fields=["state", "message", "finished_at"])


def _interrupted(kind: str, at: datetime) -> list[str]:
    """Mark the imports of this kind that were killed, and say so; the lock shows that none still runs."""
    said = []
    for batch in ImportBatch.objects.filter(kind=kind, state=ImportBatch.State.STAGED):
        batch.state, batch.finished_at = ImportBatch.State.REFUSED, at
        batch.message = _("Import %(run)s of %(name)s was killed before its end and left nothing; run it again.") % {
            "run": batch.pk,
            "name": batch.file_name,
        }
        batch.save(update_fields=["state", "message", "finished_at"])
        said.append(batch.message)
    return said


@contextmanager
def _alone(kind: str) -> Iterator[None]:
    with alone(LOCK_CLASS, zlib.crc32(kind.encode())) as is_mine:
        if not is_mine:
            raise DomainError(
                _("Another import of this kind is running. Wait for its end and try again."), code="import_running"
            )
        yield
