"""What a list changes in the register: registrations matched by code, states with their history, declared points.

A cell that the list leaves empty changes nothing. A list older than what the register has of a registration
changes nothing of it. A registration that is missing in the list is told as gone and stays as it is: a list says
neither when nor why an entry ended, and both are needed to end it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.common.codes import new_code
from registry.common.importing.outcome import RowNote
from registry.common.models import ImportBatch, ImportRow
from registry.common.spatial.srids import GRID_SRIDS, WGS84
from registry.formalization.models import Registration, StateChange
from registry.formalization.services.importing import sheet
from registry.formalization.services.importing.registrants import Registrants
from registry.formalization.services.importing.rows import RegistrationRow
from registry.formalization.services.states import FINAL
from registry.territory.choices import OwnerKind
from registry.territory.models import Footprint
from registry.territory.services.footprints import Placed, footprint_of, footprints_store, place_all

ROWS_AT_ONCE = 1_000
WRITTEN = (
    "person", "group", "activity", "right", "right_code_declared", "right_name_declared", "declared_place", "state",
    "state_since", "enrolled_year", "ubigeo", "source", "published_on", "updated_at", *sheet.WRITTEN,
)  # fmt: skip
State = ImportRow.State


@dataclass(slots=True)
class Plan:
    """Everything to be written, and what is needed to write it."""

    batch: ImportBatch
    at: datetime
    by_key: str
    accuracy_m: float
    registrants: Registrants
    known: dict[str, Registration]
    rights: dict[str, MiningRight]
    status_codes: set[str]
    saved: list[Registration] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    footprints: list[Footprint] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    moves: list[StateChange] = field(default_factory=list)

    @property
    def day(self) -> date:
        """Day of the list."""
        return self.batch.published_on


def points_place(rows: list[RegistrationRow], shapes: Any, srid: int | None) -> Placed:
    """Return the declared points by row: the columns of degrees, else the file's own shapes."""
    points = np.full(len(rows), None, dtype=object)
    srids = np.full(len(rows), WGS84, dtype=np.int64)
    for k, row in enumerate(rows):
        if row.degrees is not None:
            points[k] = shapely.Point(*row.degrees)
        elif row.metric is not None:
            points[k], srids[k] = shapely.Point(row.metric[:2]), row.metric[2]
        elif srid is not None and shapes[k] is not None:
            points[k], srids[k] = shapes[k], srid
    return place_all(points, srids, np.zeros(len(rows), dtype=np.int64), areas_only=False)


def plan_row(plan: Plan, row: RegistrationRow, k: int, placed: Placed) -> None:
    """Work out what one accepted row changes."""
    entry = plan.known.get(row.code)
    if entry is not None and entry.published_on is not None and entry.published_on > plan.day:
        row.note.state = State.UNCHANGED
        row.note.messages.append(
            _("Older than what the register has (%(day)s); nothing was changed.")
            % {"day": entry.published_on.isoformat()}
        )
        return
    values = dict(row.values)
    if entry is not None and _act_stands(plan, row, entry, values):
        del values["state"]
    persons, groups = plan.registrants
    number = row.ruc or row.dni
    registrant: Person | Group | None = persons.get(number) or groups.get(number)
    if registrant is not None:
        values |= {"person": persons.get(number), "group": groups.get(number)}
    right = plan.rights.get(values.get("right_code_declared", ""))
    if right is not None:
        values["right"] = right
    place = _place(plan, row, k, placed, entry.declared_place if entry else None)
    if place is not None:
        values["declared_place"] = place
    _keep(plan, row, entry, values)


def _act_stands(plan: Plan, row: RegistrationRow, entry: Registration, values: dict[str, Any]) -> bool:
    """Whether the state that an act gave, with its day, outlasts what the list says.

    A later act does; and an exclusion or revocation is undone by an act, never by a list.
    """
    if entry.state_since is None or values["state"] == entry.state:
        return False
    if entry.state_since <= plan.day and entry.state not in FINAL:
        return False
    row.note.repair(
        _("The list says %(state)s; the register has %(stands)s since %(day)s by an act, and keeps it.")
        % {"state": values["state"], "stands": entry.state, "day": entry.state_since.isoformat()}
    )
    return True


