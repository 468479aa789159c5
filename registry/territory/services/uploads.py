"""Files of land layers brought through the web: kept aside, tried by a worker, then loaded or left.

The upload writes nothing to the register. A worker runs the import as a trial, the officer reads the report, and only
the second asking loads the file. The name that was given is kept for people; the folder is random.
"""

import secrets
import shutil
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.errors import DomainError
from registry.common.importing.staging import Order
from registry.common.models import Job
from registry.places.selectors import scope_parse
from registry.territory.services.layer_areas import Columns
from registry.territory.services.layers import KIND, LayerOrder, layer_import, with_options

JOB_KIND = "territory.layer_import"
ENDINGS = (".gpkg", ".zip", ".geojson", ".json", ".csv", ".xlsx")
OWN = frozenset({"by", "user"})


def layer_keep(*, name: str, chunks: Iterable[bytes]) -> Path:
    """Store an uploaded file in a folder of its own. Raises: DomainError for an ending that no import reads."""
    plain = get_valid_filename(Path(name).name or "file")[-100:]
    if Path(plain).suffix.lower() not in ENDINGS:
        raise DomainError(
            _("This kind of file is not read. Bring a GeoPackage, a zipped Shapefile, GeoJSON, CSV or XLSX."),
            field="file",
            code="file_kind",
        )
    folder = Path(settings.REGISTRY_VAR) / "uploads" / secrets.token_hex(16)
    folder.mkdir(parents=True, mode=0o700)
    path = folder / plain
    with path.open("wb") as kept:
        kept.writelines(chunks)
    return path


@transaction.atomic
def layer_import_request(*, options: dict[str, Any], by: Actor, at: datetime) -> Job:
    """Ask a worker for the trial (`dry_run`) or the loading of a kept file; leaves one event.

    `options`: path, source, published_on (ISO day), kind, columns (of `Columns`), series, publisher, version, coverage,
    fresh_until (ISO day or ''), licence, publication, accuracy_m, profile, srid, dry_run, into_demo.
    """
    job = jobs.enqueue(kind=JOB_KIND, payload={**options, "by": by.key, "user": by.user_id})
    event_record(
        kind="territory.import.requested", by=by, at=at,
        facts={"job": job.pk, "file": Path(options["path"]).name, "dry_run": options["dry_run"]},
    )  # fmt: skip
    return job


def layer_import_again(*, job: Job, by: Actor, at: datetime) -> Job:
    """Ask for the loading of a file after its trial. Raises: DomainError where the file is kept no longer."""
    options = {key: value for key, value in job.payload.items() if key not in OWN}
    if not Path(options["path"]).is_file():
        raise DomainError(_("The file is kept no longer. Upload it again."), code="file_gone")
    return layer_import_request(options={**options, "dry_run": False}, by=by, at=at)


def layer_import_run(*, payload: dict[str, Any], at: datetime, progress: jobs.Progress) -> dict[str, object]:
    """Do the trial or the loading; a refusal is an answer (`{"why": …}`), not a failure to be repeated."""
    path = Path(payload["path"])
    if not path.is_file():
        return {"why": _("The file is kept no longer. Upload it again.")}
    try:
        outcome = layer_import(
            wanted=_order(payload, path), by=Actor(payload["by"], payload["user"]), at=at,
            progress=lambda _stage, done, total: progress(done, total),
        )  # fmt: skip
    except (DomainError, ValueError) as error:
        return {"why": str(error)}
    if not payload["dry_run"]:
        shutil.rmtree(path.parent, ignore_errors=True)
    return outcome.answer()


def _order(said: dict[str, Any], path: Path) -> LayerOrder:
    order = Order(
        KIND, path, said["source"], date.fromisoformat(said["published_on"]), None, said["profile"],
        dry_run=said["dry_run"], into_demo=said["into_demo"],
    )  # fmt: skip
    return with_options(
        LayerOrder(
            order,
            Columns(**said["columns"]),
            kind=said["kind"],
            series=said["series"],
            publisher=said["publisher"],
            version=said["version"],
            coverage=scope_parse(said["coverage"], is_coverage=True) if said["coverage"] else None,
            accuracy_m=said["accuracy_m"],
            fresh_until=date.fromisoformat(said["fresh_until"]) if said["fresh_until"] else None,
            licence=said["licence"],
            publication=said["publication"],
            srid=said["srid"],
        )
    )
