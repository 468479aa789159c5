"""The sketch of a right and of the public place of an entry, drawn by the server."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from registry.common.sketch import Piece, Sketch, sketch
from registry.portal.selectors.verification import Verified
from registry.territory.web.overlaps import footprint_piece, in_grid, to_geos

LETTERS_PX = 32
ZONE_19, ZONE_18, ZONE_17 = 32719, 32718, 32717


def verification_sketch(found: Verified) -> Sketch | None:
    """Return the right's shape and the published place; None where neither is known.

    The place of a natural person is the fixed cell that the disclosure list gives, never her point.
    """
    footprint = found.registration.right.footprint if found.registration and found.registration.right else None
    srid = footprint.grid_srid if footprint else _zone_of(found.place)
    pieces: list[Piece] = []
    if footprint is not None:
        pieces.append(footprint_piece(footprint, kind="right", title="", word=_("Mining right")))
    if found.place is not None and srid is not None:
        is_cell = found.row.get("place_precision") == "grid_cell"
        word = _("Square that holds the declared place") if is_cell else _("Declared place")
        kind = "point" if found.place.geom_type == "Point" else "accuracy" if is_cell else "place"
        pieces.append(Piece(kind, to_geos(in_grid(found.place, srid)), "", word))
    note = _("The drawing shows where the right lies. It is not for measuring.")
    drawn = sketch(pieces, label=_("Sketch of the mining right and of the declared place"), note=note)
    if drawn is not None:
        # On a phone the numbers of the grid would be too small to read: the scale says how large it is.
        drawn.graticule = [replace(line, text="") for line in drawn.graticule]
        # Its letters are larger here than the room above the bar: they stand under it.
        drawn.scale = replace(drawn.scale, y=drawn.scale.y + LETTERS_PX)
    return drawn


def _zone_of(place: Any) -> int | None:
    if place is None:
        return None
    middle = place.centroid.x
    return ZONE_17 if middle < -78 else ZONE_18 if middle < -72 else ZONE_19
