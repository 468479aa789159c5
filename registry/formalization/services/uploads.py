"""Sheets of registrations brought through the web: kept aside, tried by a worker, then loaded or left.

As with the files of the cadastre, the upload writes nothing to the register: a worker tries the sheet, the officer
reads the report, and only the second asking loads it. An officer of a region brings that region's entries only.
"""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.errors import DomainError
from registry.common.importing.staging import Order
from registry.common.models import Job
from registry.formalization.services.importing.registrations import KIND, registrations_import

JOB_KIND = "formalization.registrations_import"


def sheet_import_request(*, options: dict[str, Any], by: Actor, at: datetime) -> Job:
    """Ask a worker for the trial (`dry_run`) or the loading of a kept sheet; leaves one event.

    `options`: path, source, published_on (ISO day), profile, accuracy_m, srid, regions (None: everywhere), dry_run,
    into_demo.
    """
    with transaction.atomic():
        job = jobs.enqueue(kind=JOB_KIND, payload={**options, "by": by.key, "user": by.user_id})
        event_record(
            kind="formalization.import.requested", by=by, at=at,
            facts={"job": job.pk, "file": Path(options["path"]).name, "dry_run": options["dry_run"]},
        )  # fmt: skip
    return job


def sheet_import_again(*, job: Job, by: Actor, at: datetime) -> Job:
    """Ask for the loading of a sheet after its trial. Raises: DomainError where it is gone, or not one's own."""
    if job.payload["by"] != by.key:
        raise DomainError(_("Only who tried a sheet loads it: the regions are those of that officer."), code="not_own")
    if job.state != Job.State.DONE:
        raise DomainError(_("The trial is not over yet. Wait for it and read its report."), code="trial_running")
    if not Path(job.payload["path"]).is_file():
        raise DomainError(_("The file is kept no longer. Upload it again."), code="file_gone")
    options = {key: value for key, value in job.payload.items() if key not in {"by", "user"}}
    return sheet_import_request(options={**options, "dry_run": False}, by=by, at=at)


def sheet_import_run(*, payload: dict[str, Any], at: datetime, progress: jobs.Progress) -> dict[str, object]:
    """Do the trial or the loading; a refusal is an answer (`{"why": …}`), not a failure to be repeated."""
    path = Path(payload["path"])
    if not path.is_file():
        return {"why": _("The file is kept no longer. Upload it again.")}
    order = Order(
        KIND, path, payload["source"], date.fromisoformat(payload["published_on"]), None, payload["profile"],
        {"accuracy_m": payload["accuracy_m"], "srid": payload["srid"], "regions": payload["regions"]},
        dry_run=payload["dry_run"], into_demo=payload["into_demo"],
    )  # fmt: skip
    regions = None if payload["regions"] is None else frozenset(payload["regions"])
    try:
        outcome = registrations_import(
            order=order, accuracy_m=payload["accuracy_m"], srid=payload["srid"], regions=regions,
            by=Actor(payload["by"], payload["user"]), at=at,
            progress=lambda _stage, done, total: progress(done, total),
        )  # fmt: skip
    except (DomainError, ValueError) as error:
        return {"why": str(error)}
    if not payload["dry_run"]:
        shutil.rmtree(path.parent, ignore_errors=True)
    return outcome.answer()
