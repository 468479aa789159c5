"""A new version of a layer that is in use: the row stays, and only what differs is written.

Areas of the same shape stay, with their pieces and the findings under them; where the new version says something else
of one, its row says so from now on. Areas that went are put with a row for the version that went. A check stands on
where nothing changed within the reach of a measuring (`NEAR_M`); the others wait ("not checked") for the run that is
asked for here. Where the version says something else of itself that every answer rests on (its accuracy, its kind of
shapes) or the layer is a permitted area, all answers end. Another coverage touches those on the ground where both
differ, another freshness only how an answer is called. All in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Max

from registry.common.announcements import announce
from registry.common.spatial.srids import WGS84
from registry.territory.choices import LayerState, Why
from registry.territory.models import AreaPiece, Check, Finding, Footprint, LandArea, LandLayer
from registry.territory.services import standing
from registry.territory.services.layer_drafts import SAID, AreaDraft, LayerDraft
from registry.territory.services.layer_storing import areas_store, said_row
from registry.territory.services.layer_versions import difference
from registry.territory.services.reading import NEAR_M
from registry.territory.services.runs import LOADED, run_request

CHANGED = "territory.finding.changed"
NEAR_CHANGE = """
    SELECT DISTINCT f.id
    FROM (SELECT grid_srid, ST_Expand(shape, %(near)s) AS frame
          FROM territory_areapiece
          WHERE layer_id = %(past)s OR (layer_id = %(layer)s AND since = %(edition)s) OFFSET 0) p
    JOIN territory_footprint f ON f.shape && p.frame AND f.grid_srid = p.grid_srid
    WHERE f.superseded_at IS NULL
"""
COVERED_OTHERWISE = """
    SELECT f.id FROM territory_footprint f
    JOIN territory_check c ON c.footprint_id = f.id AND c.layer_id = %(layer)s AND c.superseded_at IS NULL
    WHERE f.superseded_at IS NULL AND c.answer <> 'overlaps' AND ST_DWithin(f.geom, %(ground)s::geometry, %(rim)s)
"""
UNSETTLED = """
    SELECT f.id FROM territory_footprint f
    LEFT JOIN territory_check c ON c.footprint_id = f.id AND c.layer_id = %(layer)s AND c.superseded_at IS NULL
    WHERE f.superseded_at IS NULL AND (c.id IS NULL OR c.why IN ('run_failed', 'waiting'))
"""
PUT_ASIDE = f"""
    INSERT INTO territory_landarea (layer_id, since, geom, area_ha, checksum, {", ".join(SAID)})
    SELECT %s, since, geom, area_ha, checksum, {", ".join(SAID)} FROM territory_landarea WHERE id = ANY(%s)
"""  # noqa: S608 - names of columns
SAY = """
    UPDATE territory_landarea a
    SET external_id = b.external_id, name = b.name, valid_from = b.valid_from, valid_until = b.valid_until,
        attributes = b.attributes, party = b.party, since = %s
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::date[], %s::date[], %s::jsonb[], %s::jsonb[])
        AS b(id, external_id, name, valid_from, valid_until, attributes, party)
    WHERE a.id = b.id
"""


def layer_renew(*, layer: LandLayer, draft: LayerDraft, areas: Sequence[AreaDraft], on: date, at: datetime) -> None:
    """Make the locked row of a layer its next version, and ask for the measuring of what that changes."""
    found = difference(layer.areas.all(), areas)
    past = _put_aside(layer, at)
    for name, value in draft.values().items():
        setattr(layer, name, value)
    layer.edition, layer.loaded_at = layer.edition + 1, at
    layer.save()
    _move(past, list(found.went))
    _say(layer, past, areas, found.altered)
    areas_store(layer, [areas[row] for row in found.came], [found.checksums[row] for row in found.came])
    touched = _touched(layer, past)
    run = run_request(reason=LOADED, on=on, layer_ids=[layer.pk], footprint_ids=touched)
    if touched is None:
        standing.answers_end(layer, at)
    else:
        standing.findings_end(past, at)
        standing.checks_wait(layer, touched, run, at)
    announce(CHANGED, sorted(_judged_otherwise(found.judged) | _called_otherwise(layer, past, on, at)))


def _put_aside(layer: LandLayer, at: datetime) -> LandLayer:
    """A row for the version that goes."""
    past = LandLayer.objects.get(pk=layer.pk)
    past.pk, past.line = None, layer
    past.state, past.superseded_at = LayerState.SUPERSEDED, at
    past.save(force_insert=True)
    return past


def _move(past: LandLayer, went: Sequence[int]) -> None:
    LandArea.objects.filter(pk__in=went).update(layer=past)
    AreaPiece.objects.filter(area__in=went).update(layer_id=past.pk)


def _say(layer: LandLayer, past: LandLayer, areas: Sequence[AreaDraft], altered: Mapping[int, int]) -> None:
    """Let areas of the same shape say what the new version says of them; what they said is kept with the old one."""
    if not altered:
        return
    columns = zip(*(said_row(areas[row]) for row in altered), strict=True)
    numbers = list(altered.values())
    with connection.cursor() as cursor:
        cursor.execute(PUT_ASIDE, [past.pk, numbers])
        cursor.execute(SAY, [layer.edition, numbers, *(list(column) for column in columns)])


def _touched(layer: LandLayer, past: LandLayer) -> list[int] | None:
    """Footprints whose answer has to be measured again; `None`: all of them."""
    if layer.kind.is_inverse or (past.shape_class, past.accuracy_m) != (layer.shape_class, layer.accuracy_m):
        return None
    most = Footprint.objects.filter(superseded_at=None).aggregate(most=Max("accuracy_m"))["most"] or 0.0
    values = {
        "layer": layer.pk, "past": past.pk, "edition": layer.edition, "near": NEAR_M + most + layer.accuracy_m,
        "ground": _covered_by_one(past.coverage, layer.coverage), "rim": most / 1e5 + 0.001,
    }  # fmt: skip
    queries = [NEAR_CHANGE, UNSETTLED] + [COVERED_OTHERWISE] * (past.coverage != layer.coverage)
    touched: set[int] = set()
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query, values)
            touched |= {number for (number,) in cursor.fetchall()}
    return sorted(touched)


def _covered_by_one(past: GEOSGeometry | None, now: GEOSGeometry | None) -> str:
    """The ground that only one of two coverages holds, as WKB; a layer without coverage holds none."""
    one, two = (
        shapely.Polygon() if each is None else shapely.make_valid(shapely.from_wkb(bytes(each.wkb)))
        for each in (past, now)
    )
    apart = shapely.set_srid(shapely.symmetric_difference(one, two), WGS84)
    return str(shapely.to_wkb(apart, hex=True, include_srid=True))


def _judged_otherwise(areas: Sequence[int]) -> set[int]:
    """Footprints on areas of which something else is said: a date or an id may change what lying on them means."""
    standing = Finding.objects.filter(area__in=areas, superseded_at=None) if areas else Finding.objects.none()
    return set(standing.values_list("footprint_id", flat=True))


def _called_otherwise(layer: LandLayer, past: LandLayer, on: date, at: datetime) -> set[int]:
    """Footprints whose answers were fresh and are old data with this version, or were old data and are fresh."""
    was, now = past.is_fresh(on), layer.is_fresh(on)
    standing.checks_call(layer, Why.MEASURED if now else Why.OLD_DATA, at)
    if was == now:
        return set()
    return set(Check.objects.filter(layer=layer, superseded_at=None).values_list("footprint_id", flat=True))
