"""What the register itself holds of registrations: entry, registrant, right and places, read for many at once.

The entry is read as it stands; only its state is read as of the day asked for (`states_on`). Whether a place lies
in the declared right is asked of the measuring shapes in the grid system of the right.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import BooleanField, F, Func

from registry.common.among import Among
from registry.formalization.models import Authorisation, Registration, StateChange
from registry.territory.selectors import noise_area


class LiesInRight(Func):
    """Whether a place lies in a right: null where either is not known, or only a part of the place lies in it.

    Arguments: shape, geom, accuracy and point mark of the place; shape and system of the right; the area that is edge
    noise. A point nearer to the boundary than its accuracy is undecided. A polygon is in or out within the noise.
    """

    output_field = BooleanField()
    arity = 7

    def as_sql(  # type: ignore[override] # nothing of the template is used
        self, compiler: Any, _connection: Any, **_context: Any
    ) -> tuple[str, list[Any]]:
        """Write the comparison once, with the place in the system of the right."""
        *columns, (noise, params) = (compiler.compile(part) for part in self.get_source_expressions())
        shape, geom, accuracy, is_point, right, srid = (sql for sql, _ in columns)
        sql = f"""(SELECT CASE
            WHEN {right} IS NULL OR q.place IS NULL THEN NULL
            WHEN NOT ST_DWithin({right}, q.place, {accuracy}) THEN FALSE
            WHEN {is_point} THEN CASE
                WHEN ST_Covers({right}, q.place)
                    AND ({accuracy} = 0 OR ST_Distance(ST_Boundary({right}), q.place) > {accuracy}) THEN TRUE END
            WHEN ST_Area(ST_Difference(q.place, {right})) <= {noise} THEN TRUE
            WHEN ST_Area(ST_Intersection(q.place, {right})) <= {noise} THEN FALSE
            END FROM (SELECT CASE WHEN ST_SRID({shape}) = {srid} THEN {shape} ELSE ST_Transform({geom}, {srid}) END
                AS place) q)"""  # noqa: S608 - column names only
        return sql, [*params, *params]


def _lies(place: str) -> LiesInRight:
    columns = (f"{place}__shape", f"{place}__geom", f"{place}__accuracy_m", f"{place}__is_point")
    right = F("right__footprint__shape"), F("right__footprint__grid_srid")
    return LiesInRight(*map(F, columns), *right, noise_area())


COLUMNS = (
    "id", "activity", "deposit_class", "capacity_t_per_day", "capacity_m3_per_day", "is_habitual",
    "is_means_of_livelihood", "is_manual_or_basic", "equipment", "uses_explosives", "sucamec_file",
    "operator_is_registrant", "igafom_corrective_on", "igafom_preventive_on", "state", "state_since", "ubigeo",
    "person_id", "person__document_type", "person__document_number", "person__ruc", "person__nationality",
    "person__is_deceased", "person__name_folded", "group_id", "group__kind", "group__ruc", "group__founded_on",
    "group__nationality", "group__members_all_natural_persons", "group__name_folded", "right_id", "right__filed_at",
    "right__filed_hour_known", "right__footprint_id", "right__ubigeo", "declared_place_id", "verified_place_id",
)  # fmt: skip


def entries_of(ids: Sequence[int]) -> list[Any]:
    """The entries with these numbers, as named rows of `COLUMNS` with `declared_lies` and `verified_lies`."""
    rows = Registration.objects.filter(Among("pk", ids)).order_by("pk")
    rows = rows.annotate(declared_lies=_lies("declared_place"), verified_lies=_lies("verified_place"))
    return list(rows.values_list(*COLUMNS, "declared_lies", "verified_lies", named=True))


class State(NamedTuple):
    """A state of an entry and the day from which it holds; None while unknown."""

    state: str
    since: date | None


def states_on(entries: Iterable[Any], on: date) -> dict[int, State]:
    """The state of each entry on the day: the present one, or for a day before it the one that history gives.

    A day before everything known gives the state "unknown".
    """
    states = {row.id: State(row.state, row.state_since) for row in entries}
    later = [number for number, state in states.items() if state.since is not None and state.since > on]
    if later:
        states |= dict.fromkeys(later, State("unknown", None))
        moves = StateChange.objects.filter(registration_id__in=later, from_on__lte=on).order_by("from_on", "id")
        for number, state, since in moves.values_list("registration_id", "state", "from_on"):
            states[number] = State(state, since)
    return states


def authorisations_on(ids: Sequence[int], on: date) -> dict[int, list[Authorisation]]:
    """The acts that are not over and not still to come on the day, by registration; an act without a day counts."""
    acts: dict[int, list[Authorisation]] = {}
    for act in Authorisation.objects.filter(Among("registration_id", ids)).order_by("id"):
        if (act.issued_on is None or act.issued_on <= on) and (act.until_on is None or act.until_on >= on):
            acts.setdefault(act.registration_id, []).append(act)
    return acts


def day_filed(moment: datetime | None, *, hour_known: bool) -> date | None:
    """The day of filing in the country; a bare day that was stored as midnight of UTC keeps its day."""
    if moment is None:
        return None
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    if not hour_known and local.time() != time.min and moment.astimezone(UTC).time() == time.min:
        return moment.astimezone(UTC).date()
    return local.date()
