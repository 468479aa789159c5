"""Everything that overstays its clock: deadlines of files, states of entries, duties, hand-overs.

Late means due and not received. A state whose first day nobody knows is listed too: its clock cannot even be counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import Q, QuerySet, Value

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.casework.models import LocationDeclaration, ProductionDeclaration, RunningClock, Transfer
from registry.casework.selectors.law import calendar_of, procedure_in_force
from registry.formalization.models import Registration
from registry.rules.engine.calendar import Calendar, last_day
from registry.rules.engine.procedure import FIXED, Clock, Procedure, State

EVERYWHERE = Powers({Power.REGISTER_READ: None})
FARTHEST_DAYS = 3_700
LOOK_AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Overdue:
    """One thing that overstays: what, of which registration and file, since when, who owns it, and what leads out."""

    kind: str
    code: str
    registration_id: int | None
    registration_code: str
    file_id: int | None
    file_number: str
    office_region: str
    owner: str
    due_on: date | None
    why: str = ""

    def to_json(self) -> dict[str, object]:
        """Plain JSON types."""
        return {
            "kind": self.kind, "code": self.code, "registration": self.registration_code, "file": self.file_number,
            "office_region": self.office_region, "owner": self.owner,
            "due_on": self.due_on.isoformat() if self.due_on else None, "why": self.why,
        }  # fmt: skip


def overdue_list(*, on: date, viewer: Powers = EVERYWHERE, at_most: int | None = None) -> list[Overdue]:
    """Return everything within reach that overstays on the day: clocks first, by last day, then states, then duties."""
    found = _all(procedure_in_force(on=on), on, viewer, at_most)
    return list(found if at_most is None else islice(found, at_most))


def overdue_counts(*, on: date, viewer: Powers = EVERYWHERE) -> dict[str, int]:
    """Return how many of each kind overstay, and `overdue` for all; counted by the database."""
    law, calendar = procedure_in_force(on=on), calendar_of(region="", on=on)
    counts = {
        "clock": _late_clocks(on, viewer).count(),
        "state": sum(rows.count() for _state, _clock, rows in _late_states(law, on, viewer, calendar)),
        "production": _late_productions(on, viewer).count(),
        "location": _late_locations(on, viewer).count(),
        "transfer": _late_transfers(on, viewer).count(),
    }
    counts = {kind: number for kind, number in counts.items() if number}
    return {**counts, "overdue": sum(counts.values())}


def _all(law: Procedure, on: date, viewer: Powers, most: int | None) -> Iterator[Overdue]:
    yield from _clocks(on, viewer, most)
    yield from _states(law, on, viewer, most)
    yield from _productions(on, viewer, most)
    yield from _locations(on, viewer, most)
    yield from _transfers(on, viewer)


def _late_clocks(on: date, viewer: Powers) -> QuerySet[RunningClock]:
    reach = within_reach(viewer, Power.REGISTER_READ, column="file__registration__ubigeo")
    rows = RunningClock.objects.filter(reach, ended_on=None, is_right=False, due_on__lt=on, file__state="open")
    # A formalisation whose entry has ended stands still: nobody owes anything in it.
    return rows.exclude(file__kind="formalisation", file__registration__state__in=["excluded", "revoked"])


def _clocks(on: date, viewer: Powers, most: int | None) -> Iterator[Overdue]:
    columns = (
        "code", "file__registration_id", "file__registration__code", "file_id", "file__number", "file__office_region",
        "whose", "due_on", "on_expiry",
    )  # fmt: skip
    for row in _late_clocks(on, viewer).order_by("due_on", "id").values_list(*columns)[:most]:
        yield Overdue("clock", *row)


def _late_states(
    law: Procedure, on: date, viewer: Powers, calendar: Calendar
) -> Iterator[tuple[State, Clock, QuerySet[Registration]]]:
    """Entries that overstay, by state; one whose first day nobody knows is among them."""
    for state in law.states.values():
        clock = law.clock(state.clock, on)
        if clock is None or state.is_end:
            continue
        begun = _latest_start(law, clock, on, calendar)
        unknown_start = Q(state_since=None) & Q(state="suspended")
        late = unknown_start if begun is None else unknown_start | Q(state_since__lte=begun)
        if state.id == "unknown" and begun is not None:
            late = Q(state_since__lte=begun) | Q(state_since=None, created_at__date__lte=begun)
        reach = within_reach(viewer, Power.REGISTER_READ)
        yield state, clock, Registration.objects.filter(late, reach, state=state.id)


def _states(law: Procedure, on: date, viewer: Powers, most: int | None) -> Iterator[Overdue]:
    """In one query, whatever number of states have clocks."""
    calendar = calendar_of(region="", on=on)
    late = list(_late_states(law, on, viewer, calendar))
    asked = [
        rows.order_by("state_since", "id")
        .annotate(place=Value(place))
        .values_list("place", "state_since", "id", "code", "ubigeo")[:most]
        for place, (_state, _clock, rows) in enumerate(late)
    ]
    found = asked[0].union(*asked[1:], all=True) if asked else ()
    for place, since, number, code, ubigeo in sorted(found, key=lambda row: (row[0], row[1] or date.max, row[2])):
        state, clock, _rows = late[place]
        due = None if since is None else law.deadline(clock.id, since, on, calendar).last
        why = "state_day_not_known" if since is None else clock.on_expiry
        yield Overdue("state", state.id, number, code, None, "", ubigeo[:2], state.owner, due, why)


def _latest_start(law: Procedure, clock: Clock, on: date, calendar: Calendar) -> date | None:
    """The latest first day of a state whose clock has passed on the day; None where none can have."""
    if clock.kind == FIXED:
        return on if law.has_ended(on) else None
    for back in range(FARTHEST_DAYS):
        start = on - timedelta(days=back)
        end = last_day(clock.kind, clock.days, start, calendar).last
        if end is not None and end < on:
            return start
    return None


def _late_productions(on: date, viewer: Powers) -> QuerySet[ProductionDeclaration]:
    reach = within_reach(viewer, Power.REGISTER_READ, column="registration__ubigeo")
    return ProductionDeclaration.objects.filter(reach, due_on__lt=on, filed_on=None, inactivity_on=None, exempt_why="")


def _productions(on: date, viewer: Powers, most: int | None) -> Iterator[Overdue]:
    columns = ("year", "half", "registration_id", "registration__code", "registration__ubigeo", "due_on")
    rows = _late_productions(on, viewer).order_by("due_on", "id").values_list(*columns)
    for year, half, number, code, ubigeo, due in rows[:most]:
        named = f"{year}-{half}"
        yield Overdue("production", named, number, code, None, "", ubigeo[:2], "applicant", due, "permanence")


def _late_locations(on: date, viewer: Powers) -> QuerySet[LocationDeclaration]:
    """Declared places that wait for their verification: the law sets no day, so each is listed after 60 days."""
    reach = within_reach(viewer, Power.REGISTER_READ, column="registration__ubigeo")
    return LocationDeclaration.objects.filter(reach, superseded_at=None, result="", declared_on__lt=on - LOOK_AFTER)


def _locations(on: date, viewer: Powers, most: int | None) -> Iterator[Overdue]:
    columns = ("registration_id", "registration__code", "registration__ubigeo", "declared_on")
    rows = _late_locations(on, viewer).order_by("declared_on", "id").values_list(*columns)
    for number, code, ubigeo, day in rows[:most]:
        due = day + LOOK_AFTER
        yield Overdue("location", "not_verified", number, code, None, "", ubigeo[:2], "agency", due, "product_limit")


def _late_transfers(on: date, viewer: Powers) -> QuerySet[Transfer]:
    """A hand-over is seen by the office that hands over, the one that receives, and the ministry."""
    regions = viewer.where(Power.REGISTER_READ)
    rows = Transfer.objects.exclude(state="received").filter(due_on__lt=on)
    if regions is None:
        return rows
    return rows.filter(Q(from_region__in=sorted(regions)) | Q(to_region__in=sorted(regions)))


def _transfers(on: date, viewer: Powers) -> Iterator[Overdue]:
    rows = _late_transfers(on, viewer).order_by("due_on", "id").values_list("number", "from_region", "due_on")
    for number, region, due in rows:
        yield Overdue("transfer", "hand_over", None, "", None, number, region, "agency", due, "show_as_overdue")
