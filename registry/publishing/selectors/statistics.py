"""The fixed set of published tables. Nobody can filter them: a filter would make new small cells.

Tables of attributes that are public one by one are exact. Those of an attribute that is not (gender, age, language,
the class that the rules give) are hidden where they are small, also from subtraction: `suppression`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Func, QuerySet, Value
from django.db.models.functions import Left
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from concessions.choices import RightKind, RightState
from concessions.models import MiningRight
from miners.choices import Gender, GroupKind
from miners.models import Group
from registry.formalization.choices import Activity, RegistrationState
from registry.formalization.models import Assessment, Registration
from registry.publishing.models import PublishedTable
from registry.publishing.selectors.suppression import LEAST, published
from registry.territory.choices import Answer, OwnerKind, Publication
from registry.territory.models import Check

Words = tuple[tuple[Any, Any], ...]  # codes with their words
Counted = dict[tuple[str, str], int]
UNKNOWN = ""
NOT_KNOWN = _("not known")
AGES: Words = (
    ("under_30", _("under 30")), ("30_44", _("30 to 44")), ("45_59", _("45 to 59")), ("60_over", _("60 and over")),
    (UNKNOWN, NOT_KNOWN),
)  # fmt: skip
LANGUAGES: Words = (("es", _("Spanish")), ("qu", _("Quechua")), ("en", _("English")), (UNKNOWN, NOT_KNOWN))


@dataclass(frozen=True)
class Statistic:
    """One published table: rows by `row_says`, columns by a list of codes."""

    name: str
    title: str | Promise
    says: str | Promise
    row_says: str | Promise
    columns: Words
    count: Callable[[date], Counted]
    is_exact: bool = True


@dataclass(frozen=True)
class StatisticRow:
    """One row: key, cells in the order of the columns (None: hidden), sum."""

    key: str
    cells: tuple[int | None, ...]
    total: int


def _counted(rows: QuerySet[Any], row: Any, column: Any) -> Counted:
    counted = rows.order_by().values_list(row, column).annotate(n=Count("pk"))
    return {(key or UNKNOWN, code or UNKNOWN): n for key, code, n in counted}


_DEPARTMENT = Left("ubigeo", 2)
_DEPARTMENT_OF_ENTRY = Left("registration__ubigeo", 2)


def _by_age(on: date) -> Counted:
    years = Func(
        Func(Value(on), F("person__birth_date"), function="AGE"), template="EXTRACT(YEAR FROM %(expressions)s)::int"
    )
    rows = Registration.objects.filter(person__isnull=False).order_by().values_list(_DEPARTMENT, years)
    counted: Counted = {}
    for department, age, n in rows.annotate(n=Count("pk")):
        key = (department or UNKNOWN, _band(age))
        counted[key] = counted.get(key, 0) + n
    return counted


def _band(age: int | None) -> str:
    if age is None:
        return UNKNOWN
    return "under_30" if age < 30 else "30_44" if age < 45 else "45_59" if age < 60 else "60_over"


def _of_persons(column: str) -> Callable[[date], Counted]:
    return lambda _on: _counted(Registration.objects.filter(person__isnull=False), _DEPARTMENT, column)


def _of_entries(column: str) -> Callable[[date], Counted]:
    return lambda _on: _counted(Registration.objects.all(), _DEPARTMENT, column)


def _classes(_on: date) -> Counted:
    return _counted(Assessment.objects.filter(superseded_at=None), _DEPARTMENT_OF_ENTRY, "category")


def _answers(_on: date) -> Counted:
    of_rights = Check.objects.filter(superseded_at=None, footprint__owner_kind=OwnerKind.RIGHT)
    return _counted(of_rights.exclude(layer__publication=Publication.INTERNAL), "kind__code", "answer")


_DEPARTMENTS = _("department (first two digits of the UBIGEO)")
_CLASSES: Words = (
    ("formal", _("formal")), ("informal", _("informal")), ("illegal", _("indication of illegal")),
    ("needs_review", _("needs review")), ("sin_actividad", _("no activity")), (UNKNOWN, NOT_KNOWN),
)  # fmt: skip

STATISTICS = (
    Statistic(
        "registrations-by-state", _("Entries by state"), _("Entries of the register of formalization."), _DEPARTMENTS,
        tuple(RegistrationState.choices), _of_entries("state"),
    ),
    Statistic(
        "registrations-by-activity", _("Entries by activity"), _("Entries of the register of formalization."),
        _DEPARTMENTS, (*Activity.choices, (UNKNOWN, NOT_KNOWN)), _of_entries("activity"),
    ),
    Statistic(
        "rights-by-state", _("Mining rights by state"), _("Mining rights as the cadastre publishes them."),
        _DEPARTMENTS, tuple(RightState.choices), lambda _on: _counted(MiningRight.objects.all(), _DEPARTMENT, "state"),
    ),
    Statistic(
        "rights-by-kind", _("Mining rights by kind"), _("Mining rights as the cadastre publishes them."), _DEPARTMENTS,
        tuple(RightKind.choices), lambda _on: _counted(MiningRight.objects.all(), _DEPARTMENT, "kind"),
    ),
    Statistic(
        "associations-by-kind", _("Groups by kind"), _("Associations and other groups."), _DEPARTMENTS,
        tuple(GroupKind.choices), lambda _on: _counted(Group.objects.all(), _DEPARTMENT, "kind"),
    ),
    Statistic(
        "checks-by-answer", _("Rights against land layers"), _("What is known of each right against each layer."),
        _("kind of land"), tuple(Answer.choices), _answers,
    ),
    Statistic(
        "persons-by-gender", _("Entries of natural persons by gender"), _("Own answers; many did not answer."),
        _DEPARTMENTS, tuple(Gender.choices), _of_persons("person__gender"), is_exact=False,
    ),
    Statistic(
        "persons-by-age", _("Entries of natural persons by age"), _("Age on the day of the table."), _DEPARTMENTS, AGES,
        _by_age, is_exact=False,
    ),
    Statistic(
        "persons-by-language", _("Entries of natural persons by language"), _("Language of messages."), _DEPARTMENTS,
        LANGUAGES, _of_persons("person__language"), is_exact=False,
    ),
    Statistic(
        "entries-by-class", _("Entries by class of the rules"),
        _("What the rules answer today: an indication, to be established by the authority."), _DEPARTMENTS, _CLASSES,
        _classes, is_exact=False,
    ),
)  # fmt: skip
BY_NAME = {statistic.name: statistic for statistic in STATISTICS}


def statistic_rows(statistic: Statistic, *, on: date) -> list[StatisticRow]:
    """Return the rows of a table on a day; a code that the columns do not know is counted as not known."""
    codes = [code for code, _words in statistic.columns]
    cells: dict[str, list[int]] = {}
    for (key, code), n in statistic.count(on).items():
        row = cells.setdefault(key, [0] * len(codes))
        row[codes.index(code) if code in codes else -1] += n
    rows = sorted(cells.items())
    if statistic.is_exact:
        return [StatisticRow(key, tuple(row), sum(row)) for key, row in rows]
    return [StatisticRow(shown.key, shown.cells, shown.total) for shown in published(rows)]


def least_shown() -> int:
    """Return the smallest count of a table that is hidden where it is small."""
    return LEAST


def table_of(statistic: Statistic, *, today: date) -> tuple[date | None, list[StatisticRow]]:
    """Return the day and the rows of a table: exact ones as of today, the others as last published."""
    if statistic.is_exact:
        return today, statistic_rows(statistic, on=today)
    table = PublishedTable.objects.filter(name=statistic.name).order_by("-month").first()
    if table is None:
        return None, []
    return table.on_day, [StatisticRow(key, tuple(cells), total) for key, cells, total in table.rows]
