"""Files of shapes that people hand in, opened safely: one table of attributes and shapes.

GeoPackage, Shapefile (alone or zipped), GeoJSON (alone or zipped), CSV and XLSX. What a file is
gets decided by its first bytes, not by its name; GDAL only ever sees a path that we made, inside
a folder of our own, so that nothing in a file's name is read as a command, and what it opened is
compared with the list of drivers. A reference system is the file's own word or `None`: one in
degrees that the coordinates contradict (metres in a GeoJSON without `crs`) counts as none.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from django.utils.translation import gettext as _
from pyproj import CRS
from pyproj.exceptions import CRSError

from registry.common.spatial.archives import KNOWN_ENDINGS, SourceError, unpack
from registry.common.spatial.sheets import Columns, read_csv, read_xlsx, shapes_in, sheets_of
from registry.common.spatial.srids import Shapes

DRIVERS = frozenset({"GPKG", "ESRI Shapefile", "GeoJSON"})
SHAPEFILE_NEEDS = (".shx", ".dbf")
SHAPEFILE_LIKES = (".prj", ".cpg")
SIGNATURES = {".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a"}
JSON_ENDINGS = frozenset({".geojson", ".json"})
CONFIDENCE = 70
DEGREES = np.array([180.0, 90.0])
__all__ = ["Source", "SourceError", "Table", "layers_of", "parse_source", "read_shapes"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that exists, and the layer asked for (`None`: the first)."""

    path: Path
    layer: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One layer: `columns` of attributes in the file's order, `shapes` beside them.

    `srid` is an EPSG code or `None` for unknown; `system` the file's own words for it, or ''.
    Missing shapes are `None`. Row k is the file's row k + 1. A GeoPackage numbers its rows itself: `keys` under the
    name that the file gives them, beside the attributes.
    """

    layer: str
    columns: Mapping[str, Any]
    shapes: Shapes
    srid: int | None
    system: str
    keys: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.shapes)

    @property
    def has_unlisted_system(self) -> bool:
        """Whether the file describes a system for which no EPSG code is known: it is not a file without one."""
        if self.srid is not None or not self.system or self.named_srid is not None:
            return False
        try:
            CRS.from_user_input(self.system)
        except CRSError:
            return False
        return True

    @property
    def named_srid(self) -> int | None:
        """The EPSG code that the file names, even where its coordinates contradict it."""
        return _srid_of(self.system)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Attributes row by row."""
        names = list(self.columns)
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(names, values, strict=True))


def parse_source(text: str) -> Source:
    """`FILE` or `FILE:LAYER` as a file that exists and perhaps a layer.

    Raises:
        SourceError: there is no such file.
    """
    name, colon, layer = text.rpartition(":")
    for candidate, wanted in ((text, None), (name, layer or None)):
        if candidate and (path := Path(candidate)).is_file():
            return Source(path.resolve(), wanted)
    raise SourceError(_("There is no file %(name)s.") % {"name": name if colon else text})


def layers_of(path: Path) -> list[str]:
    """Names of the layers or sheets of a file, in their order.

    Raises:
        SourceError: the file cannot be read.
    """
    ending = path.suffix.lower()
    if ending == ".xlsx":
        return sheets_of(path)
    if ending == ".csv":
        return [path.stem]
    with _staged(path) as staged:
        return [layer for each in staged for layer in _layers(each)]


def read_shapes(path: Path, layer: str | None = None) -> Table:
    """One layer (the first where none is named) of a file as a table.

    Raises:
        SourceError: the file is damaged, of an unknown kind, incomplete, or has no such layer.
    """
    ending = path.suffix.lower()
    if ending in {".csv", ".xlsx"}:
        columns = read_csv(path) if ending == ".csv" else read_xlsx(path, layer)
        shapes, named = shapes_in(columns)
        srid = None if named is None else _srid_of(f"EPSG:{named}")
        return Table(layer or path.stem, columns, shapes, srid, "")
    with _staged(path) as staged:
        return _read(path, staged, layer)


@contextmanager
def _staged(path: Path) -> Iterator[list[Path]]:
    """Map files of `path` under harmless names in a folder that lives as long as the block."""
    if not path.is_file():
        raise SourceError(_("There is no file %(name)s.") % {"name": path.name})
    with tempfile.TemporaryDirectory(prefix="register-") as name:
        folder = Path(name)
        if path.suffix.lower() == ".zip":
            found = unpack(path, folder)
        else:
            found = [_linked(each, folder) for each in _with_siblings(path)]
        maps = [each for each in found if each.suffix.lower() in {*SIGNATURES, *JSON_ENDINGS}]
        if not maps:
            raise SourceError(_("%(name)s holds no map file (.gpkg, .shp or .geojson).") % {"name": path.name})
        for each in maps:
            _check_kind(each)
        yield maps


def _with_siblings(path: Path) -> list[Path]:
    if path.suffix.lower() != ".shp":
        return [path]
    wanted = {*SHAPEFILE_NEEDS, *SHAPEFILE_LIKES}
    return [path] + [
        each for each in sorted(path.parent.iterdir()) if each.stem == path.stem and each.suffix.lower() in wanted
    ]


