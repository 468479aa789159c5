"""Where the rows of a file lie: the file's system judged, each shape in the grid system of its declared zone."""

import numpy as np
import shapely
from django.utils.translation import gettext as _

from concessions.models import MiningRight
from concessions.services.importing.profile import INGEMMET
from concessions.services.importing.reading import RightRow, has_shapes
from registry.common.importing.systems import Claim, Scope, check_displacement, system_of
from registry.common.spatial.files import Table
from registry.common.spatial.srids import GRID_SRIDS, UTM_SOUTH, WGS84, ZONE_OF_SRID, reproject, zones_touched
from registry.places.selectors import department_at
from registry.territory.services.footprints import Placed, place_all


def rows_place(rows: list[RightRow], table: Table, profile: str, asked: int | None, scope: Scope) -> int | None:
    """Give each row its measuring shape, or refuse it; returns the system of the file's coordinates.

    A table without any shape places nothing and returns None: it brings attributes only.

    Raises:
        DomainError: the system is not known or contradicts what else is known.
    """
    if not has_shapes(table):
        return None
    declared = frozenset(row.zone for row in rows if row.zone is not None)
    claim = Claim(table.shapes, table.srid, asked, profile == INGEMMET, declared)
    srid = system_of(claim, scope, department_at)
    placed = place_all(table.shapes, np.full(len(rows), srid), np.array([_declared_grid(row, srid) for row in rows]))
    _take(rows, placed)
    for row in rows:
        if not row.note.is_refused:
            _check_zone(row, srid, profile)
    return srid


def _declared_grid(row: RightRow, srid: int) -> int:
    """The zone that the row declares, else the file's own where it is in one; 0: that of its middle."""
    zone = row.zone or ZONE_OF_SRID.get(srid)
    return UTM_SOUTH[zone] if zone else 0


def _take(rows: list[RightRow], placed: Placed) -> None:
    for flaw in placed.flaws:
        note = rows[flaw.row].note
        said = f"{flaw.reason} ({flaw.detail})" if flaw.detail else str(flaw.reason)
        (note.repair if flaw.repaired else note.refuse)(said)
    for k, row in enumerate(rows):
        if not row.note.is_refused:
            row.shape, row.degrees = placed.shapes[k], placed.degrees[k]
            row.grid_srid, row.shape_checksum = int(placed.grid_srids[k]), placed.checksums[k]


def _check_zone(row: RightRow, srid: int, profile: str) -> None:
    """Refuse a row whose declared zone contradicts its place, or that lies in no zone of the country."""
    if profile == INGEMMET and row.grid_srid not in GRID_SRIDS:
        row.note.refuse(_("The shape lies outside zones 17, 18 and 19 South, and so outside Peru."))
        return
    own = ZONE_OF_SRID.get(srid)
    if row.zone is not None and own is not None and row.zone != own:
        row.note.refuse(
            _("The row declares zone %(zone)s, but the file is in zone %(own)s.") % {"zone": row.zone, "own": own}
        )
    elif row.zone is not None:
        west, _south, east, _north = shapely.bounds(row.degrees)
        # A right on the border between two zones may be titled in either: a tenth of a zone beyond is allowed.
        if row.zone not in zones_touched(west - 0.6, east + 0.6):
            row.note.refuse(
                _("The row declares zone %(zone)s, but its shape lies far outside of it.") % {"zone": row.zone}
            )


def check_known(rows: list[RightRow], rights: dict[str, MiningRight], srid: int) -> None:
    """Refuse a system that moves rights known by their code. Raises: DomainError."""
    pairs = []
    for row in rows:
        right = rights.get(row.code)
        stored = right.footprint if right else None
        if stored is not None and row.shape is not None and not row.note.is_refused and not stored.is_point:
            pairs.append((row, stored))
    if not pairs:
        return
    fresh = np.array([row.shape for row, _stored in pairs], dtype=object)
    known = np.array(
        [_in_grid(stored.shape, stored.grid_srid, row.grid_srid or WGS84) for row, stored in pairs], dtype=object
    )
    check_displacement(fresh, known, [row.code for row, _stored in pairs], srid)


def _in_grid(shape: shapely.Geometry, source: int, target: int) -> shapely.Geometry:
    return shape if source == target else reproject([shape], source, target)[0]
