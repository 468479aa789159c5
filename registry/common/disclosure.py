"""Public lists: what of a thing leaves the register, as database expressions, and why the rest stays.

Every public door (API, pages, files, tiles) reads a `PublicList` and can name nothing else: filters, search,
ordering and sparse fields go through the same expressions as the output, so that a masked value cannot be
guessed by filtering on the value behind the mask. `tests/api/test_disclosure.py` asks of every list that each
field of its model is either shown by a column or withheld with a reason.

Exact places of natural persons leave as one fixed cell of a grid, never as a random point: noise that is drawn
anew can be averaged away.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import CharField, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

CELL = 0.05  # degrees: the side of a grid cell
PREFIX = "public_"
PLACE = f"{PREFIX}place"


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    ROWS = "rows"


class Ask(StrEnum):
    """How a column may be asked for."""

    EXACT = "exact"
    PREFIX = "prefix"
    RANGE = "range"
    SINCE = "since"
    SEARCH = "search"


Expressed = Combinable


Narrow = Callable[[Any], Q | QuerySet[Any]]


def narrowed(rows: QuerySet[Any], by: Q | QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows that meet a condition, or whose keys a query gives."""
    return rows.filter(by if isinstance(by, Q) else Q(pk__in=by))


@dataclass(frozen=True, kw_only=True)
class Column:
    """One public column.

    Attributes:
        name: its name in every door.
        expression: what the database gives for it.
        says: one sentence for the documentation.
        choices: the codes of a `Kind.CHOICE` with their words.
        asks: how it may be filtered.
        is_ordered: whether rows may be ordered by it.
        of: the fields of the model that it shows, in whole or in part.
        rows_of: for `Kind.ROWS` the columns of each inner row: name, kind, sentence.
        asked_at: a field of the model that holds the same answer for every value that may be asked, so that its
            index serves the filter; empty where the expression itself is asked.
        narrow: gives for what is asked (values, or a text searched) a condition, or the keys of rows, that every row
            meets whose expression answers it: asked first for the sake of its index. It never decides.
        moved: for `Ask.SINCE`, where a row shows something of others: gives for a moment the keys of the rows of which
            anything shown changed since. It decides in place of the column, which tells of the row alone.
    """

    name: str
    expression: Expressed
    kind: Kind
    says: str | Promise
    choices: tuple[tuple[str, str | Promise], ...] = ()
    asks: frozenset[Ask] = frozenset()
    is_ordered: bool = False
    is_nullable: bool = True
    of: tuple[str, ...] = ()
    rows_of: tuple[tuple[str, Kind, str | Promise], ...] = ()
    asked_at: str = ""
    narrow: Narrow | None = None
    moved: Callable[[datetime], QuerySet[Any]] | None = None

    @property
    def alias(self) -> str:
        """The name under which the query carries it; fields of the model keep theirs."""
        return PREFIX + self.name

    @property
    def asked(self) -> str:
        """What a filter looks at."""
        return self.asked_at or self.alias


@dataclass(frozen=True, kw_only=True, eq=False)
class PublicList:
    """One public thing: which rows, which columns, in which order, and what is withheld and why.

    Attributes:
        place: the public shape in EPSG:4326, null where it is withheld.
        near: the stored shape behind a computed `place`; whatever meets a box has it within `CELL` of the box, so
            that its index narrows the search down before any place is computed. Where it lies behind another row, what
            gives for the box around what is asked a condition, as the `narrow` of a column.
    """

    name: str
    title: str | Promise
    says: str | Promise
    model: type[Model]
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]
    withheld: Mapping[str, str | Promise]
    key: str
    place: Expressed | None = None
    place_says: str | Promise = ""
    near: str | Narrow = ""
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the columns."""
        self._by_name.update({column.name: column for column in self.columns})

    def column(self, name: str) -> Column:
        """Return a public column. Raises: KeyError for every other name."""
        return self._by_name[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The public columns in their stated order."""
        return tuple(self._by_name)

    @property
    def orderings(self) -> tuple[str, ...]:
        """The columns by which rows may be ordered; the first is the order without being asked."""
        return (self.key, *(c.name for c in self.columns if c.is_ordered and c.name != self.key))

    @property
    def is_drawn(self) -> bool:
        """Whether its rows have a place."""
        return self.place is not None

    def queryset(self) -> QuerySet[Any]:
        """Return the public rows with every public column under its alias, not yet ordered."""
        rows: QuerySet[Any] = self._annotated.all()
        return rows

    @cached_property
    def _annotated(self) -> QuerySet[Any]:
        """The query, built once: resolving some twenty expressions costs more than reading a page of rows."""
        public: dict[str, Any] = {column.alias: column.expression for column in self.columns}
        if self.place is not None:
            public[PLACE] = self.place
        annotated: QuerySet[Any] = self.rows().order_by().annotate(**public)
        return annotated


def masked(number: Expressed) -> Func:
    """Return an expression for a document number with all but its last three characters hidden."""
    return Func(
        number,
        template="(repeat('*', greatest(length(%(expressions)s) - 3, 0)) || right(%(expressions)s, 3))",
        output_field=CharField(),
    )


def null_if_empty(text: Expressed) -> Func:
    """Return an expression that is null where a text is empty: unknown is said as null in public."""
    return Func(text, Value(""), function="NULLIF", output_field=CharField())


def grid_cell(shape: Expressed) -> Func:
    """Return an expression for the fixed cell of 0.05° that holds the middle of a shape (EPSG:4326), about 5.5 km wide.

    The cell depends on nothing but the place, so that asking again tells nothing more.
    """
    return Func(
        shape,
        template=(
            "(SELECT ST_MakeEnvelope(cell.x, cell.y, cell.x + 0.05, cell.y + 0.05, 4326) FROM (SELECT"
            " floor(ST_X(ST_Centroid(%(expressions)s)) * 20) / 20.0 AS x,"
            " floor(ST_Y(ST_Centroid(%(expressions)s)) * 20) / 20.0 AS y) AS cell)"
        ),
        output_field=GeometryField(srid=4326),
    )