def _linked(path: Path, folder: Path) -> Path:
    ending = path.suffix.lower()
    if ending not in KNOWN_ENDINGS:
        raise SourceError(
            _(
                "%(name)s is not a kind of file that is read here: hand in a GeoPackage, a zipped "
                "Shapefile, GeoJSON, CSV or XLSX."
            )
            % {"name": path.name}
        )
    link = folder / (re.sub(r"[^\w.-]", "_", path.stem) + ending)
    link.symlink_to(path.resolve())
    return link


def _check_kind(path: Path) -> None:
    ending = path.suffix.lower()
    with path.open("rb") as stream:
        start = stream.read(4096)
    is_json = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"
    if not (is_json if ending in JSON_ENDINGS else start.startswith(SIGNATURES[ending])):
        raise SourceError(_("%(name)s is not what its ending says, or it is damaged.") % {"name": path.name})
    if ending == ".shp":
        _check_shapefile(path, start)


def _check_shapefile(path: Path, start: bytes) -> None:
    endings = {each.suffix.lower() for each in path.parent.iterdir() if each.stem == path.stem}
    missing = [ending for ending in SHAPEFILE_NEEDS if ending not in endings]
    if ".dbf" in missing:
        raise SourceError(
            _(
                "The shapefile %(name)s came without its .dbf: that part holds the attributes "
                "(code, name, date), and without it no row can be told from another. Export it "
                "again and hand in .shp, .shx, .dbf and .prj together in one zip."
            )
            % {"name": path.name}
        )
    if missing:
        raise SourceError(
            _(
                "The shapefile %(name)s came without its .shx, the index of its shapes. Hand in "
                ".shp, .shx, .dbf and .prj together in one zip."
            )
            % {"name": path.name}
        )
    # Its head tells its length in words of two bytes: GDAL would take the rows that are cut off for rows without shape.
    if int.from_bytes(start[24:28], "big") * 2 > path.stat().st_size:
        raise SourceError(_("%(name)s is not what its ending says, or it is damaged.") % {"name": path.name})


def _layers(path: Path) -> list[str]:
    try:
        listed = pyogrio.list_layers(path)
    except Exception as error:  # GDAL's errors have no common base
        said = {"name": path.name, "error": _without_folder(error, path)}
        raise SourceError(_("%(name)s could not be opened: %(error)s") % said) from error
    return [str(name) for name, kind in listed if kind is not None] or [str(n) for n, _k in listed]


def _without_folder(error: Exception, path: Path) -> str:
    """GDAL's words without our own folder, which means nothing to the person, and without its advice on drivers."""
    return str(error).replace(f"{path.parent}/", "").split("; It might help")[0]


def _read(path: Path, staged: list[Path], layer: str | None) -> Table:
    choices = [(each, name) for each in staged for name in _layers(each)]
    if layer is not None:
        choices = [(e, n) for e, n in choices if layer in {n, e.stem} or layer == path.stem]
    if not choices:
        names = ", ".join(name for each in staged for name in _layers(each))
        raise SourceError(
            _("%(name)s has no layer %(layer)s; it has: %(layers)s.")
            % {"name": path.name, "layer": layer, "layers": names}
        )
    staged_path, name = choices[0]
    try:
        info = pyogrio.read_info(staged_path, layer=name)
        meta, fids, wkb, values = pyogrio.raw.read(
            staged_path, layer=name, force_2d=True, datetime_as_string=True, return_fids=True
        )
    except Exception as error:  # GDAL's errors have no common base
        said = {"name": path.name, "error": _without_folder(error, staged_path)}
        raise SourceError(_("%(name)s could not be read: %(error)s") % said) from error
    if info["driver"] not in DRIVERS:
        raise SourceError(_("%(name)s is of a kind that is not read here.") % {"name": path.name})
    columns: Columns = dict(zip((str(name) for name in meta["fields"]), values, strict=True))
    shapes = _decoded(wkb, len(fids))
    srid = _believable(shapes, _srid_of(meta["crs"]))
    keys = {str(info["fid_column"]): fids} if info.get("fid_column") else {}
    return Table(name, columns, shapes, srid, str(meta["crs"] or ""), keys)


def _decoded(wkb: Any, size: int) -> Shapes:
    """Shapes from WKB; one that is damaged or of an unknown kind becomes an empty shape."""
    if wkb is None:
        return np.full(size, None, dtype=object)
    return np.asarray(shapely.from_wkb(wkb, on_invalid="fix"), dtype=object)


def _srid_of(system: str | None) -> int | None:
    if not system:
        return None
    try:
        return CRS.from_user_input(system).to_epsg(min_confidence=CONFIDENCE)
    except CRSError:
        return None


def _believable(shapes: Shapes, srid: int | None) -> int | None:
    if srid is None or not len(shapes) or not CRS.from_epsg(srid).is_geographic:
        return srid
    bounds = np.abs(shapely.total_bounds(shapes))
    if np.isnan(bounds).all() or (np.nan_to_num(bounds) <= np.tile(DEGREES, 2) + 1e-9).all():
        return srid
    return None
