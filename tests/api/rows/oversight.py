"""A report of the field for its public addresses."""

from datetime import UTC, datetime

from registry.audit.services import Actor
from registry.oversight.services.reports import ReportData, report_receive


def more(_ground: object) -> dict[str, str]:
    """One report that is listed."""
    data = ReportData(kind="no_entry", text="Invented.", department="17")
    report, _secret = report_receive(data=data, by=Actor.system("test"), at=datetime(2026, 11, 20, 15, tzinfo=UTC))
    return {"field_report": report.number}
