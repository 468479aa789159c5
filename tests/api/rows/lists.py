"""Numbers of the rows that the addresses of the lists name, and a snapshot of the open data that has no files."""

from datetime import UTC, date, datetime

from registry.publishing.models import Snapshot


def more(ground):
    """Return them by the name in the matrix."""
    files = [{"name": "rights.csv", "media": "text/csv", "bytes": 1, "sha256": "0" * 64, "rows": 1}]
    Snapshot.objects.create(on_day=date(2001, 1, 1), made_at=datetime(2001, 1, 1, tzinfo=UTC), files=files)
    return {
        "contract": ground.contracts[0].pk,
        "area": ground.areas["full"][0].pk,
        "step": ground.steps[0].pk,
        "assessment": ground.determinations[1].pk,
        "change": ground.events[0].pk,
        "act": ground.acts[0].pk,
        "recorded_step": ground.records[0].pk,
    }
