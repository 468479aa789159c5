"""The desk, the list of registrations and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import FilterSet

from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.history import history_of
from registry.accounts.web.pages import ListPage, StaffPage
from registry.common.display import Act, Crumb, Moment
from registry.common.sketch import Piece, sketch
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import (
    Assessment,
    Authorisation,
    Determination,
    Exemption,
    PlaceVerification,
    Registration,
    ZoneFact,
)
from registry.formalization.permissions import can_change, can_decide, can_inspect, can_read
from registry.formalization.selectors.answers import answer_shown
from registry.formalization.selectors.law import pack_in_force
from registry.formalization.selectors.registrations import registration_list, registrations_within
from registry.formalization.selectors.reviews import OPEN
from registry.formalization.web.acts import exemption_lines
from registry.formalization.web.chips import class_chip, state_chip
from registry.formalization.web.determining import determination_shown
from registry.formalization.web.facts import registration_facts
from registry.formalization.web.filters import RegistrationFilter
from registry.formalization.web.grounds import zone_lines
from registry.formalization.web.reasons import answer_of
from registry.formalization.web.tables import RegistrationTable
from registry.territory.models import Footprint
from registry.territory.web.geojson import collection
from registry.territory.web.overlaps import (
    Line,
    area_pieces,
    check_lines,
    footprint_piece,
    grid_note,
    in_grid,
    to_geos,
    without_layer,
)

WITH_PLACES = ("person", "group", "right", "right__footprint", "declared_place", "verified_place")


class RegistrationListPage(ListPage):
    """Registrations within reach."""

    personal = ("registrant",)
    table_class = RegistrationTable
    filter_class = RegistrationFilter
    title = gettext_lazy("Registrations")

    def rows(self) -> QuerySet[Registration]:
        """Return registrations by code."""
        return registration_list(viewer=self.powers).order_by("code")

    def length(self, filters: FilterSet) -> int | None:
        """Count without the joins of the list, unless a name or a class is asked for, which need them."""
        asked = filters.form.cleaned_data if filters.form.is_valid() else {"q": "?"}
        if asked.get("q") or asked.get("category"):
            return None
        bare = self.filter_class(self.asked, queryset=registrations_within(viewer=self.powers))
        number: int = bare.qs.count()
        return number

    def acts(self) -> list[Act]:
        """Offer to add one."""
        acts = [
            Act(reverse("registrations:reviews"), _("Reviews")),
            Act(reverse("registrations:match_list"), _("Holders of the cadastre")),
            Act(reverse("registrations:batch_list"), _("Held changes")),
            Act(reverse("registrations:totals"), _("Totals of holders")),
            Act(reverse("registrations:try"), _("Try before applying")),
        ]
        if self.may(Power.REGISTER_CHANGE):
            acts.append(Act(reverse("registrations:import_list"), _("Bring a sheet")))
            acts.append(Act(reverse("registrations:add"), _("Add a registration"), primary=True))
        return acts


def main_footprint(row: Registration) -> Footprint | None:
    """Return what is measured: the verified place, else the declared one, else the shape of the right."""
    return row.verified_place or row.declared_place or (row.right.footprint if row.right else None)


def registration_pieces(row: Registration, main: Footprint, lines: list[Line]) -> list[Piece]:
    """Return what is drawn: areas, the right, the places, what is shared."""
    areas = area_pieces(lines, main)
    pieces = [piece for piece in areas if piece.kind == "area"]
    if row.right and row.right.footprint:
        ground = to_geos(in_grid(row.right.footprint.geom, main.grid_srid))
        pieces.append(Piece("right", ground, str(row.right), _("Declared right")))
    for place, word in ((row.declared_place, _("Declared place")), (row.verified_place, _("Verified place"))):
        if place is not None and place.grid_srid == main.grid_srid:
            pieces.append(footprint_piece(place, kind="place", title=word, word=word))
    return pieces + [piece for piece in areas if piece.kind == "shared"]


class RegistrationRoom(StaffDoor):
    """What page and shapes of a registration share: finding it within reach."""

    def registration(self, pk: int) -> Registration:
        """Return the registration. Raises: 404, or 403 outside the viewer's regions."""
        row = get_object_or_404(Registration.objects.select_related(*WITH_PLACES), pk=pk)
        if not can_read(self.powers, row):
            raise PermissionDenied
        if row.person is not None:
            self.read(row.person, fields=("full_name", "document_number"), ubigeo=row.ubigeo)
        return row


