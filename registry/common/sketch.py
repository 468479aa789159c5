"""A map drawn by the server: plain SVG paths that need no script, no tiles and no foreign host.

All shapes come in one grid system in metres (a UTM zone), north up. The frame holds the shapes in focus
with a margin; the others are drawn where they fall inside it. Drawing thins out vertices that lie under
half a pixel: a sketch is to look at, never to measure on.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry

WIDTH = 640
HEIGHT = 400
MARGIN = 0.14
LEAST_METRES = 600.0


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn: kind (a CSS class `shape--KIND`), shape in metres, title, whether it sets the frame."""

    kind: str
    geometry: GEOSGeometry
    title: str = ""
    word: str = ""
    in_focus: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """One element of the drawing: a path, or a circle where `path` is empty."""

    kind: str
    title: str
    path: str = ""
    x: float = 0
    y: float = 0
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the grid, or the scale bar, with its label."""

    path: str
    x: float = 0
    y: float = 0
    text: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend."""

    kind: str
    word: str


@dataclass(slots=True)
class Sketch:
    """A finished drawing for `components/sketch.html`."""

    label: str
    shapes: list[Drawn]
    graticule: list[Line]
    scale: Line
    legend: list[Entry]
    note: str = ""
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(slots=True)
class _Frame:
    """The window on the ground: its lower left corner and the pixels of a metre."""

    west: float
    south: float
    pixels: float
    height: int
    decimals: int = field(default=1)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.west) * self.pixels, 1), round(self.height - (y - self.south) * self.pixels, 1)


def sketch(pieces: list[Piece], *, label: str, note: str = "") -> Sketch | None:
    """Return the drawing of the pieces in their order, or None where nothing has a shape."""
    pieces = [piece for piece in pieces if piece.geometry and not piece.geometry.empty]
    if not pieces:
        return None
    frame = _frame([piece.geometry.extent for piece in pieces if piece.in_focus] or [pieces[0].geometry.extent])
    drawn = [element for piece in pieces for element in _draw(piece, frame)]
    seen = {piece.word: piece.kind for piece in pieces if piece.word}
    return Sketch(
        label=label,
        shapes=drawn,
        graticule=list(_graticule(frame)),
        scale=_scale(frame),
        legend=[Entry(kind, word) for word, kind in seen.items()],
        note=note,
    )


def _frame(extents: list[tuple[float, float, float, float]]) -> _Frame:
    west, south = min(e[0] for e in extents), min(e[1] for e in extents)
    east, north = max(e[2] for e in extents), max(e[3] for e in extents)
    wide, high = max(east - west, LEAST_METRES), max(north - south, LEAST_METRES * HEIGHT / WIDTH)
    pixels = min(WIDTH / wide, HEIGHT / high) * (1 - 2 * MARGIN)
    return _Frame((west + east) / 2 - WIDTH / pixels / 2, (south + north) / 2 - HEIGHT / pixels / 2, pixels, HEIGHT)


def _draw(piece: Piece, frame: _Frame) -> Iterator[Drawn]:
    geometry: Any = piece.geometry  # the attributes of a point and of coordinates are untyped
    if geometry.geom_type == "Point":
        x, y = frame.point(geometry.x, geometry.y)
        yield Drawn(piece.kind, piece.title, x=x, y=y, radius=6)
        return
    thin = geometry if geometry.num_coords < 60 else geometry.simplify(0.5 / frame.pixels, preserve_topology=True)
    path = " ".join(_ring(ring, frame) for ring in _rings(thin.coords))
    if path:
        yield Drawn(piece.kind, piece.title, path=path)


def _rings(coords: tuple[object, ...]) -> Iterator[list[tuple[float, float]]]:
    """Walk polygons, their holes and their parts down to rings of points."""
    first = coords[0] if coords else None
    if isinstance(first, tuple) and first and isinstance(first[0], int | float):
        yield list(coords)  # type: ignore[arg-type] # a ring: a tuple of number pairs
        return
    for inner in coords:
        if isinstance(inner, tuple):
            yield from _rings(inner)


def _ring(points: Iterable[tuple[float, float]], frame: _Frame) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in (frame.point(p[0], p[1]) for p in points)) + "Z"


def _step(metres: float) -> float:
    """Return a round length (1, 2 or 5 times a power of ten) not above `metres`."""
    power = 10 ** math.floor(math.log10(metres))
    return float(power * max(n for n in (1, 2, 5) if n * power <= metres))


def _kilometres(metres: float) -> str:
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"


def _graticule(frame: _Frame) -> Iterator[Line]:
    """Grid lines of the zone with their coordinates, east along the foot and north along the side."""
    step = _step(WIDTH / frame.pixels / 3)
    column = math.ceil(frame.west / step) * step
    while (x := frame.point(column, 0)[0]) < WIDTH - 1:
        yield Line(f"M{x:g} 0V{HEIGHT}", x + 3, HEIGHT - 5, f"{column:,.0f} E")
        column += step
    row = math.ceil(frame.south / step) * step
    while (y := frame.point(0, row)[1]) > 1:
        yield Line(f"M0 {y:g}H{WIDTH}", 4, y - 3, f"{row:,.0f} N")
        row += step


def _scale(frame: _Frame) -> Line:
    metres = _step(150 / frame.pixels)
    length = round(metres * frame.pixels, 1)
    left, top = WIDTH - 16 - length, 22
    return Line(
        f"M{left:g} {top - 5}V{top}H{left + length:g}V{top - 5}", left + length / 2, top - 6, _kilometres(metres)
    )
