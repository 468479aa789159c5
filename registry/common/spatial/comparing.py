"""Two files of any country measured against each other, without a register.

The same reading, repair and measuring as the register's own. When the second file and layer are
the first, it is measured against itself, each pair once. A row without a shape, or with an empty
one, is skipped and counted; so is one that encloses no area.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from registry.common.spatial.archives import SourceError
from registry.common.spatial.files import Source, Table, read_shapes
from registry.common.spatial.measuring import Pairs, prepare, shared_between, shared_within
from registry.common.spatial.repair import Flaw, Repaired, repair
from registry.common.spatial.srids import Shapes, UnknownSystemError, areal_scale, reproject, require_metric, unit_of

ALWAYS_COUNTED = (Flaw.NULL, Flaw.EMPTY)
DEGREES = (360.0, 90.0, 360.0, 90.0)
"""The Pacific is also counted eastward, to 360."""
UNTRUE_SCALE = 0.01
"""From here on it is said that a system shows the areas of a place wrongly; in its own zone a grid errs by 0.002."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What two files share: pairs with the ids and areas of the rows, and what was left out."""

    pairs: Pairs
    ids_a: list[Any]
    ids_b: list[Any]
    m2_a: Any
    m2_b: Any
    skipped: dict[str, int]
    repaired: int
    refused: int

    def summary(self) -> dict[str, Any]:
        """Counts and hectares, as `overlap_files` prints them."""
        return {
            "pairs": len(self.pairs),
            "hectares": round(self.pairs.hectares, 4),
            "skipped": self.skipped,
            "repaired": self.repaired,
        }

    def rows(self) -> list[tuple[Any, Any, float, float, float]]:
        """Per pair: id of each side, hectares, and the share (0 to 1) of each side's area."""
        found = self.pairs
        return [
            (self.ids_a[i], self.ids_b[j], m2 / 10_000, m2 / self.m2_a[i], m2 / self.m2_b[j])
            for i, j, m2 in zip(found.a.tolist(), found.b.tolist(), found.m2.tolist(), strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be compared: files, systems (`None`: the file's own), id fields, the least area."""

    a: Source
    b: Source
    srid: int
    id_a: str | None = None
    id_b: str | None = None
    min_m2: float = 1.0
    say: Callable[[str], None] = field(default=lambda _line: None)


def compare(request: Request) -> Compared:
    """Measure the two files of a request in its system.

    Raises:
        SourceError: a file, layer, field or system is not as asked; the message says which.
    """
    try:
        require_metric(request.srid)
    except UnknownSystemError as error:
        raise SourceError(str(error)) from error
    table_a = read_shapes(request.a.path, request.a.layer)
    ids_a = _ids(request.a.path, table_a, request.id_a)
    good_a = _measurable(request.a.path, table_a, request)
    side_a = prepare(good_a.shapes)
    table_b = read_shapes(request.b.path, request.b.layer)
    same = (request.a.path, table_a.layer) == (request.b.path, table_b.layer)
    ids_b = _ids(request.b.path, table_b, request.id_b or (request.id_a if same else None))
    if same:
        pairs = shared_within(side_a, request.min_m2)
        _tell_untrue_scale(good_a.shapes[pairs.a], request)
        return _answer(pairs, (ids_a, ids_b), (side_a.row_m2, side_a.row_m2), [good_a])
    good_b = _measurable(request.b.path, table_b, request)
    side_b = prepare(good_b.shapes)
    pairs = shared_between(side_a, side_b, request.min_m2)
    _tell_untrue_scale(good_a.shapes[pairs.a], request)
    return _answer(pairs, (ids_a, ids_b), (side_a.row_m2, side_b.row_m2), [good_a, good_b])


def _answer(pairs: Pairs, ids: tuple[list[Any], list[Any]], m2: tuple[Any, Any], sides: list[Repaired]) -> Compared:
    skipped: dict[str, int] = {}
    for flaw in Flaw:
        count = sum(side.count(flaw) for side in sides)
        if flaw in ALWAYS_COUNTED or (count and flaw not in {Flaw.INVALID, Flaw.DROPPED_PARTS}):
            skipped[flaw.value] = count
    missing = sum(side.count(*ALWAYS_COUNTED) for side in sides)
    return Compared(
        pairs,
        *ids,
        *m2,
        skipped=skipped,
        repaired=sum(side.repaired for side in sides),
        refused=sum(side.refused for side in sides) - missing,
    )


def _ids(path: Path, table: Table, name: str | None) -> list[Any]:
    if name is None:
        return list(range(1, len(table) + 1))
    named = {**table.keys, **table.columns}
    if name not in named:
        raise SourceError(
            _("%(name)s has no field %(field)s; it has: %(fields)s.")
            % {"name": path.name, "field": name, "fields": ", ".join(named)}
        )
    return list(named[name])


def _measurable(path: Path, table: Table, request: Request) -> Repaired:
    """Shapes of a table in the system of the request, repaired there."""
    try:
        return repair(reproject(table.shapes, _system(path, table, request), request.srid))
    except UnknownSystemError as error:
        raise SourceError(str(error)) from error


def _system(path: Path, table: Table, request: Request) -> int | str:
    if not shapely.get_num_coordinates(table.shapes).any():
        return table.srid or request.srid
    if table.srid is not None:
        if unit_of(table.srid) != "degree" and _looks_like_degrees(table.shapes):
            said = _("%(name)s says EPSG:%(srid)s, but its coordinates look like degrees: then nothing would be right.")
            request.say(said % {"name": path.name, "srid": table.srid})
        return table.srid
    if table.has_unlisted_system:
        request.say(
            _("%(name)s is read in the system that it describes: no EPSG code is known for it.") % {"name": path.name}
        )
        return table.system
    if _looks_like_degrees(table.shapes):
        if (srid := table.named_srid) is not None and unit_of(srid) == "degree":
            return srid
        raise SourceError(
            _(
                "%(name)s names no reference system and its coordinates look like degrees. Give "
                "the file its system, or hand it in as GeoJSON, which is WGS 84 by definition."
            )
            % {"name": path.name}
        )
    request.say(
        _(
            "%(name)s names no reference system that fits its coordinates: "
            "its metres are read as EPSG:%(srid)s, as --srid says."
        )
        % {"name": path.name, "srid": request.srid}
    )
    return request.srid


def _looks_like_degrees(shapes: Shapes) -> bool:
    bounds = np.abs(shapely.total_bounds(shapes))
    return bool((bounds <= np.asarray(DEGREES)).all())


def _tell_untrue_scale(met: Shapes, request: Request) -> None:
    """Say it where the shapes that met lie so far from the place of the system that its hectares are untrue."""
    if not len(met):
        return
    west, south, east, north = shapely.bounds(met).T
    scale = areal_scale(request.srid, np.column_stack([(west + east) / 2, (south + north) / 2]))
    worst = float(scale[np.argmax(np.abs(scale - 1))])
    if abs(worst - 1) > UNTRUE_SCALE:
        request.say(
            _(
                "EPSG:%(srid)s is not made for the place of these files: "
                "it shows areas there up to %(times)s times as large as on the ground."
            )
            % {"srid": request.srid, "times": f"{worst:.3g}"}
        )
