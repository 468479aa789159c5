"""The page of one finding: what was measured, what it means, what persons and parties said, and the form to say so."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Act, Chip, Crumb
from registry.common.sketch import Piece, sketch
from registry.territory.choices import OwnerKind, VerdictKind
from registry.territory.models import Finding, Verdict
from registry.territory.services.conflicts import NAMES, PLACE_WAYS
from registry.territory.services.consequences import meanings, pair_kind
from registry.territory.services.parties import parties_of
from registry.territory.services.party_answers import items_of
from registry.territory.services.party_outcomes import outcomes
from registry.territory.services.verdicts import pair_of, verdict_give
from registry.territory.web.conflict_table import PAIRS, outcome_chip
from registry.territory.web.geojson import collection
from registry.territory.web.overlaps import footprint_piece, grid_note, in_grid, to_geos


def finding_within(number: int, powers: Powers) -> Finding:
    """Return a finding. Raises: PermissionDenied for the place of a person outside the regions the viewer reads.

    Mining rights are open to all staff; a place whose registration or region is not known, to the whole country's only.
    """
    rows = Finding.objects.select_related("footprint", "area__layer__kind", "other", "run").defer(
        "shared_geom", "shared_shape", "area__geom", "area__attributes", "area__party", "area__layer__coverage"
    )
    finding = get_object_or_404(rows, pk=number)
    sides = [finding.footprint, *([finding.other] if finding.other else [])]
    is_personal = any(side.owner_kind != OwnerKind.RIGHT for side in sides)
    if is_personal and powers.where(Power.REGISTER_READ) is not None:
        ways = [f"footprint__{way}__ubigeo" for way in PLACE_WAYS]
        known = [code for code in Finding.objects.values_list(*ways).get(pk=number) if code]
        if not known or not powers.can(Power.REGISTER_READ, ubigeo=known[0]):
            raise PermissionDenied
    return finding


def finding_pieces(finding: Finding) -> list[Piece]:
    """Return what is drawn: both sides, and what they share as it is stored."""
    own, grid = finding.footprint, finding.grid_srid
    pieces = []
    if finding.area is not None:
        ground = in_grid(finding.area.geom, grid)
        pieces.append(Piece("area", to_geos(ground), str(finding.area), _("Land layers"), in_focus=False))
    elif finding.other is not None:
        ground = in_grid(finding.other.geom, grid)
        pieces.append(Piece("other", to_geos(ground), _("The other side"), _("The other side"), in_focus=False))
    if own.grid_srid == grid:
        pieces.append(footprint_piece(own, kind="right", title=_("The footprint"), word=_("The footprint")))
    else:
        moved = to_geos(in_grid(own.geom, grid))
        pieces.append(Piece("point" if own.is_point else "right", moved, _("The footprint"), _("The footprint")))
    if finding.shared_shape is not None:
        pieces.append(Piece("shared", to_geos(finding.shared_shape), _("Shared area"), _("Shared area")))
    return pieces


class FindingPage(StaffPage):
    """What was measured, what it means and what was said of it."""

    template_name = "territory/finding.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the finding with its meaning, outcome, parties, and verdicts, newest first."""
        finding = finding_within(self.kwargs["pk"], self.powers)
        first, second = pair_of(finding)
        acts = []
        if self.may(Power.OVERLAP_JUDGE) and finding.superseded_at is None:
            acts.append(Act(reverse("territory:verdict", args=[finding.pk]), _("Give a verdict"), primary=True))
        meaning = None if finding.edge_noise else meanings([finding], on=self.today)[finding.pk]
        outcome = outcomes([finding], on=self.today)[finding.pk]
        parties = parties_of([finding.area], on=self.today).get(finding.area.pk, []) if finding.area else []
        whose = Finding.objects.values(*NAMES.values()).get(pk=finding.pk)
        drawing = sketch(finding_pieces(finding), label=_("What is shared"), note=grid_note(finding.footprint))
        return super().get_context_data(
            title=_("Finding {number}").format(number=finding.pk), kind=finding.get_relation_display(), acts=acts,
            finding=finding, meaning=meaning, outcome=outcome, chips=self._chips(finding, meaning, outcome.code),
            area_kind=finding.area.layer.kind.title if finding.area else PAIRS.get(_pair(finding), ""),
            whose=_whose(whose), parties=parties, told=items_of(finding), keeps=self.may(Power.PARTY_KEEP),
            sketch=drawing, geojson_url=reverse("territory:finding_shapes", args=[finding.pk]),
            verdicts=Verdict.objects.filter(footprint_checksum=first, other_checksum=second).order_by("-id"),
            crumbs=[
                Crumb(_("Land and overlaps"), reverse("territory:layer_list")),
                Crumb(_("Conflicts"), reverse("territory:conflict_list")), Crumb(str(finding.pk)),
            ], **kwargs,
        )  # fmt: skip

    def _chips(self, finding: Finding, meaning: Any, outcome: str) -> list[Chip]:
        if finding.superseded_at:
            return [Chip(_("measured again since"), "unknown")]
        return [Chip(_("edge noise"), "unknown")] if meaning is None else [meaning.chip, outcome_chip(outcome)]


def _whose(named: dict[str, Any]) -> str:
    """The codes of the entries whose footprints these are."""
    return " × ".join(str(code) for code in named.values() if code)


def _pair(finding: Finding) -> str:
    sides = [finding.footprint, *([finding.other] if finding.other else [])]
    return pair_kind(*(side.owner_kind == OwnerKind.RIGHT for side in sides))


class FindingShapes(StaffDoor):
    """The shapes of a finding's page for its live map."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Answer GeoJSON."""
        finding = finding_within(pk, self.powers)
        return collection(finding_pieces(finding), finding.grid_srid)


class VerdictForm(forms.Form):
    """What a person says of a finding."""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=VerdictKind.choices)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(
        label=gettext_lazy("Document that shows it"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("An agreement needs it."),
    )


class VerdictPage(FormPage):
    """Give a verdict; it stands beside the finding while both shapes are unchanged."""

    power = Power.OVERLAP_JUDGE
    form_class = VerdictForm
    title = gettext_lazy("Give a verdict")
    done = gettext_lazy("The verdict stands beside the finding until one of the two shapes moves.")
    finding: Finding

    def prepare(self) -> None:
        """Find the finding."""
        self.finding = finding_within(self.kwargs["pk"], self.powers)

    def act(self, form: forms.Form) -> str:
        """Store the verdict."""
        verdict_give(finding=self.finding, by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("territory:finding", args=[self.finding.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the finding."""
        return [Crumb(str(self.finding.pk), reverse("territory:finding", args=[self.finding.pk]))]
