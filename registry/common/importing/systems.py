"""Which reference system a file is in: its own word, or what it is told, never what would merely fit.

A system is refused when it contradicts the file, the zone of the scope or the zones that its rows
declare, when under 95 % of the rows fall inside the scope, or when rows known by their code lie
away from their stored place (17 South read as 18 South still falls inside the country; read as
PSAD56 it is 447 m off). The distance between two versions of one shape is that of their nearest
corners: a shape that was reduced keeps some of its corners, one in a wrong system keeps none. The
1:100,000 data of 2009 and of 2026 differ by 8 m.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely import Geometry

from registry.common.errors import DomainError
from registry.common.spatial.srids import (
    PSAD56_SOUTH,
    UTM_SOUTH,
    WGS84,
    ZONE_OF_SRID,
    Shapes,
    UnknownSystemError,
    reproject,
    unit_of,
)

SHARE_INSIDE = 0.95
SHARE_AWAY = 0.05
AWAY_M = 50.0
CANDIDATES = (*UTM_SOUTH.values(), *PSAD56_SOUTH.values())

PlaceName = Callable[[float, float], str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a file claims to be complete: `area` in degrees; `zones` where it was named by grid zones."""

    text: str
    area: Geometry
    zones: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a file's system, and by whom; None where nobody says anything."""

    shapes: Shapes
    by_file: int | None
    asked: int | None
    is_profiled: bool
    declared: frozenset[int] = frozenset()


def zone_scope(zones: frozenset[int], text: str) -> Scope:
    """Return the scope of whole UTM zones of the southern half."""
    strips = [shapely.box(6 * zone - 186, -80, 6 * zone - 180, 0.5) for zone in sorted(zones)]
    return Scope(text, shapely.union_all(strips), zones)


def system_of(claim: Claim, scope: Scope | None, place_name: PlaceName) -> int:
    """Return the EPSG code of the file's coordinates.

    Raises:
        DomainError: nobody names a system, or the one named contradicts the file or the scope.
    """
    # Rows without a place say nothing of the system: they are refused by themselves, not with the file.
    claim = replace(claim, shapes=claim.shapes[np.isfinite(shapely.bounds(claim.shapes)).all(axis=1)])
    srid = _named(claim, scope, place_name)
    _check_unit(claim, srid, scope, place_name)
    zone = ZONE_OF_SRID.get(srid)
    if scope is not None and scope.zones and zone is not None and zone not in scope.zones:
        raise _refused(
            _("The system EPSG:%(srid)s belongs to zone %(zone)s, but the scope is %(scope)s.")
            % {"srid": srid, "zone": zone, "scope": scope.text}
        )
    if zone is not None and claim.declared and zone not in claim.declared:
        raise _refused(
            _("The system EPSG:%(srid)s belongs to zone %(zone)s, but the rows declare zone %(declared)s.")
            % {"srid": srid, "zone": zone, "declared": ", ".join(str(z) for z in sorted(claim.declared))}
        )
    if scope is not None:
        _check_inside(claim.shapes, srid, scope, place_name)
    return srid


def _named(claim: Claim, scope: Scope | None, place_name: PlaceName) -> int:
    if claim.asked is not None:
        try:
            unit_of(claim.asked)
        except UnknownSystemError as error:
            raise _refused(str(error)) from error
        if claim.by_file is not None and claim.by_file != claim.asked:
            raise _refused(
                _(
                    "The file itself says EPSG:%(file)s, but --srid says EPSG:%(asked)s. "
                    "Leave --srid out, or correct the file."
                )
                % {"file": claim.by_file, "asked": claim.asked}
            )
        return claim.asked
    if claim.by_file is not None:
        return claim.by_file
    zones = claim.declared or (scope.zones if scope else frozenset())
    if claim.is_profiled and len(zones) == 1 and not looks_like_degrees(claim.shapes):
        return UTM_SOUTH[next(iter(zones))]
    raise _refused(
        _("The file names no reference system. Repeat with --srid N.")
        + "\n"
        + where_it_would_fall(claim.shapes, scope, place_name)
    )


def looks_like_degrees(shapes: Shapes) -> bool:
    """Say whether all coordinates would fit on the globe as degrees."""
    if not len(shapes):
        return False
    west, south, east, north = shapely.total_bounds(shapes)
    return bool(max(-west, east) <= 180 and max(-south, north) <= 90)


