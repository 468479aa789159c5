"""Rows as pairs of term and value, for the public pages. An unknown value is said, never left blank."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.common.display import Fact
from registry.documents.choices import PaperKind
from registry.formalization.choices import RegistrationState
from registry.formalization.disclosure import REGISTRATIONS
from registry.places.selectors import place_words
from registry.portal.models import Receipt
from registry.portal.selectors.rows import Entry
from registry.portal.selectors.status import Found
from registry.portal.selectors.verification import Verified
from registry.publishing.web.showing import TERMS, said

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


def _place(ubigeo: str | None) -> str | None:
    return place_words([ubigeo])[ubigeo] if ubigeo else None


def _day(value: date | None) -> str | None:
    return None if value is None else date_format(value, "DATE_FORMAT")


def facts_of_entry(entry: Entry) -> list[Fact]:
    """Return what the status page tells of an entry: no phone, address, production, or shape."""
    return [
        Fact(_("Code of the ministry"), entry.code),
        Fact(_("In this state since"), _day(entry.state_since)),
        Fact(_("Activity"), _chosen("activity", entry.activity) or None),
        Fact(_("Mining right declared"), f"{entry.right_code} {entry.right_name}".strip() or None),
    ]


def facts_of_row(found: Found) -> list[Fact]:
    """Return the public columns of a row that a reader looks for first, with their words."""
    columns = [found.public.column(name) for name in SHOWN[found.public.name]]
    return [Fact(capfirst(str(TERMS[column.name])), said(column, found.row[column.name])) for column in columns]


def facts_of_paper(found: Verified) -> list[Fact]:
    """Return what anybody learns from the code of a paper: public columns, under the words of the page."""
    paper, row = found.paper, found.row
    facts = [
        Fact(_("Paper"), f"{capfirst(paper.get_kind_display())} {paper.reference}"),
        Fact(_("Issued on"), _day(paper.issued_on)),
    ]
    if found.registration is None:
        return [*facts, Fact(_("Title"), paper.title)]
    return [
        *facts,
        Fact(_("Holder"), row["registrant_name"] or _("not published")),
        Fact(_("Document"), row["registrant_document"] or _("not published")),
        Fact(_("Code of the ministry"), row["code"]),
        Fact(_("Activity"), _chosen("activity", row["activity"])),
        Fact(_("Mining right declared"), _right(row)),
        Fact(_("District (UBIGEO)"), _place(row["ubigeo"])),
        Fact(_("In this state since"), _day(row["state_since"])),
        Fact(_("Location"), _("validated by an officer") if found.is_location_validated else _("not validated")),
    ]


def facts_of_receipt(receipt: Receipt) -> list[Fact]:
    """Return what a receipt says: what the register answered then, in the words of today's language."""
    told = receipt.told
    kinds, states = dict(PaperKind.choices), dict(RegistrationState.choices)
    facts = [
        Fact(_("Paper"), f"{capfirst(kinds.get(told['paper_kind'], ''))} {told['paper']}"),
        Fact(_("Issued on"), _day(date.fromisoformat(told["issued_on"]))),
    ]
    if "state" in told:
        since = told.get("state_since")
        facts += [
            Fact(_("Holder"), told["registrant_name"] or _("not published")),
            Fact(_("Document"), told["registrant_document"] or _("not published")),
            Fact(_("Code of the ministry"), told["code"]),
            Fact(_("Activity"), _chosen("activity", told["activity"])),
            Fact(_("Mining right declared"), _right(told)),
            Fact(_("In that state since"), _day(date.fromisoformat(since)) if since else None),
        ]
    if "day" in told:
        word = capfirst(states.get(told["state_on_day"], "")) if told["state_on_day"] else None
        facts.append(Fact(_("State on %(day)s") % {"day": _day(date.fromisoformat(told["day"]))}, word))
    return facts


def _right(row: dict[str, Any]) -> str | None:
    return f"{row['right_code'] or ''} {row['right_name'] or ''}".strip() or None


def _chosen(name: str, value: Any) -> str | None:  # any column's value
    return None if value is None else str(capfirst(dict(REGISTRATIONS.column(name).choices).get(value, value)))
