"""The register as it stood on a day: what was known of a row at the end of that day.

It rests on the versions that the database itself keeps of each row (pghistory: one at every insert and update,
however it was written), not on a reckoning backwards from events. What retention emptied since is said to be erased;
what was never known stays unknown. "Known on that day" is not "valid on that day": a state recorded late appears from
its recording on; dated rows (states, holders) say themselves from when they hold.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import QuerySet

from registry.audit.models import Erasure

DELETED = "delete"


@dataclass(frozen=True, slots=True)
class AsOf:
    """A row as it was known at the end of a day.

    Attributes:
        values: field name to value (numbers of related rows under `<name>_id`); None where no such row was known.
        erased: names of fields whose value of that day was erased since.
    """

    on: date
    values: dict[str, Any] | None
    erased: frozenset[str] = field(default_factory=frozenset)


def end_of(on: date) -> datetime:
    """Return the first moment after a day of the register's time zone."""
    return datetime.combine(on + timedelta(days=1), time(), ZoneInfo(settings.TIME_ZONE))


def history_model(model: type[models.Model]) -> Any:
    """Return the table of a model's versions. Raises: LookupError where none is kept."""
    for candidate in apps.get_models():
        if getattr(candidate, "pgh_tracked_model", None) is model:
            return candidate
    msg = f"no versions are kept of {model._meta.label_lower}"  # noqa: SLF001 - Django's public name
    raise LookupError(msg)


def versions_as_of(model: type[models.Model], *, on: date) -> QuerySet[Any]:
    """Return the version of each row that was known at the end of a day, rows deleted by then left out.

    Filter on the fields of the model (`.filter(right_id=5)` asks for rows that pointed there *then*).
    """
    history = history_model(model)
    manager: models.Manager[Any] = history._default_manager  # noqa: SLF001 - Django's public name
    newest = (
        manager.filter(pgh_created_at__lt=end_of(on))
        .order_by("pgh_obj_id", "-pgh_id")
        .distinct("pgh_obj_id")
        .values("pgh_id")
    )
    return manager.filter(pgh_id__in=newest).exclude(pgh_label=DELETED)


def as_of(model: type[models.Model], number: int, *, on: date) -> AsOf:
    """Return what was known of one row at the end of a day, in two queries.

    Raises:
        LookupError: no versions are kept of such rows.
    """
    history = history_model(model)
    rows = history._default_manager.filter(pgh_obj_id=number, pgh_created_at__lt=end_of(on))  # noqa: SLF001 - as above
    version = rows.order_by("-pgh_id").first()
    if version is None or version.pgh_label == DELETED:
        return AsOf(on, None)
    values = {
        one.attname: getattr(version, one.attname)
        for one in history._meta.concrete_fields  # noqa: SLF001 - as above
        if not one.name.startswith("pgh_")
    }
    return AsOf(on, values, _erased(model, number, version.pgh_created_at, values))


def _erased(model: type[models.Model], number: int, written_at: datetime, values: dict[str, Any]) -> frozenset[str]:
    gone = Erasure.objects.filter(
        subject_type=model._meta.label_lower,  # noqa: SLF001 - as above
        subject_id=number,
        erased_at__gte=written_at,
    )
    names = {name for erasure in gone for name in erasure.fields}
    return frozenset(name for name in names if values.get(name) in (None, ""))
