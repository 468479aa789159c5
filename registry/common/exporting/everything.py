"""Writes the whole register of one moment into a folder."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.backup import database, folders
from registry.common.errors import DomainError
from registry.common.exporting.columns import columns_of, models_to_export, shapes_of
from registry.common.exporting.package import package_write
from registry.common.exporting.shapes import shapes_write
from registry.common.exporting.tables import table_write


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: how many tables, rows, shapes and documents."""

    tables: int
    rows: int
    shapes: int
    documents: int


def export_everything(*, target: Path, at: datetime, say: Callable[[str], None]) -> Export:
    """Write every table as CSV, every shape as GeoPackage and GeoJSON, the documents, and what it all means.

    All of it is of one moment, whoever writes on. The folder gets its name when everything in it is whole.

    Raises:
        DomainError: the folder holds something.
    """
    if not folders.is_empty(target):
        raise DomainError(
            _("The folder %(folder)s holds something already. Name a new folder for each export.") % {"folder": target},
            field="folder",
            code="folder_not_empty",
        )
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "tables").mkdir(mode=0o700, parents=True)
    partial.chmod(0o700)
    try:
        # The meanings travel in one language, whoever exports.
        with translation.override("en"):
            done = _filled(partial, at, say)
    except BaseException:
        # Half an export is personal data that nobody looks after.
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if target.exists():
        target.rmdir()
    partial.rename(target)
    return done


def _filled(folder: Path, at: datetime, say: Callable[[str], None]) -> Export:
    tables = []
    shapes: list[dict[str, Any]] = []
    with database.Snapshot():
        for model in models_to_export():
            columns = columns_of(model)
            name = model._meta.db_table  # noqa: SLF001 - Django's public name
            rows = table_write(model, columns, folder / "tables" / f"{name}.csv")
            say(f"{name}: {rows} rows")
            tables.append((model, columns, rows))
            shapes += [shapes_write(model, shape, columns, folder) for shape in shapes_of(model)]
    folders.copy(settings.MEDIA_ROOT, folder / "documents")
    package_write(folder, tables, shapes, at=at, is_demo=settings.REGISTRY_DEMO)
    return Export(
        tables=len(tables),
        rows=sum(rows for _model, _columns, rows in tables),
        shapes=sum(shape["rows"] for shape in shapes),
        documents=sum(1 for _path in folders.files_of(folder / "documents")),
    )
