"""The list of rights and the page of one."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concessions.models import MiningRight
from concessions.permissions import can_change
from concessions.selectors import contracts_of, holders_of, neighbours_of, right_list
from concessions.web.chips import state_chip
from concessions.web.facts import right_facts
from concessions.web.filters import RightFilter
from concessions.web.tables import RightTable
from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.history import history_of
from registry.accounts.web.pages import ListPage, StaffPage
from registry.common.display import Act, Crumb
from registry.common.sketch import Piece, sketch
from registry.territory.models import Footprint
from registry.territory.services.consequences import law_on, meaning_of
from registry.territory.web.geojson import collection
from registry.territory.web.overlaps import (
    Line,
    area_pieces,
    check_lines,
    footprint_piece,
    grid_note,
    in_grid,
    other_footprints,
    to_geos,
    without_layer,
)

PAIR = "footprint:right:right"


class RightListPage(ListPage):
    """All rights."""

    table_class = RightTable
    filter_class = RightFilter
    title = gettext_lazy("Mining rights")

    def rows(self) -> QuerySet[MiningRight]:
        """Return rights by code."""
        return right_list().order_by("code")

    def acts(self) -> list[Act]:
        """Offer the imports and to add one."""
        doors = (
            ("import_list", _("Imports"), Power.IMPORT_RUN, False),
            ("add", _("Add a right"), Power.RIGHTS_CHANGE, True),
        )
        return [
            Act(reverse(f"rights:{name}"), word, primary) for name, word, power, primary in doors if self.may(power)
        ]


def right_pieces(right: MiningRight, footprint: Footprint, lines: list[Line]) -> list[Piece]:
    """Return what is drawn around a right: neighbours, areas, the right, what is shared."""
    around = [
        Piece(
            "other",
            to_geos(in_grid(other.footprint.geom, footprint.grid_srid)),
            str(other),
            _("Other rights"),
            in_focus=False,
        )
        for other in neighbours_of(footprint)
        if other.footprint
    ]
    areas = area_pieces(lines, footprint)
    own = footprint_piece(footprint, kind="right", title=str(right), word=_("This right"))
    return [*around, *(p for p in areas if p.kind == "area"), own, *(p for p in areas if p.kind == "shared")]


class RightPage(StaffPage):
    """One right: map, overlaps, holders, contracts, registrations, history."""

    template_name = "concessions/right.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the right."""
        right = get_object_or_404(MiningRight.objects.select_related("footprint"), pk=kwargs.pop("pk"))
        lines = check_lines(right.footprint)
        drawing = None
        if right.footprint:
            drawing = sketch(
                right_pieces(right, right.footprint, lines),
                label=_("Sketch of the right {right}").format(right=right),
                note=grid_note(right.footprint),
            )
        return super().get_context_data(
            right=right, kind=right.get_kind_display(), title=right.code, note=right.name, chips=[state_chip(right)],
            facts=right_facts(right), lines=lines, unloaded=without_layer(lines), sketch=drawing,
            geojson_url=reverse("rights:shapes", args=[right.pk]),
            beside=self._beside(right), pair_meaning=meaning_of(law_on(self.today), PAIR, on=self.today),
            holders=holders_of(right), contracts=contracts_of(right),
            moments=history_of(right),
            snapshots=right.snapshots.order_by("-published_on"), viewer=self.powers, acts=self._acts(right),
            crumbs=[Crumb(_("Rights"), reverse("rights:list")), Crumb(right.code)], **kwargs,
        )  # fmt: skip

    def _acts(self, right: MiningRight) -> list[Act]:
        if not can_change(self.powers, right):
            return []
        doors = (
            ("holder_add", _("Add a holder"), False),
            ("contract_add", _("Add a contract"), False),
            ("change", _("Change"), True),
        )
        return [Act(reverse(f"rights:{name}", args=[right.pk]), word, primary) for name, word, primary in doors]

    def _beside(self, right: MiningRight) -> list[dict[str, Any]]:
        """The rights that share an area with this one."""
        if right.footprint is None:
            return []
        found = list(other_footprints(right.footprint)[:50])
        numbers = {f.other_id if f.footprint_id == right.footprint_id else f.footprint_id for f in found}
        owners = {owner.footprint_id: owner for owner in MiningRight.objects.filter(footprint__in=numbers)}
        pairs = ((f, owners.get(f.other_id if f.footprint_id == right.footprint_id else f.footprint_id)) for f in found)
        # Of two rights the older by date and hour of filing stands first.
        return [
            {"finding": finding, "right": owner, "is_older": finding.footprint_id == owner.footprint_id}
            for finding, owner in pairs if owner
        ]  # fmt: skip


class RightShapes(StaffDoor):
    """The shapes of a right's page for its live map."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Answer GeoJSON; empty where no shape is known."""
        right = get_object_or_404(MiningRight.objects.select_related("footprint"), pk=pk)
        if right.footprint is None:
            return collection([], 4326)
        return collection(right_pieces(right, right.footprint, check_lines(right.footprint)), right.footprint.grid_srid)
