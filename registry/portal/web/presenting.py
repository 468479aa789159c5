"""Rows as pairs of term and value, for the public pages. An unknown value is said, never left blank."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.common.disclosure import Column, Kind
from registry.common.display import Fact
from registry.formalization.models import Registration
from registry.portal.selectors import Found

# What a reader of the first page wants of a row; the rest stands in the API.
SHOWN_OF_RIGHT = (
    "code",
    "name",
    "kind",
    "state",
    "declared_hectares",
    "titled_on",
    "place_published",
    "published_on",
)
SHOWN_OF_REGISTRATION = (
    "code",
    "state",
    "state_since",
    "activity",
    "right_code",
    "right_name",
    "registrant_name",
    "ubigeo",
    "published_on",
)
SHOWN = {"MiningRight": SHOWN_OF_RIGHT, "Registration": SHOWN_OF_REGISTRATION}


def wait_in_words(seconds: int) -> str:
    """Return a waiting time as people say it; nothing for none."""
    if not seconds:
        return ""
    if seconds < 90:
        return _("%(count)d seconds") % {"count": seconds}
    return _("%(count)d minutes") % {"count": -(-seconds // 60)}


def _day(value: date | None) -> str | None:
    return None if value is None else date_format(value, "DATE_FORMAT")


def facts_of_entry(registration: Registration) -> list[Fact]:
    """Return what the status page tells of an entry: no phone, address, production, or shape."""
    right = registration.right
    code = right.code if right else registration.right_code_declared
    name = right.name if right else registration.right_name_declared
    return [
        Fact(_("Code of the ministry"), registration.code),
        Fact(_("In this state since"), _day(registration.state_since)),
        Fact(_("Activity"), capfirst(registration.get_activity_display()) or None),
        Fact(_("Mining right declared"), f"{code} {name}".strip() or None),
    ]


def facts_of_row(found: Found) -> list[Fact]:
    """Return the public columns of a row that a reader looks for first, with their words."""
    columns = [found.public.column(name) for name in SHOWN[found.public.name]]
    return [Fact(capfirst(_term(column)), _value(column, found.row[column.name])) for column in columns]


def _term(column: Column) -> str:
    return {
        "code": _("code"),
        "name": _("name"),
        "kind": _("kind"),
        "state": _("state"),
        "state_since": _("in this state since"),
        "activity": _("activity"),
        "declared_hectares": _("declared hectares"),
        "titled_on": _("titled on"),
        "place_published": _("place"),
        "right_code": _("code of the mining right"),
        "right_name": _("name of the mining right"),
        "registrant_name": _("registrant"),
        "ubigeo": _("district (UBIGEO)"),
        "published_on": _("data of"),
    }[column.name]


def _value(column: Column, value: Any) -> str | None:  # any column's value
    if value is None:
        return None
    if column.kind is Kind.CHOICE:
        return str(capfirst(dict(column.choices).get(value, value)))
    if isinstance(value, datetime):
        return _day(timezone.localtime(value).date())
    if isinstance(value, date):
        return _day(value)
    if column.kind is Kind.NUMBER:
        return str(number_format(value, use_l10n=True, force_grouping=True))
    return str(value)