def _place(plan: Plan, row: RegistrationRow, k: int, placed: Placed, present: Footprint | None) -> Footprint | None:
    grid = int(placed.grid_srids[k])
    if not grid:
        return None
    if grid not in GRID_SRIDS:
        row.note.repair(_("The place lies outside the zones of Peru; it stays unknown."))
        return None
    if present is not None and present.checksum == placed.checksums[k]:
        return present
    made = footprint_of(
        owner_kind=OwnerKind.DECLARED_PLACE, shape=placed.shapes[k], degrees=placed.degrees[k],
        checksum=placed.checksums[k], source_srid=row.metric[2] if row.metric else WGS84, accuracy_m=plan.accuracy_m,
    )  # fmt: skip
    plan.footprints.append(made)
    return made


def _keep(plan: Plan, row: RegistrationRow, entry: Registration | None, values: dict[str, Any]) -> None:
    if entry is None:
        entry = Registration(code=row.code, status_code=_free_code(plan.status_codes), created_at=plan.at, **values)
        row.note.state = State.ADDED
        _move(plan, entry)
    elif any(getattr(entry, name) != value for name, value in values.items()):
        row.note.state = State.CHANGED
        _renew(plan, entry, values)
    else:
        row.note.state = State.UNCHANGED
        if entry.published_on != plan.day or entry.source != plan.batch.source:
            plan.kept.append(entry.pk)
        return
    entry.source, entry.published_on, entry.updated_at = plan.batch.source, plan.day, plan.at
    plan.saved.append(entry)


def _renew(plan: Plan, entry: Registration, values: dict[str, Any]) -> None:
    place = entry.declared_place
    if place is not None and values.get("declared_place", place) is not place:
        plan.superseded.append(place.pk)
    state = entry.state
    for name, value in values.items():
        setattr(entry, name, value)
    if entry.state != state:
        entry.state_since = None  # the list does not say since when
        _move(plan, entry)


def _move(plan: Plan, entry: Registration) -> None:
    said = _("As published by %(source)s for %(day)s; the list does not say since when.") % {
        "source": plan.batch.source,
        "day": plan.day.isoformat(),
    }
    plan.moves.append(
        StateChange(
            registration=entry,
            state=entry.state,
            from_on=None,
            reason_code="published_list",
            reason=said,
            by_key=plan.by_key,
            recorded_at=plan.at,
        )
    )


def _free_code(taken: set[str]) -> str:
    while (code := new_code()) in taken:
        pass
    taken.add(code)
    return code


def plan_write(plan: Plan) -> None:
    """Write the plan inside the caller's transaction; new places are measured by a run asked for here."""
    footprints_store(footprints=plan.footprints, superseded=plan.superseded, at=plan.at)
    for entry in plan.saved:
        entry.declared_place_id = entry.declared_place.pk if entry.declared_place else None
    Registration.objects.bulk_create(
        plan.saved, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["code"], update_fields=list(WRITTEN)
    )
    Registration.objects.filter(pk__in=plan.kept).update(
        published_on=plan.day, source=plan.batch.source, updated_at=plan.at
    )
    for move in plan.moves:
        move.registration_id = move.registration.pk
    StateChange.objects.bulk_create(plan.moves, batch_size=ROWS_AT_ONCE)


def gone_notes(plan: Plan, codes: set[str]) -> list[RowNote]:
    """Return a note for each registration of the same source that an older list had and this one has not."""
    known = Registration.objects.filter(source=plan.batch.source, published_on__lt=plan.day).values_list(
        "code", flat=True
    )
    said = _("Missing in the list of %(day)s. The entry stays as it is until an act ends it.") % {
        "day": plan.day.isoformat()
    }
    return [RowNote(0, code, State.GONE, messages=[said]) for code in known.iterator() if code not in codes]
