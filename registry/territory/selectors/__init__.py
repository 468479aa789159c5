"""What is asked of the land: versions of layers, pairs of footprints, rows to hand out, where a run stands."""

from registry.territory.selectors.exports import (
    EXPORT_COLUMNS,
    ExportFilter,
    overlap_rows,
    overlap_rows_in,
    pairs_waiting,
)
from registry.territory.selectors.layers import areas_of_version, versions_measured, versions_of
from registry.territory.selectors.neighbours import (
    Met,
    Neighbours,
    Placing,
    met_by,
    neighbour_checks,
    placings,
    waiting_among,
)
from registry.territory.selectors.runs import noise_area, noise_tolerances, run_progress

__all__ = [
    "EXPORT_COLUMNS", "ExportFilter", "Met", "Neighbours", "Placing", "areas_of_version",
    "met_by", "neighbour_checks", "noise_area", "noise_tolerances", "overlap_rows",
    "overlap_rows_in", "pairs_waiting", "placings", "run_progress", "versions_measured", "versions_of",
    "waiting_among",
]  # fmt: skip
