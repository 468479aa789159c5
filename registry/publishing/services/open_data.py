"""The open data of a day: every public list as files, with checksums, their description and what is withheld.

All files of a day are read in one view of the database, so that they agree with each other. They are written beside
and moved into place at the end: a snapshot is whole or absent. Snapshots are kept.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from concessions.disclosure import CHECKS, CONTRACTS, OVERLAPS, RIGHTS
from miners.disclosure import ASSOCIATIONS
from registry.audit.services import Actor, event_record
from registry.casework.disclosure import ACTS, STEPS
from registry.common.backup.folders import digest_of
from registry.common.disclosure import Kind, PublicList
from registry.formalization.disclosure import ASSESSMENTS, REGISTRATIONS, TIMELINE
from registry.publishing.disclosure import CHANGES
from registry.publishing.models import Snapshot
from registry.publishing.services.named_exports import EITI_COLUMNS, EITI_SOURCE, ICGLR_SOURCE, eiti_write, icglr_write
from registry.publishing.services.open_files import features_write, package_append, table_write
from registry.publishing.services.parquet_files import parquet_write
from registry.territory.disclosure import AREAS, LAYERS

LISTS: dict[str, PublicList] = {
    "rights": RIGHTS, "contracts": CONTRACTS, "overlaps": OVERLAPS, "checks": CHECKS, "layers": LAYERS, "areas": AREAS,
    "associations": ASSOCIATIONS, "registrations": REGISTRATIONS, "timeline": TIMELINE, "steps": STEPS, "acts": ACTS,
    "assessments": ASSESSMENTS, "changes": CHANGES,
}  # fmt: skip
DRAWN = ("rights", "overlaps", "areas", "registrations")
PACKAGE, GEOPACKAGE = "datapackage.json", "register.gpkg"
EITI, ICGLR = "eiti-2.3-licences.csv", "icglr-mine-sites.json"
MEDIA = {
    ".csv": "text/csv", ".geojson": "application/geo+json", ".gpkg": "application/geopackage+sqlite3",
    ".json": "application/json", ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
_TYPES = {
    Kind.TEXT: "string", Kind.CHOICE: "string", Kind.INTEGER: "integer", Kind.NUMBER: "number",
    Kind.BOOLEAN: "boolean", Kind.DATE: "date", Kind.MOMENT: "datetime", Kind.ROWS: "array",
}  # fmt: skip


def folder_of(on: date) -> Path:
    """Return where the files of a day lie."""
    return Path(settings.REGISTRY_VAR) / "open-data" / on.isoformat()


def snapshot_make(*, on: date, by: Actor, at: datetime) -> Snapshot:
    """Write the open data of a day and return its row; made again on the same day it replaces the earlier one."""
    target = folder_of(on)
    beside = target.with_name(f".{target.name}.writing")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    with _one_view():
        rows = _write_all(beside)
    files = [_described(path, rows) for path in sorted(beside.iterdir())]
    package = json.dumps(_package(files, on=on, at=at), indent=1, ensure_ascii=False)
    (beside / PACKAGE).write_text(package + "\n", encoding="utf-8")
    files.append(_described(beside / PACKAGE, rows))
    with transaction.atomic():
        snapshot, _new = Snapshot.objects.update_or_create(on_day=on, defaults={"made_at": at, "files": files})
        event_record(kind="publishing.snapshot.made", by=by, at=at, subject=snapshot, facts={"files": len(files)})
        shutil.rmtree(target, ignore_errors=True)
        beside.rename(target)
    return snapshot


@contextmanager
def _one_view() -> Iterator[None]:
    """Read everything as of one moment; inside a transaction of a caller its own view has to do."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _write_all(folder: Path) -> dict[str, int]:
    """Write every file; return the rows of each by name."""
    rows: dict[str, int] = {}
    for name, public in LISTS.items():
        rows[f"{name}.csv"] = table_write(public, folder / f"{name}.csv")
    for name in DRAWN:
        features_write(LISTS[name], folder / f"{name}.geojson")
        package_append(LISTS[name], folder / GEOPACKAGE)
        rows[f"{name}.geojson"] = rows[f"{name}.csv"]
        if parquet_write(folder / GEOPACKAGE, LISTS[name].name, folder / f"{name}.parquet"):
            rows[f"{name}.parquet"] = rows[f"{name}.csv"]
    rows[EITI] = eiti_write(folder / EITI)
    rows[ICGLR] = icglr_write(folder / ICGLR)
    return rows


def _described(path: Path, rows: dict[str, int]) -> dict[str, Any]:
    return {
        "name": path.name,
        "media": MEDIA[path.suffix],
        "bytes": path.stat().st_size,
        "sha256": digest_of(path),
        "rows": rows.get(path.name),
    }


def _package(files: list[dict[str, Any]], *, on: date, at: datetime) -> dict[str, Any]:
    demo = " (demo: everything is invented)" if settings.REGISTRY_DEMO else ""
    return {
        "profile": "data-package",
        "name": f"mining-register-{on.isoformat()}",
        "title": f"Register of small-scale and artisanal mining{demo}",
        "description": (
            "What the register makes public. An entry is not an authorisation to mine, a mining right is none either,"
            " and nothing here is a finding of an offence."
        ),
        "created": at.isoformat(),
        "demo": settings.REGISTRY_DEMO,
        "resources": [_resource(one) for one in files],
    }


# Frictionless would take a file of the format `parquet` for a table of texts; this one holds shapes.
FORMATS = {"parquet": "geoparquet"}


def _resource(one: dict[str, Any]) -> dict[str, Any]:
    stem, _dot, ending = one["name"].rpartition(".")
    said = {
        "name": f"{stem}-{ending}".lower().replace("_", "-"), "path": one["name"],
        "format": FORMATS.get(ending, ending),
        "mediatype": one["media"], "encoding": "utf-8", "bytes": one["bytes"], "hash": f"sha256:{one['sha256']}",
    }  # fmt: skip
    if one["name"] == EITI:
        fields = [{"name": name, "type": kind, "description": says} for name, _sql, kind, says in EITI_COLUMNS]
        return {**said, **_tabular(fields), "sources": [{"title": "EITI requirement 2.3", "path": EITI_SOURCE}]}
    if one["name"] == ICGLR:
        return {**said, "sources": [{"title": "ICGLR MD.01 Mine Site", "path": ICGLR_SOURCE}]}
    public = LISTS.get(stem)
    if public is None:
        return said
    about = {"title": str(public.title), "description": str(public.says), "withheld": _withheld(public)}
    return {**said, **about, **(_tabular(fields_of(public), public.key) if ending == "csv" else {})}


def _withheld(public: PublicList) -> dict[str, str]:
    """Return what of each row stays, and why."""
    return {name: str(why) for name, why in public.withheld.items()}


def _tabular(fields: list[dict[str, Any]], key: str = "") -> dict[str, Any]:
    schema = {"fields": fields, "missingValues": [""], **({"primaryKey": key} if key else {})}
    return {"profile": "tabular-data-resource", "schema": schema}


def fields_of(public: PublicList) -> list[dict[str, Any]]:
    """Return the Table Schema fields of a list: name, type, meaning, codes."""
    return [
        {
            "name": column.name,
            "type": _TYPES[column.kind],
            "description": str(column.says),
            **({"format": "any"} if column.kind is Kind.MOMENT else {}),
            **({"constraints": {"enum": [code for code, _word in column.choices]}} if column.choices else {}),
        }
        for column in public.columns
    ]
