"""The rules with which a service counts: the procedure in force, and the calendar of a department."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import holidays
from django.db.models import Q

from registry.casework.models import SuspendedPeriod
from registry.formalization.facts import JURISDICTION
from registry.formalization.selectors.procedure import procedure_in_force
from registry.rules.engine.calendar import Calendar
from registry.rules.engine.periods import Period
from registry.rules.engine.procedure import Procedure


@dataclass(frozen=True, slots=True)
class Rules:
    """The procedure and the calendar with which a service counts."""

    law: Procedure
    calendar: Calendar


FIRST_YEAR = 2016
YEARS_AHEAD = 4

__all__ = ["Rules", "calendar_from", "calendar_of", "calendars_of", "procedure_in_force", "rules_of"]
_holidays: dict[tuple[str, int], frozenset[date]] = {}


def rules_of(*, region: str, on: date) -> Rules:
    """Return the procedure in force on the day and the calendar of the department."""
    return Rules(procedure_in_force(on=on), calendar_of(region=region, on=on))


def calendar_of(*, region: str, on: date) -> Calendar:
    """Return holidays and suspended periods of a department (two digits; empty: the whole country) as known that day.

    Counts reach from 2016 to four years after the day; beyond them nothing is counted.
    """
    suspended = SuspendedPeriod.objects.filter(Q(region="") | Q(region=region)).values_list("from_on", "until_on")
    return calendar_from([Period(first, last) for first, last in suspended], on=on)


def calendar_from(suspended: Iterable[Period], *, on: date) -> Calendar:
    """Return the calendar with these suspended periods; no query."""
    last = on.year + YEARS_AHEAD
    return Calendar(
        known=Period(date(FIRST_YEAR, 1, 1), date(last, 12, 31)),
        holidays=_holidays_until(last),
        suspended=tuple(suspended),
    )


def calendars_of(regions: Iterable[str], *, on: date) -> dict[str, Calendar]:
    """Return the calendar of each department, in one query."""
    rows = list(SuspendedPeriod.objects.values_list("region", "from_on", "until_on"))
    return {
        region: calendar_from([Period(first, last) for place, first, last in rows if place in {"", region}], on=on)
        for region in set(regions)
    }


def _holidays_until(last: int) -> frozenset[date]:
    key = (JURISDICTION, last)
    if key not in _holidays:
        _holidays[key] = frozenset(holidays.country_holidays(JURISDICTION, years=range(FIRST_YEAR, last + 1)))
    return _holidays[key]
