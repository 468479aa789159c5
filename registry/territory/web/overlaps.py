"""What a page tells of a footprint's checks and findings, and the drawing of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registry.common.display import Chip
from registry.common.sketch import Piece
from registry.common.spatial.srids import WGS84, reproject
from registry.territory.choices import Answer, LayerState, Why
from registry.territory.models import Check, Finding, Footprint, LandLayer
from registry.territory.selectors import versions_measured
from registry.territory.services.consequences import Meaning, meanings

CLAIMED = "community_land_claimed"
COMMUNITY_FACT = "community_land"
TONES = {Answer.OVERLAPS: "warn", Answer.CLEAR: "good", Answer.NOT_CHECKED: "unknown"}
AREAS_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with what it means; nothing is meant by edge noise."""

    finding: Finding
    meaning: Meaning | None


@dataclass(frozen=True, slots=True)
class Line:
    """One check as a line of the page: land, answer, why, what was found; `measured` where a version passed since."""

    kind: str
    chip: Chip
    check: Check
    findings: list[Finding]
    told: list[Told] = field(default_factory=list)
    measured: str = ""


def check_lines(footprint: Footprint | None, *, on: date | None = None) -> list[Line]:
    """Return the standing checks of a footprint with findings and meanings, in few queries; nothing for no footprint.

    A current layer that was not measured against it yet has a line that says so, or a clear of another layer of its
    kind would pass for a clear of the kind. `on` is the day whose law explains the findings; without it, today.
    """
    if footprint is None:
        return []
    checks = list(
        Check.objects.filter(footprint=footprint, superseded_at=None)
        .select_related("kind", "layer", "run")
        .defer("layer__coverage")
        .order_by("kind__position", "id")
    )
    findings = list(findings_of(footprint).filter(area__isnull=False))
    meant = meanings(findings, on=on or timezone.localdate()) if findings else {}
    found: dict[int | None, list[Told]] = {}
    for finding in findings:
        told = Told(finding, None if finding.edge_noise else meant[finding.pk])
        found.setdefault(finding.check_row_id, []).append(told)
    claimed = any(check.kind.code == CLAIMED and check.answer == Answer.OVERLAPS for check in checks)
    earlier = versions_measured(checks)
    waiting = _waiting(footprint, checks) if checks else []
    loaded = {line.check.kind_id for line in waiting}
    return [
        _line(check, found.get(check.pk, []), earlier.get(check.pk), is_claimed=claimed)
        for check in checks
        if check.why != Why.NO_LAYER or check.kind_id not in loaded
    ] + waiting


def _waiting(footprint: Footprint, checks: Sequence[Check]) -> list[Line]:
    """Lines of the current layers that no check answers yet; none for a footprint that was not measured at all."""
    layers = LandLayer.objects.filter(state=LayerState.CURRENT, kind__is_measured=True).select_related("kind")
    unanswered = layers.exclude(pk__in=[check.layer_id for check in checks if check.layer_id]).defer("coverage")
    said = {"footprint": footprint, "answer": Answer.NOT_CHECKED, "why": Why.WAITING}
    return [
        _line(Check(layer=layer, kind=layer.kind, **said), [], None, is_claimed=False)
        for layer in unanswered.order_by("kind__position", "id")
    ]


def _line(check: Check, told: list[Told], earlier: LandLayer | None, *, is_claimed: bool) -> Line:
    """The line of a check. Where land is claimed, "clear" of titled communities is not said as clear."""
    chip = answer_chip(check)
    if is_claimed and check.answer == Answer.CLEAR and check.kind.zone_flag == COMMUNITY_FACT:
        chip = Chip(_("no titled land, but claimed land"), "warn")
    return Line(check.kind.title, chip, check, [each.finding for each in told], told, _since(check, earlier))


def _since(check: Check, earlier: LandLayer | None) -> str:
    """Say against which version an answer was measured that stands for the present one."""
    if earlier is None or check.why == Why.WAITING:
        return ""
    day = date_format(check.checked_on, "SHORT_DATE_FORMAT")
    return _("Measured on {day} against version {version}; nothing near it changed since.").format(
        day=day, version=earlier.version
    )


def without_layer(lines: Iterable[Line]) -> list[str]:
    """Return the kinds of land of which no layer is loaded: told in one sentence instead of a line each."""
    return [line.kind for line in lines if line.check.why == Why.NO_LAYER]


def answer_chip(check: Check) -> Chip:
    """Return the answer of a check as a chip; clear on old data says so and is not green."""
    if check.answer == Answer.CLEAR and check.why == Why.OLD_DATA:
        return Chip(_("clear, old data"), "calm")
    return Chip(check.get_answer_display(), TONES[Answer(check.answer)])


def findings_of(footprint: Footprint) -> QuerySet[Finding]:
    """Return the standing findings of a footprint against land, largest first, without the shapes."""
    return (
        Finding.objects.filter(footprint=footprint, superseded_at=None)
        .select_related("area", "area__layer__kind")
        .defer("shared_geom", "area__geom", "area__layer__coverage")
        .order_by("edge_noise", "-shared_m2", "id")
    )


def other_footprints(footprint: Footprint) -> QuerySet[Finding]:
    """Return the standing findings between this footprint and others, from either side, without edge noise."""
    both = Finding.objects.filter(footprint=footprint, other__isnull=False) | Finding.objects.filter(other=footprint)
    return both.filter(superseded_at=None).order_by("edge_noise", "-shared_m2", "id")


def area_pieces(lines: Iterable[Line], footprint: Footprint) -> list[Piece]:
    """Return the areas that overlap, and what they share, for the drawing; at most twelve, largest first."""
    findings = [finding for line in lines for finding in line.findings if not finding.edge_noise][:AREAS_DRAWN]
    shapes = dict(Finding.objects.filter(pk__in=[f.pk for f in findings]).values_list("pk", "area__geom"))
    own = footprint.shape
    pieces, shared = [], []
    for finding in findings:
        title = f"{finding.area.layer.kind.title}: {finding.area}" if finding.area else ""
        ground = in_grid(shapes[finding.pk], footprint.grid_srid)
        pieces.append(Piece("area", to_geos(ground), title, _("Land layers"), in_focus=False))
        common = shapely.intersection(shapely.make_valid(ground), own)
        if common.area > 0:
            shared.append(Piece("shared", to_geos(common), title, _("Shared area"), in_focus=False))
    return pieces + shared


def in_grid(geometry: GEOSGeometry, srid: int) -> shapely.Geometry:
    """Return a stored shape in degrees as a shape of a grid system, vertices moved only."""
    moved: shapely.Geometry = reproject([shapely.from_wkb(bytes(geometry.wkb))], WGS84, srid)[0]
    return moved


def to_geos(shape: shapely.Geometry) -> GEOSGeometry:
    """Return a shape as the drawing wants it."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shapely.force_2d(shape))))


def footprint_piece(footprint: Footprint, *, kind: str, title: str, word: str, in_focus: bool = True) -> Piece:
    """Return a footprint for the drawing, in its own grid system."""
    return Piece("point" if footprint.is_point else kind, to_geos(footprint.shape), title, word, in_focus)


def grid_note(footprint: Footprint) -> str:
    """Say in which system the drawing is."""
    return _(
        "UTM zone {zone} South, WGS 84; grid lines with east and north in metres. The drawing is not for measuring."
    ).format(zone=footprint.grid_srid - 32700)
