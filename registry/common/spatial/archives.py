"""Zip archives that people hand in, unpacked by our own hand and within limits.

Only plain entries with a known ending are written, flat, into a folder of our own. Refused: a
path that leads out of the folder, a link, a password, too many entries, too much data or a ratio
that only a bomb has. GDAL is never given the archive itself.
"""

import stat
import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

MAX_ENTRIES = 500
MAX_BYTES = 2 * 1024**3
MAX_RATIO = 200
SMALL = 10 * 1024**2
CHUNK = 1024**2

SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
KNOWN_ENDINGS = SHAPEFILE_PARTS | {".geojson", ".json", ".gpkg"}


class SourceError(ValueError):
    """The file cannot be read; the message says why and what to do, for a person to read."""


def check_archive(path: Path) -> list[zipfile.ZipInfo]:
    """Entries of a zip archive that keeps to the limits.

    Raises:
        SourceError: it is damaged, locked, or breaks a limit of this module.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(_("%(name)s is not a readable zip file.") % {"name": path.name}) from error
    size = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_ENTRIES or size > MAX_BYTES or (size > SMALL and size > MAX_RATIO * packed):
        raise SourceError(_("%(name)s holds more than a map file does; it is not unpacked.") % {"name": path.name})
    for entry in entries:
        _check_entry(path, entry)
    return entries


def _check_entry(path: Path, entry: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(entry.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[0]:
        raise SourceError(
            _("%(name)s holds a path that leads out of its folder; it is not unpacked.") % {"name": path.name}
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SourceError(_("%(name)s holds a link; it is not unpacked.") % {"name": path.name})
    if entry.flag_bits & 1:
        raise SourceError(_("%(name)s is locked with a password; hand it in without one.") % {"name": path.name})


def unpack(path: Path, folder: Path) -> list[Path]:
    """Files of the archive with a known ending, written flat into `folder`, in their order.

    Raises:
        SourceError: see `check_archive`; or an entry is longer than it declares.
    """
    written = []
    entries = check_archive(path)
    with zipfile.ZipFile(path) as archive:
        for entry in entries:
            name = PurePosixPath(entry.filename.replace("\\", "/")).name
            if name.startswith(".") or PurePosixPath(name).suffix.lower() not in KNOWN_ENDINGS:
                continue
            target = folder / name
            if target.exists():
                raise SourceError(
                    _("%(archive)s holds %(name)s twice; hand in one of them.") % {"archive": path.name, "name": name}
                )
            _write(archive, entry, target)
            written.append(target)
    return written


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    left = entry.file_size  # the archive's directory can lie: never write more than it declares
    try:
        with archive.open(entry) as source, target.open("wb") as sink:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise SourceError(_("%(name)s is longer than the archive declares.") % {"name": target.name})
                sink.write(chunk)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError) as error:
        raise SourceError(
            _("%(name)s could not be unpacked: the archive is damaged.") % {"name": target.name}
        ) from error
