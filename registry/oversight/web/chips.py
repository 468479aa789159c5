"""The state of a report as word, sign and colour."""

from registry.common.display import Chip
from registry.oversight.choices import TONES, ReportState
from registry.oversight.models import Report


def state_chip(report: Report) -> Chip:
    """Return where the report stands."""
    return Chip(report.get_state_display(), TONES[ReportState(report.state)])
