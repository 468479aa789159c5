"""Making a backup, and restoring one into an empty place, with the proof that both are the same.

It stands in this room because the proof rests on the chain of events. A backup is a folder:
`database.dump` (PostgreSQL's custom format), `documents/`, `keys/`, and `manifest.json` with the rows of every
table, the end of the chain and the digest of every file. It holds personal data and the secret key: the folder
is readable by its owner only. Left out: sessions of the broker, logs, and what can be made again (static files).
"""

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from registry.audit.models import Seal
from registry.audit.services.seals import events_seal, verify
from registry.common.backup import database, folders
from registry.common.errors import DomainError

FORMAT = 1
DUMP, DOCUMENTS, KEYS, MANIFEST = "database.dump", "documents", "keys", "manifest.json"
SECRET, FORMER = "secret_key", "secret_key_fallbacks"  # names of files
Say = Callable[[str], None]


def backup_make(*, target: Path, at: datetime, say: Say) -> dict[str, Any]:
    """Write a backup into a folder that is new or empty; returns its manifest without the list of files.

    The folder gets its name only when everything in it is whole.

    Raises:
        DomainError: the folder holds something.
        ProgramMissingError: no pg_dump fits the server.
        ProgramFailedError: pg_dump failed.
    """
    if not folders.is_empty(target):
        raise DomainError(
            _("The folder %(folder)s holds something already. Name a new folder for each backup.") % {"folder": target},
            field="folder",
            code="folder_not_empty",
        )
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    try:
        manifest = _filled(partial, at, say)
    except BaseException:
        # Half a backup is personal data that nobody looks after.
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if target.exists():
        target.rmdir()
    partial.rename(target)
    return _short(manifest)


def _filled(partial: Path, at: datetime, say: Say) -> dict[str, Any]:
    say("sealing events …")
    while events_seal(at=at):
        pass
    with database.Snapshot() as snapshot:
        say("dumping the database …")
        snapshot.dump(partial / DUMP)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "demo": settings.REGISTRY_DEMO,
            "versions": database.versions(),
            "tables": database.counts(),
            "chain": _end_of_chain(),
        }
    say("copying documents and keys …")
    folders.copy(settings.MEDIA_ROOT, partial / DOCUMENTS)
    _write_keys(partial / KEYS)
    manifest["files"] = folders.digests_of(partial)
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return manifest


def backup_restore(*, source: Path, say: Say) -> dict[str, Any]:
    """Read a backup into an empty database and an empty documents folder, then compare everything.

    Files first and the database last, in one transaction: what fails on the way leaves both as empty as they were.

    Returns:
        `{tables, rows, documents, chain: {checked, digest}, secret_key_same, differences: [sentence…]}`.

    Raises:
        DomainError: no backup, one that was changed, or a place that is not empty; nothing is written.
        ProgramMissingError: no pg_restore fits the server.
        ProgramFailedError: pg_restore failed; the database is as it was.
    """
    manifest = _manifest(source)
    _refuse_used_place()
    try:
        say("copying documents and keys …")
        folders.copy(source / DOCUMENTS, Path(settings.MEDIA_ROOT))
        _restore_keys(source / KEYS)
        say("reading the database …")
        database.restore(source / DUMP)
    except BaseException:
        for folder in _places_of_files():
            folders.empty(folder)
        raise
    say("comparing …")
    return _compared(manifest, source)


def _end_of_chain() -> dict[str, Any]:
    last = Seal.objects.order_by("-position").first()
    return {"position": last.position, "digest": last.digest} if last else {"position": 0, "digest": ""}


def _places_of_files() -> tuple[Path, Path]:
    return Path(settings.MEDIA_ROOT), _key_folder()


def _key_folder() -> Path:
    return Path(settings.REGISTRY_VAR) / KEYS


