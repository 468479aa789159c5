"""What the room keeps: reports from the field, and what was done with them."""

from registry.oversight.models.reports import Report, ReportAct

__all__ = ["Report", "ReportAct"]
