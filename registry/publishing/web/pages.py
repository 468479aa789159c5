"""Public pages of one thing: a mining right, an entry, a group; and the search that leads there. No script needed."""

from typing import Any

from django.db.models import F, Q, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from concessions.disclosure import CONTRACTS, OVERLAPS, RIGHTS
from miners.disclosure import ASSOCIATIONS
from registry.common.codes import normalize_code
from registry.common.disclosure import PublicList
from registry.common.models import Fold
from registry.common.sketch import Piece, Sketch, sketch
from registry.common.speaking import SpokenPage, in_language
from registry.formalization.disclosure import ASSESSMENTS, REGISTRATIONS, TIMELINE
from registry.publishing.web.showing import Row, heads, overlap_table, rows_of, table

OF_RIGHT = (
    "code", "name", "kind", "state", "substance_class", "declared_hectares", "measured_hectares", "filed_at",
    "titled_on", "extinguished_on", "ubigeo", "place_published", "source", "published_on",
)  # fmt: skip
OF_ENTRY = (
    "code", "state", "state_since", "activity", "right_code", "right_name", "registrant_kind", "registrant_name",
    "enrolled_on", "ubigeo", "published_on",
)  # fmt: skip
OF_GROUP = ("name", "kind", "ruc", "sunarp_entry", "founded_on", "ubigeo")
OF_OVERLAP = ("layer_kind", "area_name", "hectares", "share_of_right", "measured_on")
OF_STEP = ("from_on", "state", "article")
OF_CLASS = ("scale", "legal_status", "act", "decided_on")
MOST, SHORTEST = 30, 3


class SearchPage(SpokenPage):
    """One field: codes and public names of rights, entries and groups."""

    http_method_names = ["get", "head"]
    page = "search/"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show what was found, at most thirty of each kind."""
        text = request.GET.get("q", "").replace("\0", "").strip()[:80]
        found = _found(text, self.kwargs.get("language")) if len(text) >= SHORTEST else []
        context = {"q": text, "found": found, "is_short": 0 < len(text) < SHORTEST, "most": MOST}
        return self.answer("publishing/search.html", context)


def _found(text: str, language: str | None) -> list[dict[str, Any]]:
    code = normalize_code(text)
    kinds = (
        (_("Mining rights"), RIGHTS, Q(public_code__startswith=code), "public:right",
         ("code", "name", "state", "ubigeo")),
        (_("Entries"), REGISTRATIONS, Q(public_code__startswith=text.upper()), "public:entry",
         ("code", "state", "right_code", "registrant_name")),
        (_("Associations and groups"), ASSOCIATIONS, Q(pk__in=[]), "public:group", ("name", "kind", "ubigeo")),
    )  # fmt: skip
    found = []
    for word, public, by_code, name, columns in kinds:
        rows = public.queryset()
        named = "registrant_name" if public is REGISTRATIONS else "name"
        alias = public.column(named).alias
        rows = rows.alias(folded=Fold(public.column(named).expression))
        chosen = rows.filter(by_code | Q(folded__contains=Fold(Value(text)))).order_by(
            alias, public.column(public.key).alias
        )
        lines = table(rows_of(public, chosen, limit=MOST), columns)
        found.append({"word": word, "heads": heads(columns), "lines": [
            (in_language(reverse(name, args=[row[public.key]]), language), cells) for row, cells in lines
        ]})  # fmt: skip
    return found


class OnePage(SpokenPage):
    """A page of one public row."""

    http_method_names = ["get", "head"]

    def row(self, public: PublicList, key: Any) -> Row:
        """Return the row of a key. Raises: Http404 where there is none."""
        rows = public.queryset().filter(**{public.column(public.key).alias: key})
        found = rows_of(public, rows, limit=1, with_place=True)
        if not found:
            raise Http404
        return found[0]


class RightPage(OnePage):
    """A mining right: facts, sketch, overlaps, contracts, entries on it."""

    def get(self, _request: HttpRequest, code: str) -> HttpResponse:
        """Show the right."""
        self.page = f"rights/{code}/"
        right = self.row(RIGHTS, code)
        overlaps = OVERLAPS.queryset().filter(public_right_code=code, public_edge_noise=False)
        entries = REGISTRATIONS.queryset().filter(public_right_code=code).order_by("public_code")
        overlaps = overlaps.order_by(F("public_hectares").desc(nulls_last=True), "public_id")
        contracts = CONTRACTS.queryset().filter(public_right_code=code).order_by("public_id")
        context = {
            "right": right, "title": f"{right['code']} {right['name'] or ''}".strip(), "facts": right.facts(OF_RIGHT),
            "holders": right["holders"], "sketch": _drawing(right), "overlap_heads": heads(OF_OVERLAP),
            "overlaps": overlap_table(rows_of(OVERLAPS, overlaps, limit=MOST), OF_OVERLAP), "most": MOST,
            "entries": rows_of(REGISTRATIONS, entries, limit=MOST),
            "contracts": table(rows_of(CONTRACTS, contracts, limit=MOST), ("kind", "party_name")),
            "api": reverse("api:right", args=[code]),
        }  # fmt: skip
        return self.answer("publishing/right.html", context)


def _drawing(right: Row) -> Sketch | None:
    """Draw the public shape in the grid of its zone; nothing where the place is not published."""
    if right.place is None or not right["grid_srid"]:
        return None
    shape = right.place.transform(right["grid_srid"], clone=True)
    pieces = [Piece("right", shape, right["code"], _("Mining right"))]
    return sketch(pieces, label=_("Sketch of the mining right {code}").format(code=right["code"]), note="")


class EntryPage(OnePage):
    """An entry: public facts, its states in order of time, the published class, what it does not allow."""

    def get(self, _request: HttpRequest, code: str) -> HttpResponse:
        """Show the entry."""
        self.page = f"entries/{code}/"
        entry = self.row(REGISTRATIONS, code)
        steps = TIMELINE.queryset().filter(public_registration_code=code).order_by("-public_id")
        classes = ASSESSMENTS.queryset().filter(public_registration_code=code).order_by("-public_id")
        published = rows_of(ASSESSMENTS, classes, limit=1)
        context = {
            "entry": entry, "title": entry["code"], "facts": entry.facts(OF_ENTRY), "step_heads": heads(OF_STEP),
            "steps": table(rows_of(TIMELINE, steps, limit=MOST), OF_STEP),
            "classes": published[0].facts(OF_CLASS) if published else None, "assessment": entry["assessment"],
            "api": reverse("api:registration", args=[code]),
        }  # fmt: skip
        return self.answer("publishing/entry.html", context)


class GroupPage(OnePage):
    """An association or another group, with the entries that name it in public."""

    def get(self, _request: HttpRequest, number: int) -> HttpResponse:
        """Show the group."""
        self.page = f"groups/{number}/"
        group = self.row(ASSOCIATIONS, number)
        entries = REGISTRATIONS.queryset().filter(group_id=number, public_registrant_name__isnull=False)
        context = {
            "group": group, "title": group["name"] or _("A group of natural persons"), "facts": group.facts(OF_GROUP),
            "entries": rows_of(REGISTRATIONS, entries.order_by("public_code"), limit=MOST),
            "api": reverse("api:association", args=[number]),
        }  # fmt: skip
        return self.answer("publishing/group.html", context)
