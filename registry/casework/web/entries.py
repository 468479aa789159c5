"""Entries in figures: by department, gender and class against their state, and the moves of each year."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from miners.choices import Gender
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import StaffPage
from registry.casework.selectors.counts import GROUP, Table, by_class, by_department, by_gender, moves_by_year
from registry.common.charts import Chart, Value, bar_chart
from registry.common.display import Act, Crumb
from registry.common.exports import csv_response
from registry.formalization.choices import RegistrationState
from registry.formalization.facts.departments import DEPARTMENTS
from registry.formalization.web.chips import CLASSES

STATES = dict(RegistrationState.choices)
GENDERS = dict(Gender.choices)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its word, its numbers with the address of the list behind each, and their sum."""

    word: str
    cells: list[tuple[int, str]]
    total: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in words, with its chart."""

    title: str
    heads: list[str]
    lines: list[Line]
    chart: Chart


def tables() -> list[tuple[str, str, Callable[..., Table]]]:
    """Return the tables: name in addresses and files, words, and what counts it."""
    return [
        ("department", _("By department"), by_department),
        ("gender", _("By gender"), by_gender),
        ("class", _("By class"), by_class),
        ("year", _("Moves by year"), moves_by_year),
    ]


class EntriesPage(StaffPage):
    """Four tables with their pictures; each figure that has a list opens it."""

    template_name = "casework/entries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the tables."""
        address = reverse("casework:entries_csv")
        return super().get_context_data(
            title=_("Entries in figures"),
            tables=[_shown(name, word, count(viewer=self.powers)) for name, word, count in tables()],
            acts=[
                Act(f"{address}?table={name}", _("CSV: %(word)s") % {"word": word}) for name, word, _count in tables()
            ],
            crumbs=[Crumb(_("My work"), reverse("casework:work")), Crumb(_("Entries in figures"))],
            **kwargs,
        )


class EntriesCsv(StaffDoor):
    """One of the tables for other programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer CSV. Raises: Http404 for a table that there is not."""
        wanted = request.GET.get("table", "department")
        count = next((count for name, _word, count in tables() if name == wanted), None)
        if count is None:
            raise Http404
        table = count(viewer=self.powers)
        rows = [[row or "not_known", *table.line(row)] for row in table.rows]
        return csv_response(f"entries-by-{wanted}.csv", [wanted, *table.columns], rows)


def _shown(name: str, word: str, table: Table) -> Shown:
    lines = [_line(name, row, table) for row in table.rows]
    values = [
        Value(line.word, line.total, "forest", _list_of(name, row, ""))
        for row, line in zip(table.rows, lines, strict=True)
    ]
    heads = [str(STATES.get(column, column)) for column in table.columns]
    return Shown(word, heads, lines, bar_chart(word, values))


def _line(name: str, row: str, table: Table) -> Line:
    numbers = zip(table.columns, table.line(row), strict=True)
    cells = [(number, _list_of(name, row, column)) for column, number in numbers]
    return Line(_word(name, row), cells, table.total(row))


def _word(name: str, row: str) -> str:
    if not row:
        return _("not classified yet") if name == "class" else _("not known")
    if name == "gender":
        return _("groups") if row == GROUP else str(GENDERS.get(row, row))
    if name == "class":
        return str(CLASSES[row][0]) if row in CLASSES else row
    return DEPARTMENTS.get(row, row) if name == "department" else row


def _list_of(name: str, row: str, state: str) -> str:
    """Return the address of the list behind a figure; moves and genders have no list that equals them."""
    asked = {"state": state} if state else {}
    if name == "department" and row:
        asked["ubigeo"] = row
    elif name == "class":
        asked["category"] = row or "none"
    else:
        return ""
    return f"{reverse('registrations:list')}?{urlencode(asked)}"
