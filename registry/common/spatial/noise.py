"""Edge noise: slivers under two tolerances, area and radius of the largest inscribed circle.

A sliver along an edge that two sources drew apart is not a conflict. Both tolerances are the product's, shown with
every result. The circle costs 0.1 to 4 ms a shape, and a shape whose area is ten times the tolerance is a finding
whatever its circle, so that it is only computed under that.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from registry.common.spatial.edges import Floats
from registry.common.spatial.srids import Shapes

CIRCLE_UP_TO = 10


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Square metres, and metres of radius, under both of which shared ground is edge noise."""

    area_m2: float
    radius_m: float

    def is_wide(self, shape: shapely.Geometry) -> bool:
        """Whether the largest inscribed circle of a shape reaches the tolerance."""
        return radius_of(shape) >= self.radius_m


def radius_of(shape: shapely.Geometry) -> float:
    """Radius in metres of the largest circle inside a shape; 0.0 for one without area."""
    parts = [part for part in shapely.get_parts(shape) if shapely.area(part) > 0]
    return max((shapely.maximum_inscribed_circle(part).length for part in parts), default=0.0)


def edge_noise(m2: Floats, shared: Shapes, tolerances: Tolerances) -> tuple[NDArray[np.bool_], Floats]:
    """For each pair whether it is edge noise, and the radius where it was computed (NaN elsewhere).

    `m2` is what each pair shares and `shared` its shape; a small one without a shape is no noise: nobody knows how
    wide it is.
    """
    noise = np.zeros(len(m2), dtype=bool)
    radius = np.full(len(m2), np.nan)
    for k in np.flatnonzero((m2 < CIRCLE_UP_TO * tolerances.area_m2) & ~shapely.is_missing(shared)):
        radius[k] = radius_of(shared[k])
        noise[k] = m2[k] < tolerances.area_m2 and radius[k] < tolerances.radius_m
    return noise, radius
