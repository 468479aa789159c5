"""Reference systems: which one a place is measured in, and how vertices move between two.

Areas of Peru are UTM grid hectares of the declared zone (17, 18, 19 south). A shape is
transformed **by its vertices only**: adding vertices along its edges moves sums (Cajamarca
against the protected areas by 0.02 ha) and breaks edges that two shapes share.

PSAD56 (the datum of older titles) is tied to WGS 84 by the one operation published for Peru,
EPSG:1208, always the same. Left to choose, PROJ takes another one for each coordinate (up to
30 m apart around the coast and the border), which would tear one shape in two systems.
Left out: vertical systems and time-dependent datums.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError
from pyproj.transformer import TransformerGroup

Shapes: TypeAlias = NDArray[np.object_]

WGS84 = 4326
UTM_SOUTH = {17: 32717, 18: 32718, 19: 32719}
PSAD56_SOUTH = {17: 24877, 18: 24878, 19: 24879}
GRID_SRIDS = frozenset(UTM_SOUTH.values())
ZONE_OF_SRID = {srid: zone for table in (UTM_SOUTH, PSAD56_SOUTH) for zone, srid in table.items()}

PSAD56_OPERATION = "PSAD56 to WGS 84 (8)"  # EPSG:1208, Peru onshore, 16 m
DEGREES_PER_ZONE = 6


class UnknownSystemError(ValueError):
    """The reference system is not one that can be used here; the message says which."""


def zone_of(longitude: float) -> int:
    """UTM zone number of a longitude in degrees; a meridian between two belongs to the eastern."""
    return min(60, int((longitude + 180) // DEGREES_PER_ZONE) + 1)


def grid_srid_of(longitude: float, latitude: float) -> int:
    """Grid system (EPSG code of WGS 84 / UTM) in which a place in degrees is measured."""
    return (32700 if latitude < 0 else 32600) + zone_of(longitude)


def zones_touched(west: float, east: float) -> tuple[int, ...]:
    """Zone numbers that a span of longitudes in degrees touches, west to east."""
    return tuple(range(zone_of(west), zone_of(east) + 1))


@lru_cache(maxsize=256)
def unit_of(srid: int) -> str:
    """Unit of the axes of a system: `metre`, `degree`, or PROJ's name for another."""
    try:
        return str(CRS.from_epsg(srid).axis_info[0].unit_name)
    except CRSError as error:
        message = f"EPSG:{srid} is not a known reference system."
        raise UnknownSystemError(message) from error


def require_metric(srid: int) -> int:
    """The same code when areas can be measured in it.

    Raises:
        UnknownSystemError: its unit is not the metre, or it is no map projection, so its "areas" would not be areas.
    """
    if (unit := unit_of(srid)) != "metre":
        message = f"EPSG:{srid} counts in the unit {unit}: hectares need a system in metres."
        raise UnknownSystemError(message)
    if not CRS.from_epsg(srid).is_projected:
        message = f"EPSG:{srid} is no map projection: hectares need one, in metres."
        raise UnknownSystemError(message)
    return srid


def areal_scale(srid: int, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many times larger than on the ground a map projection shows areas at places given in its own coordinates.

    Infinity where it has no such place. In the zone that a grid system is made for it is 0.999 to 1.002.
    """
    projection = Proj(CRS.from_epsg(srid))
    longitude, latitude = projection(xy[:, 0], xy[:, 1], inverse=True)
    return np.asarray(projection.get_factors(longitude, latitude).areal_scale, dtype=np.float64)


@lru_cache(maxsize=64)
def transformer(source: int | str, target: int) -> Transformer:
    """Cached transformer between two EPSG codes, or from a system in a file's own words; x before y in both."""
    unit_of(target)
    if isinstance(source, str):
        return Transformer.from_crs(CRS.from_user_input(source), target, always_xy=True)
    unit_of(source)
    if (source in PSAD56_SOUTH.values()) != (target in PSAD56_SOUTH.values()):
        return _peruvian_psad56(source, target)
    return Transformer.from_crs(source, target, always_xy=True)


def _peruvian_psad56(source: int, target: int) -> Transformer:
    for candidate in TransformerGroup(source, target, always_xy=True).transformers:
        if PSAD56_OPERATION in candidate.description:
            return candidate
    message = f"No Peruvian PSAD56 operation leads from EPSG:{source} to EPSG:{target}."
    raise UnknownSystemError(message)


def reproject(shapes: Sequence[object] | Shapes, source: int | str, target: int) -> Shapes:
    """The same shapes with each vertex moved from one system to the other; missing stay missing.

    `source` is an EPSG code, or a system in a file's own words where no code is known for it.

    Coordinates that have no place in the target come back as infinity; `repair` refuses them.
    """
    array: Shapes = np.asarray(shapes, dtype=np.object_)
    if source == target:
        return array
    move = transformer(source, target)

    def moved(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(move.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(array, moved), dtype=np.object_)


def without(shapes: Shapes, left_out: NDArray[np.bool_]) -> Shapes:
    """A copy of a column in which the marked rows have no shape."""
    kept = shapes.copy()
    kept[left_out] = None
    return kept
