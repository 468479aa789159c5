"""A geometry column for measuring shapes: any grid system, read and written as shapely geometries.

GeoDjango binds a column to one reference system; the measuring shapes of one table lie in several (32717,
32718, 32719), each row naming its own. The column has no SRID modifier; the SRID travels inside the value.
"""

from typing import Any

import shapely
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class GridShapeField(models.Field):  # type: ignore[type-arg] # Django's Field is generic only in the stubs
    """A PostGIS geometry without a fixed system. Python side: `shapely.Geometry` with its SRID set, or None."""

    description = "Shape in the grid system named beside it"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Give the column's type."""
        return "geometry"

    def from_db_value(self, value: str | None, *_: object) -> shapely.Geometry | None:
        """Read hex EWKB."""
        return None if value is None else shapely.from_wkb(value)

    def to_python(self, value: Any) -> shapely.Geometry | None:
        """Accept shapely geometries and (E)WKB."""
        return value if value is None or isinstance(value, shapely.Geometry) else shapely.from_wkb(value)

    def get_prep_value(self, value: Any) -> str | None:
        """Write hex EWKB. Raises: ValueError where the geometry names no system."""
        if value is None:
            return None
        if not shapely.get_srid(value):
            msg = "A measuring shape must carry its SRID (shapely.set_srid)."
            raise ValueError(msg)
        return str(shapely.to_wkb(value, hex=True, include_srid=True))

    def value_to_string(self, obj: models.Model) -> str:
        """Serialize as hex EWKB."""
        return self.get_prep_value(self.value_from_object(obj)) or ""
