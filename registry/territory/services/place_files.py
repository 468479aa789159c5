"""A place handed in as a file, turned into what a person would have typed, and read by the same reader.

So a file is refused with the words of the typed field, and what was read from it stays in the form: no other mistake in
the form makes anybody choose the file again. A shape of several parts or with holes in a grid has no typed form; it is
read as it is and shown as GeoJSON.
"""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import Point, Polygon
from shapely.geometry.base import BaseGeometry

from registry.common.errors import DomainError
from registry.common.spatial.archives import SourceError
from registry.common.spatial.files import read_shapes
from registry.common.spatial.srids import PSAD56_SOUTH, UTM_SOUTH, WGS84, ZONE_OF_SRID, reproject
from registry.common.spatial.tracks import ENDINGS as TRACKS
from registry.common.spatial.tracks import outline, read_outlines
from registry.territory.services.coordinates import Written, read_place
from registry.territory.services.places import Place

MOST_BYTES = 2_000_000
ENDINGS = frozenset({".gpkg", ".zip", ".geojson", ".json", ".csv"}) | TRACKS


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields of a form for a place that came as a file."""

    written: str
    text: str
    zone: int | None = None
    datum: str = "wgs84"


def file_place(
    *, name: str, size: int, chunks: Iterable[bytes], zone: int | None, datum: str, accuracy_m: float
) -> tuple[Typed, Place]:
    """Return the one place of a file, typed and read; the file is gone when this returns.

    Args:
        name: the file's own name; only its ending is looked at.
        size: bytes as announced.
        chunks: its bytes.
        zone: UTM zone for a file that names no reference system.
        datum: datum for such a file.
        accuracy_m: how far the truth may lie.

    Raises:
        DomainError: of the field `place_file`; it is too large, cannot be read, holds no or several shapes, names no
            reference system, or is refused as the same text would be.
    """
    if size > MOST_BYTES:
        raise _refusal(_("The file is larger than 2 MB. Hand in the one shape that is to be tried."))
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise _refusal(_("Hand in a GeoPackage, a zipped Shapefile, GeoJSON, GPX, KML or CSV."))
    with tempfile.TemporaryDirectory(prefix="place-") as folder:
        path = Path(folder) / f"place{ending}"
        with path.open("wb") as kept:
            kept.writelines(chunks)
        try:
            shapes, srid = _shapes(path, ending)
        except SourceError as error:
            raise _refusal(str(error)) from error
    return _read(_one(shapes), srid, zone=zone, datum=datum, accuracy_m=accuracy_m)


def _refusal(message: str) -> DomainError:
    return DomainError(message, field="place_file", code="place_file")


def _shapes(path: Path, ending: str) -> tuple[list[BaseGeometry], int | None]:
    if ending in TRACKS:
        return read_outlines(path), WGS84
    table = read_shapes(path)
    if ending == ".csv":
        _check_rows(table.shapes)
    shapes = [shapely.force_2d(shape) for shape in table.shapes if shape is not None and not shape.is_empty]
    if ending == ".csv" and len(shapes) > 1 and all(shape.geom_type == "Point" for shape in shapes):
        return [outline([(shape.x, shape.y) for shape in shapes])], table.srid  # one corner a row
    return shapes, table.srid


def _check_rows(shapes: Iterable[BaseGeometry | None]) -> None:
    """Refuse a table in which a row has no corner: an outline without one of its corners is another place."""
    rows = [number for number, shape in enumerate(shapes, 2) if shape is None or shape.is_empty]
    if rows:
        says = _("Row {row} of the file has no corner that can be read. Write two numbers in each row.")
        raise _refusal(says.format(row=rows[0]))


def _one(shapes: list[BaseGeometry]) -> BaseGeometry:
    if len(shapes) != 1:
        raise _refusal(_("The file holds {count} shapes; hand in one with exactly one.").format(count=len(shapes)))
    if shapes[0].geom_type not in {"Point", "Polygon", "MultiPolygon"}:
        raise _refusal(_("A place is a point or an area; this is another kind of shape."))
    return shapes[0]


def _read(
    shape: BaseGeometry, srid: int | None, *, zone: int | None, datum: str, accuracy_m: float
) -> tuple[Typed, Place]:
    srid = srid or (PSAD56_SOUTH if datum == "psad56" else UTM_SOUTH).get(zone or 0)
    if srid is None:
        raise _refusal(_("The file names no reference system. Choose the UTM zone and the datum above."))
    typed = _typed(shape, srid)
    try:
        place = read_place(
            written=typed.written, text=typed.text, zone=typed.zone, datum=typed.datum, accuracy_m=accuracy_m
        )
    except DomainError as error:
        raise _refusal(error.message) from error
    assert place is not None  # something was written
    return typed, place if typed.zone or srid == WGS84 else Place(shape, srid, accuracy_m)


def _typed(shape: BaseGeometry, srid: int) -> Typed:
    is_plain = isinstance(shape, Point) or (isinstance(shape, Polygon) and not shape.interiors)
    if is_plain and srid in ZONE_OF_SRID:
        datum = "psad56" if srid in PSAD56_SOUTH.values() else "wgs84"
        return Typed(Written.UTM, _lines(shape, 4), ZONE_OF_SRID[srid], datum)
    if is_plain and srid == WGS84:
        return Typed(Written.DEGREES, _lines(shape, 9))
    column = np.empty(1, dtype=np.object_)
    column[0] = shape
    return Typed(Written.GEOJSON, shapely.to_geojson(reproject(column, srid, WGS84)[0]))


def _lines(shape: BaseGeometry, digits: int) -> str:
    corners = list(shape.exterior.coords[:-1] if isinstance(shape, Polygon) else shape.coords)
    return "\n".join(f"{x:.{digits}f} {y:.{digits}f}" for x, y in corners)
