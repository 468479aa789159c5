"""Footprints by the thousand: shapes of a file in the grid system of their zone, ready to be stored.

The measuring shape is moved there by its vertices only; the copy in degrees is the source's own where the
source is in degrees. A single-part multipolygon is stored as the polygon it is, so that the same ground has the
same checksum in every file format.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from numpy.typing import NDArray

from registry.common.spatial.measuring import SQUARE_METRES_PER_HECTARE
from registry.common.spatial.repair import Finding, repair
from registry.common.spatial.srids import WGS84, Shapes, grid_srid_of, reproject
from registry.territory.models import Footprint


@dataclass(frozen=True, slots=True)
class Placed:
    """Row by row: measuring shapes, the copies in degrees, grid systems (0 where refused), checksums, and the flaws."""

    shapes: Shapes
    degrees: Shapes
    grid_srids: NDArray[np.int64]
    checksums: list[str]
    flaws: tuple[Finding, ...]


def place_all(
    shapes: Shapes, srids: NDArray[np.int64], declared: NDArray[np.int64], *, areas_only: bool = True
) -> Placed:
    """Return the shapes of a file, row k given in system `srids[k]`, placed in their grid systems.

    Args:
        shapes: shapes as read; missing ones stay missing.
        srids: EPSG code of each row's coordinates.
        declared: grid system that the row declares as its own; 0 for none, then it is that of its middle.
        areas_only: whether points and lines are refused.
    """
    sound = repair(shapes, areas_only=areas_only)
    degrees = _moved(sound.shapes, srids, np.full(len(shapes), WGS84))
    grids = np.where(shapely.is_missing(sound.shapes), 0, np.where(declared > 0, declared, _grids(degrees)))
    placed = repair(_moved(sound.shapes, srids, grids), areas_only=areas_only)
    known = {finding.row for finding in sound.findings}
    measuring = plain(placed.shapes)
    grids = np.where(shapely.is_missing(measuring), 0, grids)
    sums = [
        checksum_of(shape, int(grid)) if grid else ""
        for shape, grid in zip(shapely.normalize(measuring), grids, strict=True)
    ]
    findings = sound.findings + tuple(finding for finding in placed.findings if finding.row not in known)
    return Placed(shapely.set_srid(measuring, grids.astype(np.int32)), plain(degrees), grids, sums, findings)


def checksum_of(normalized: shapely.Geometry, grid_srid: int) -> str:
    """Return the SHA-256 of a normalized measuring shape with its system."""
    return hashlib.sha256(
        f"{grid_srid}:{shapely.to_wkb(normalized, hex=True, include_srid=False)}".encode()
    ).hexdigest()


def footprint_of(
    *, owner_kind: str, shape: shapely.Geometry, degrees: shapely.Geometry, checksum: str, source_srid: int,
    accuracy_m: float = 0, superseded_at: datetime | None = None,
) -> Footprint:  # fmt: skip
    """Return a footprint not stored yet; `shape` carries its grid system. A point has no hectares."""
    is_point = shapely.get_dimensions(shape) == 0
    hectares = None if is_point else Decimal(str(round(shapely.area(shape) / SQUARE_METRES_PER_HECTARE, 4)))
    return Footprint(
        owner_kind=owner_kind,
        grid_srid=int(shapely.get_srid(shape)),
        shape=shape,
        geom=GEOSGeometry(shapely.to_wkb(degrees, hex=True), srid=WGS84),
        is_point=is_point,
        accuracy_m=accuracy_m,
        measured_area_ha=hectares,
        source_srid=source_srid,
        checksum=checksum,
        superseded_at=superseded_at,
    )


def _moved(shapes: Shapes, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> Shapes:
    moved: Shapes = np.full(len(shapes), None, dtype=object)
    for source, target in {(int(s), int(t)) for s, t in zip(sources, targets, strict=True) if s and t}:
        rows = (sources == source) & (targets == target)
        moved[rows] = reproject(shapes[rows], source, target)
    return moved


def _grids(degrees: Shapes) -> NDArray[np.int64]:
    west, south, east, north = np.nan_to_num(shapely.bounds(degrees), nan=0.0, posinf=0.0, neginf=0.0).T
    middles = zip((west + east) / 2, (south + north) / 2, strict=True)
    return np.array([grid_srid_of(x, y) for x, y in middles], dtype=np.int64)


def plain(shapes: Shapes) -> Shapes:
    """Multipolygons of one part as the polygon they are."""
    single = (shapely.get_type_id(shapes) == 6) & (shapely.get_num_geometries(shapes) == 1)
    plain: Shapes = shapes.copy()
    plain[single] = shapely.get_geometry(shapes[single], 0)
    return plain
