"""Publishing the statistics of a month."""

from datetime import date, datetime

from django.db import transaction

from registry.audit.services import Actor, event_record
from registry.publishing.models import PublishedTable
from registry.publishing.selectors.statistics import STATISTICS, statistic_rows


def tables_publish(*, on: date, by: Actor, at: datetime) -> int:
    """Publish the tables of this month that are hidden where they are small; return how many were new."""
    month, made = on.replace(day=1), 0
    with transaction.atomic():
        for statistic in STATISTICS:
            if statistic.is_exact or PublishedTable.objects.filter(name=statistic.name, month=month).exists():
                continue
            rows = [[row.key, list(row.cells), row.total] for row in statistic_rows(statistic, on=on)]
            _table, is_new = PublishedTable.objects.get_or_create(
                name=statistic.name, month=month, defaults={"on_day": on, "rows": rows, "published_at": at}
            )
            made += is_new
        if made:
            event_record(kind="publishing.tables.published", by=by, at=at, facts={"tables": made})
    return made