def _write_keys(target: Path) -> None:
    folders.copy(_key_folder(), target)
    target.chmod(0o700)
    # Former keys too: who has not logged in since the change still has a password made under one of them.
    for name, keys in ((SECRET, [settings.SECRET_KEY]), (FORMER, settings.SECRET_KEY_FALLBACKS)):
        if keys:
            (target / name).touch(mode=0o600)
            (target / name).write_text(",".join(keys), encoding="utf-8")
    for path in folders.files_of(target):
        path.chmod(0o600)


def _restore_keys(source: Path) -> None:
    """Put the signing keys in their place; secret keys are settings, which only the person can set."""
    target = _key_folder()
    for path in folders.files_of(source):
        if path.name in {SECRET, FORMER} and path.parent == source:
            continue
        place = target / path.relative_to(source)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        os.chmod(place, 0o600)  # noqa: PTH101 - beside copyfile


def _short(manifest: dict[str, Any]) -> dict[str, Any]:
    files = manifest["files"]
    return {
        **{name: manifest[name] for name in ("format", "made_at", "demo", "versions", "chain")},
        "tables": len(manifest["tables"]),
        "rows": sum(manifest["tables"].values()),
        "documents": sum(name.startswith(f"{DOCUMENTS}/") for name in files),
    }


def _manifest(source: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DomainError(
            _("%(folder)s is not a backup of a register: its manifest.json cannot be read (%(why)s).")
            % {"folder": source, "why": error},
            field="folder",
            code="no_manifest",
        ) from error
    if manifest.get("format") != FORMAT:
        raise DomainError(_("This backup has a format that this version cannot read."), field="folder", code="format")
    found = {name: digest for name, digest in folders.digests_of(source).items() if name != MANIFEST}
    wrong = folders.differences(manifest["files"], found, what="file")
    if wrong:
        raise DomainError(
            _("The backup is not what was written: %(what)s. Nothing was restored.") % {"what": "; ".join(wrong[:5])},
            field="folder",
            code="backup_changed",
        )
    return manifest


def _refuse_used_place() -> None:
    used = database.tables()
    if used:
        raise DomainError(
            _("The database holds %(count)s tables already. Restore into an empty database, so that nothing is lost.")
            % {"count": len(used)},
            code="database_not_empty",
        )
    for folder in _places_of_files():
        if not folders.is_empty(folder):
            raise DomainError(
                _("The folder %(folder)s holds files already. Restore into an empty place, so that nothing is lost.")
                % {"folder": folder},
                code="documents_not_empty",
            )


def _compared(manifest: dict[str, Any], source: Path) -> dict[str, Any]:
    expected, found = manifest["tables"], database.counts()
    said = [
        f"table {table}: {expected.get(table)} rows in the backup, {found.get(table)} in the database"
        for table in sorted({*expected, *found})
        if expected.get(table) != found.get(table)
    ]
    documents = folders.digests_of(Path(settings.MEDIA_ROOT))
    said += folders.differences(folders.digests_of(source / DOCUMENTS), documents, what="document")
    chain, end = verify(), _end_of_chain()
    if end != manifest["chain"]:
        said.append("the chain of events ends elsewhere")
    said += [f"event chain: {broken}" for broken in chain["broken"]]  # type: ignore[attr-defined] # a list
    return {
        "tables": len(found),
        "rows": sum(found.values()),
        "documents": len(documents),
        "chain": {"checked": chain["checked"], "digest": end["digest"]},
        "secret_key_same": _has_same_keys(source / KEYS),
        "differences": said,
    }


def _has_same_keys(kept: Path) -> bool:
    """Whether the settings hold the key of the backup, and every former key that it holds besides."""
    former = (kept / FORMER).read_text(encoding="utf-8").split(",") if (kept / FORMER).is_file() else []
    is_same = (kept / SECRET).read_text(encoding="utf-8") == settings.SECRET_KEY
    return is_same and set(former) <= set(settings.SECRET_KEY_FALLBACKS)