@dataclass(frozen=True, slots=True)
class Beside:
    """The rows that a registration's page shows beside it, newest first.

    `determinations` are those that stand or wait for their second officer.
    """

    assessment: Assessment | None
    determinations: Sequence[Determination]
    exemptions: Sequence[Exemption]
    zone_facts: Sequence[ZoneFact]
    verification: PlaceVerification | None
    authorisations: Sequence[Authorisation]


class RegistrationPage(RegistrationRoom, StaffPage):
    """One registration: class with reasons, overlaps, facts, states, history."""

    template_name = "formalization/registration.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the registration."""
        row = self.registration(kwargs.pop("pk"))
        main = main_footprint(row)
        lines = check_lines(main)
        drawing = None
        if main:
            drawing = sketch(
                registration_pieces(row, main, lines),
                label=_("Sketch of the registration {code}").format(code=row),
                note=grid_note(main),
            )
        beside, pack = self.beside(row), pack_in_force(JURISDICTION, on=self.today)
        first = answer_shown(beside.determinations, beside.assessment, self.today)
        return super().get_context_data(
            registration=row, kind=_("Registration"), title=row.code,
            note=str(row.registrant or _("registrant not known")),
            chips=[state_chip(row), class_chip(first.category)], acts=self._acts(row, beside),
            answer=answer_of(beside.assessment), first=first,
            lines=lines, unloaded=without_layer(lines), sketch=drawing,
            geojson_url=reverse("registrations:shapes", args=[row.pk]),
            facts=registration_facts(row), states=row.state_changes.order_by("-id"), moments=self.history(row),
            authorisations=beside.authorisations,
            determination=determination_shown(next(iter(beside.determinations), None)),
            exemptions=exemption_lines(beside.exemptions, pack),
            zone_facts=zone_lines(beside.zone_facts, pack.zone_effects),
            verification=beside.verification,
            may_change=can_change(self.powers, row), may_inspect=can_inspect(self.powers, row),
            may_decide=can_decide(self.powers, row),
            crumbs=[Crumb(_("Registrations"), reverse("registrations:list")), Crumb(row.code)], **kwargs,
        )  # fmt: skip

    def beside(self, row: Registration) -> Beside:
        """Return what the page shows beside the registration; a room above reads it together with its own."""
        return Beside(
            Assessment.objects.filter(registration=row, superseded_at=None).first(),
            list(Determination.objects.filter(registration=row, state__in=OPEN).order_by("-id")),
            list(row.exemptions.order_by("-id")),
            list(row.zone_facts.order_by("withdrawn_at", "kind")),
            row.verifications.order_by("-id").first(),
            list(row.authorisations.all()),
        )

    def history(self, row: Registration) -> list[Moment]:
        """Return what was done to it; a room above adds what it did."""
        return history_of(row)

    def _acts(self, row: Registration, beside: Beside) -> list[Act]:
        acts = []
        if can_decide(self.powers, row):
            waiting = next(iter(beside.determinations), None)
            is_proposed = waiting is not None and waiting.state == Determination.State.PROPOSED
            acts.append(
                Act(reverse("registrations:second", args=[row.pk]), _("Answer as the second officer"))
                if is_proposed
                else Act(reverse("registrations:determine", args=[row.pk]), _("Determine the class"))
            )
            acts.append(Act(reverse("registrations:state", args=[row.pk]), _("Change the state")))
        if self.may(Power.PAPER_ISSUE, ubigeo=row.ubigeo):
            acts.append(Act(reverse("counter:paper", args=[row.pk]), _("Issue a paper")))
        if can_change(self.powers, row):
            acts.append(Act(reverse("registrations:change", args=[row.pk]), _("Change"), primary=True))
        return acts


class RegistrationShapes(RegistrationRoom):
    """The shapes of a registration's page for its live map."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Answer GeoJSON; empty where no place is known."""
        row = self.registration(pk)
        main = main_footprint(row)
        if main is None:
            return collection([], 4326)
        return collection(registration_pieces(row, main, check_lines(main)), main.grid_srid)
