"""Rows that the addresses of reports need."""

from datetime import UTC, datetime

from registry.audit.services import Actor
from registry.oversight.services.reports import ReportData, report_receive

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def more(_known: dict[str, int]) -> dict[str, int]:
    """A report from the region of the cast."""
    data = ReportData(kind="no_entry", text="Invented.", department="17")
    report, _secret = report_receive(data=data, by=Actor.system("test"), at=AT)
    return {"report": report.pk}
