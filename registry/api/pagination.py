"""Pages in a stated order, each found by where the last one ended: the thousandth costs what the first costs.

Rows that come or go between two requests neither repeat nor hide others. Unknown values stand last in either
direction; the key of the list breaks ties.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from registry.api.errors import wrong_parameters
from registry.common.disclosure import Column, Kind, PublicList

ROWS_OF_A_PAGE = 100
MOST_ROWS = 1000
LONGEST_CURSOR = 1000


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    return number


_READ: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _word,
    Kind.CHOICE: _word,
    Kind.INTEGER: _whole,
    Kind.NUMBER: _number,
    Kind.DATE: date.fromisoformat,
    Kind.MOMENT: _moment,
}


@dataclass(frozen=True)
class Order:
    """The order of one request."""

    column: Column
    key: Column
    is_descending: bool

    @classmethod
    def read(cls, public: PublicList, text: str) -> "Order":
        """Return the order asked for. Raises: ValidationError naming the columns that have one."""
        name = text.removeprefix("-") or public.key
        if name not in public.orderings:
            message = _("Order by one of: %(names)s; a minus before it turns it round.")
            raise wrong_parameters({"ordering": message % {"names": ", ".join(public.orderings)}})
        return cls(public.column(name), public.column(public.key), text.startswith("-"))

    @property
    def said(self) -> str:
        """The order as it is stated in the answer."""
        own = ("-" if self.is_descending else "") + self.column.name
        return own if self.column is self.key else f"{own},{self.key.name}"

    def sort(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows in this order, unknown values last."""
        own = F(self.column.alias)
        directed = own.desc(nulls_last=True) if self.is_descending else own.asc(nulls_last=True)
        if not self.column.is_nullable:
            directed = own.desc() if self.is_descending else own.asc()
        return rows.order_by(directed) if self.column is self.key else rows.order_by(directed, self.key.alias)

    def after(self, value: Any, key: Any) -> Q:
        """Return the question which rows stand after one of that value and key."""
        alias, own_key = self.column.alias, self.key.alias
        beyond = "lt" if self.is_descending else "gt"
        if self.column is self.key:
            return Q(**{f"{alias}__{beyond}": key})
        if value is None:
            return Q(**{f"{alias}__isnull": True, f"{own_key}__gt": key})
        behind = Q(**{f"{alias}__{beyond}": value}) | Q(**{alias: value, f"{own_key}__gt": key})
        return behind | Q(**{f"{alias}__isnull": True}) if self.column.is_nullable else behind


def page_size(text: str | None, *, most: int = MOST_ROWS) -> int:
    """Return how many rows a page has. Raises: ValidationError outside 1 to `most`."""
    if text is None:
        return min(ROWS_OF_A_PAGE, most)
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
        raise wrong_parameters({"page_size": _("A page has 1 to %(most)d rows.") % {"most": most}})
    return int(text)


def cursor_of(order: Order, row: dict[str, Any]) -> str:
    """Return the cursor that continues after a row (a dictionary by alias)."""
    said = [order.said, row[order.column.alias], row[order.key.alias]]
    return base64.urlsafe_b64encode(orjson.dumps(said, default=str)).decode().rstrip("=")


def _read_cursor(order: Order, cursor: str) -> tuple[Any, Any]:
    padded = cursor[:LONGEST_CURSOR] + "=" * (-len(cursor) % 4)
    said, value, key = orjson.loads(base64.urlsafe_b64decode(padded))
    if said != order.said or "\0" in f"{value}{key}":
        raise ValueError(said)
    return None if value is None else _READ[order.column.kind](value), _READ[order.key.kind](key)


def continued(rows: QuerySet[Any], order: Order, cursor: str) -> QuerySet[Any]:
    """Return the rows after a cursor. Raises: ValidationError for one that this list and order did not give."""
    try:
        return rows.filter(order.after(*_read_cursor(order, cursor)))
    except (ValueError, TypeError, KeyError, InvalidOperation, binascii.Error, OverflowError) as error:
        message = _("This cursor does not belong to this list in this order. Begin without it and follow `next`.")
        raise wrong_parameters({"cursor": message}) from error
