"""A GeoPackage of very many conflicts: made by a worker, kept for a day, for who asked, within what they may see."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.models import Job
from registry.territory.models import Finding
from registry.territory.services.conflicts import conflicts
from registry.territory.services.conflicts_files import conflict_package
from registry.territory.services.consequences import law_on

JOB_KIND = "territory.conflict_package"
KEPT = timedelta(days=1)
FIELDS = {"kind": "of_kind", "region": "region", "effect": "effect", "outcome": "outcome", "news": "news_item__news"}


@dataclass(frozen=True, slots=True)
class PackageOrder:
    """Which conflicts, by the filters of the page and the departments of who asks (`None`: all), and who asks."""

    chosen: Mapping[str, str]
    within: Collection[str] | None
    by: str

    @property
    def payload(self) -> dict[str, Any]:
        """As the job keeps it."""
        within = None if self.within is None else sorted(self.within)
        return {"chosen": dict(sorted(self.chosen.items())), "within": within, "by": self.by}

    @property
    def key(self) -> str:
        """The same for the same order of the same person."""
        return hashlib.sha256(json.dumps(self.payload).encode()).hexdigest()

    @property
    def path(self) -> Path:
        """Where its package lies once it is made."""
        return Path(settings.REGISTRY_VAR) / "packages" / f"{self.key}.gpkg"


def chosen_conflicts(order: PackageOrder, *, on: date) -> QuerySet[Finding]:
    """The conflicts of an order."""
    chosen = {FIELDS[name]: value for name, value in order.chosen.items() if value}
    return conflicts(on=on, within=order.within).filter(**chosen)


@transaction.atomic
def package_request(*, order: PackageOrder, by: Actor, at: datetime) -> Job:
    """Ask a worker for the package; the same order that still waits is reused. Leaves one event."""
    order.path.unlink(missing_ok=True)
    job = jobs.enqueue(kind=JOB_KIND, payload=order.payload, key=order.key)
    event_record(kind="territory.package.requested", by=by, at=at, facts={"job": job.pk, "chosen": dict(order.chosen)})
    return job


def package_state(order: PackageOrder, *, at: datetime) -> tuple[Job | None, Path | None]:
    """The newest job of the order, and its package where it is made and kept."""
    job = Job.objects.filter(kind=JOB_KIND, key=order.key).order_by("-pk").first()
    is_kept = order.path.is_file() and order.path.stat().st_mtime > (at - KEPT).timestamp()
    return job, order.path if job and job.state == Job.State.DONE and is_kept else None


def package_make(*, payload: Mapping[str, Any], at: datetime, on: date, progress: jobs.Progress) -> dict[str, object]:
    """Write the package and put it in place when it is whole; packages of the days before are removed."""
    order = PackageOrder(**payload)
    order.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in order.path.parent.glob("*.gpkg"):
        if old.stat().st_mtime < (at - KEPT).timestamp():
            old.unlink(missing_ok=True)
    rows = chosen_conflicts(order, on=on)
    total = rows.count()
    part = order.path.with_suffix(".part.gpkg")
    part.unlink(missing_ok=True)  # of a worker that was stopped
    written = conflict_package(rows, law_on(on), part, progress=lambda done: progress(done, total))
    part.rename(order.path)
    return {"rows": written, "bytes": order.path.stat().st_size}