def _check_unit(claim: Claim, srid: int, scope: Scope | None, place_name: PlaceName) -> None:
    if not len(claim.shapes):
        return
    if (unit_of(srid) == "degree") != looks_like_degrees(claim.shapes):
        raise _refused(
            _("The coordinates of the file contradict EPSG:%(srid)s, which counts in %(unit)ss.")
            % {"srid": srid, "unit": unit_of(srid)}
            + "\n"
            + where_it_would_fall(claim.shapes, scope, place_name)
        )


def _check_inside(shapes: Shapes, srid: int, scope: Scope, place_name: PlaceName) -> None:
    inside, total = _inside(shapes, srid, scope)
    if total and inside < SHARE_INSIDE * total:
        raise _refused(
            _(
                "Read as EPSG:%(srid)s only %(inside)s of %(total)s rows fall inside the scope %(scope)s; "
                "95 percent are needed."
            )
            % {"srid": srid, "inside": inside, "total": total, "scope": scope.text}
            + "\n"
            + where_it_would_fall(shapes, scope, place_name)
        )


def _inside(shapes: Shapes, srid: int, scope: Scope) -> tuple[int, int]:
    degrees = reproject(shapes, srid, WGS84)
    shapely.prepare(scope.area)
    finite = np.isfinite(shapely.bounds(degrees)).all(axis=1)
    return int(shapely.intersects(scope.area, degrees[finite]).sum()), len(degrees)


def where_it_would_fall(shapes: Shapes, scope: Scope | None, place_name: PlaceName) -> str:
    """Return one line for each candidate system: where the middle of the rows would lie, and how many in the scope."""
    if not len(shapes):
        return _("No row of the file has a shape.")
    if looks_like_degrees(shapes):
        return _("The coordinates look like degrees: EPSG:4326 if they are longitude and latitude of WGS 84.")
    return "\n".join(_candidate(shapes, srid, scope, place_name) for srid in CANDIDATES)


def _candidate(shapes: Shapes, srid: int, scope: Scope | None, place_name: PlaceName) -> str:
    corner = np.median(shapely.bounds(shapes), axis=0)
    (middle,) = reproject([shapely.Point((corner[0] + corner[2]) / 2, (corner[1] + corner[3]) / 2)], srid, WGS84)
    if not np.isfinite([middle.x, middle.y]).all():
        return _("EPSG:%(srid)s: nowhere on the globe.") % {"srid": srid}
    line = _("EPSG:%(srid)s: around longitude %(lon).3f, latitude %(lat).3f (%(place)s)") % {
        "srid": srid,
        "lon": middle.x,
        "lat": middle.y,
        "place": place_name(middle.x, middle.y) or _("no place of the boundaries loaded"),
    }
    if scope is None:
        return line
    inside, total = _inside(shapes, srid, scope)
    return line + _("; %(inside)s of %(total)s rows inside the scope") % {"inside": inside, "total": total}


def check_displacement(fresh: Shapes, stored: Shapes, keys: list[str], srid: int) -> None:
    """Refuse a system that moves rows known by code; both sides in metres, row by row, in one system each.

    Raises:
        DomainError: more than 5 % of them lie over 50 m from their stored place.
    """
    if not len(fresh):
        return
    apart = shapely.distance(_corners(fresh), _corners(stored))
    away = ~(apart <= AWAY_M)
    if away.sum() > SHARE_AWAY * len(fresh):
        first = [f"{keys[k]} ({apart[k]:,.0f} m)" for k in np.flatnonzero(away)[:5]]
        raise _refused(
            _(
                "Read as EPSG:%(srid)s, %(away)s of %(known)s entries known by their code lie over 50 m "
                "from their stored place: %(some)s."
            )
            % {"srid": srid, "away": int(away.sum()), "known": len(fresh), "some": ", ".join(first)}
        )


def _corners(shapes: Shapes) -> NDArray[np.object_]:
    places, owner = shapely.get_coordinates(shapes, return_index=True)
    points = np.asarray(shapely.points(places), dtype=object)
    return np.asarray(shapely.multipoints(points, indices=owner), dtype=object)


def _refused(message: str) -> DomainError:
    return DomainError(message, field="srid", code="system_refused")
