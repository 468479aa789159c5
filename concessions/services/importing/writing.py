"""What a snapshot changes in the register, worked out in memory and written set by set.

The newest snapshot is what the register says. A column that a file does not have, or a cell it leaves
empty, changes nothing, with one exception: the state. A state that an older snapshot brought is not
carried over to a day for which nobody gives it; it becomes unknown (one that an officer set stays). An
older snapshot only fills the history. Nothing is deleted.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from concessions.choices import RightState
from concessions.models import MiningRight, RightHolder, RightSnapshot
from concessions.services.importing.reading import RightRow
from registry.common.importing.columns import folded
from registry.common.models import ImportBatch, ImportRow
from registry.territory.choices import OwnerKind
from registry.territory.models import Footprint
from registry.territory.services.footprints import footprint_of, footprints_store

ROWS_AT_ONCE = 1_000
WRITTEN = (
    "name", "kind", "state", "state_published", "substance_class", "declared_hectares", "filed_at", "filed_hour_known",
    "ubigeo", "place_published", "footprint", "source", "published_on", "gone_on", "updated_at",
)  # fmt: skip
State = ImportRow.State


@dataclass(slots=True)
class Plan:
    """Everything to be written, and what is needed to write it."""

    batch: ImportBatch
    at: datetime
    source_srid: int | None
    rights: dict[str, MiningRight]
    newest: dict[int, RightSnapshot]
    stored: dict[int, RightSnapshot]
    saved: list[MiningRight] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    footprints: list[Footprint] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    snapshots: list[RightSnapshot] = field(default_factory=list)
    ended_holders: list[RightHolder] = field(default_factory=list)
    new_holders: list[RightHolder] = field(default_factory=list)

    @property
    def day(self) -> date:
        """Day of the snapshot."""
        return self.batch.published_on


def plan_row(plan: Plan, row: RightRow) -> None:
    """Work out what one accepted row changes."""
    right = plan.rights.get(row.code)
    if right is None:
        _add(plan, row)
    elif right.published_on is not None and right.published_on > plan.day:
        row.note.state = State.UNCHANGED
        row.note.messages.append(
            _("Older than what the register has (%(day)s): kept as history.") % {"day": right.published_on.isoformat()}
        )
        _snapshot(plan, row, right, _footprint(plan, row, right.footprint, stands=False))
    else:
        _renew(plan, row, right)


def _add(plan: Plan, row: RightRow) -> None:
    right = MiningRight(
        code=row.code, source=plan.batch.source, published_on=plan.day, created_at=plan.at, **row.values
    )
    right.updated_at = plan.at
    right.footprint = _footprint(plan, row, None, stands=True)
    if row.holder:
        plan.new_holders.append(RightHolder(right=right, name=row.holder))
    plan.rights[row.code] = right
    plan.saved.append(right)
    _snapshot(plan, row, right, right.footprint)
    row.note.state = State.ADDED


def _renew(plan: Plan, row: RightRow, right: MiningRight) -> None:
    before = plan.newest.get(right.pk)
    values = dict(row.values)
    if values["state"] == RightState.UNKNOWN and not _is_of_a_file(right, before):
        del values["state"]
    footprint = _footprint(plan, row, right.footprint, stands=True)
    is_back = right.gone_on is not None and right.gone_on < plan.day
    is_changed = footprint is not right.footprint or is_back
    is_changed |= any(getattr(right, name) != value for name, value in values.items())
    is_changed |= _renew_holder(plan, row, right, before)
    if is_changed:
        if right.footprint is not None and footprint is not right.footprint:
            plan.superseded.append(right.footprint.pk)
        for name, value in values.items():
            setattr(right, name, value)
        right.footprint, right.updated_at = footprint, plan.at
        right.gone_on = None if is_back else right.gone_on
        right.source, right.published_on = plan.batch.source, plan.day
        plan.saved.append(right)
    elif right.published_on != plan.day or right.source != plan.batch.source:
        plan.kept.append(right.pk)
    _snapshot(plan, row, right, footprint)
    row.note.state = State.CHANGED if is_changed else State.UNCHANGED


def _is_of_a_file(right: MiningRight, before: RightSnapshot | None) -> bool:
    """Whether the state that the register has came from a file, and not from an officer."""
    return before is not None and before.values.get("state", RightState.UNKNOWN) == right.state


def _renew_holder(plan: Plan, row: RightRow, right: MiningRight, before: RightSnapshot | None) -> bool:
    """End the holder that the snapshot before named and begin the new one; holders from elsewhere stay."""
    standing = [holder for holder in right.holders.all() if holder.until_on is None]
    if not row.holder or any(folded(holder.name) == folded(row.holder) for holder in standing):
        return False
    named = folded(before.values.get("holder", "")) if before else ""
    for holder in standing:
        if named and folded(holder.name) == named:
            holder.until_on = plan.day
            plan.ended_holders.append(holder)
    plan.new_holders.append(RightHolder(right=right, name=row.holder))
    return True


def _footprint(plan: Plan, row: RightRow, present: Footprint | None, *, stands: bool) -> Footprint | None:
    if row.shape is None or row.degrees is None or (present is not None and present.checksum == row.shape_checksum):
        return present
    made = footprint_of(
        owner_kind=OwnerKind.RIGHT, shape=row.shape, degrees=row.degrees, checksum=row.shape_checksum,
        source_srid=plan.source_srid or 0, superseded_at=None if stands else plan.at,
    )  # fmt: skip
    plan.footprints.append(made)
    return made


def _snapshot(plan: Plan, row: RightRow, right: MiningRight, footprint: Footprint | None) -> None:
    values = row.values | ({"holder": row.holder} if row.holder else {})
    text = json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True)
    checksum = hashlib.sha256(f"{text}:{row.shape_checksum}".encode()).hexdigest()
    known = plan.stored.get(right.pk) if right.pk else None
    if known is not None and known.checksum == checksum and known.is_present:
        _forget(plan, footprint, right)
        return
    plan.snapshots.append(
        RightSnapshot(
            right=right,
            batch=plan.batch,
            source=plan.batch.source,
            published_on=plan.day,
            is_present=True,
            values=json.loads(text),
            footprint=footprint,
            checksum=checksum,
        )
    )


def _forget(plan: Plan, footprint: Footprint | None, right: MiningRight) -> None:
    """Drop the shape made for the history where the same history is stored already."""
    if footprint is not None and footprint.pk is None and footprint is not right.footprint:
        plan.footprints.remove(footprint)


def plan_write(plan: Plan) -> None:
    """Write the plan inside the caller's transaction; new shapes are measured by a run asked for here."""
    footprints_store(footprints=plan.footprints, superseded=plan.superseded, at=plan.at)
    for right in plan.saved:
        right.footprint_id = right.footprint.pk if right.footprint else None  # the footprint has a number only now
    MiningRight.objects.bulk_create(
        plan.saved, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["code"], update_fields=list(WRITTEN)
    )
    MiningRight.objects.filter(pk__in=plan.kept).update(
        published_on=plan.day, source=plan.batch.source, updated_at=plan.at
    )
    _write_holders(plan)
    _write_snapshots(plan)


def _write_holders(plan: Plan) -> None:
    RightHolder.objects.bulk_update(plan.ended_holders, ["until_on"], batch_size=ROWS_AT_ONCE)
    for holder in plan.new_holders:
        holder.right_id = holder.right.pk
    RightHolder.objects.bulk_create(plan.new_holders, batch_size=ROWS_AT_ONCE)


def _write_snapshots(plan: Plan) -> None:
    for snapshot in plan.snapshots:
        snapshot.right_id = snapshot.right.pk
        snapshot.footprint_id = snapshot.footprint.pk if snapshot.footprint else None
    RightSnapshot.objects.bulk_create(
        plan.snapshots, batch_size=ROWS_AT_ONCE, update_conflicts=True,
        unique_fields=["right", "source", "published_on"],
        update_fields=["batch", "is_present", "values", "footprint", "checksum"],
    )  # fmt: skip
