"""Folders of files with their digests: copied, listed, compared."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def digests_of(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its path with slashes; empty where there is no folder."""
    return {path.relative_to(folder).as_posix(): digest_of(path) for path in files_of(folder)}


def files_of(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in the order of their paths."""
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def is_empty(folder: Path) -> bool:
    """Say whether a folder is absent or holds nothing."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def copy(source: Path, target: Path) -> None:
    """Copy a folder; an absent one becomes an empty one, so that a backup always has the same parts.

    Raises:
        OSError: a file could not be read or written; the message names the first and how many there are.
    """
    target.mkdir(parents=True, exist_ok=True)
    if not source.is_dir():
        return
    try:
        shutil.copytree(source, target, dirs_exist_ok=True)
    except shutil.Error as error:  # it tries every file and then tells all of them, which may be thousands
        failed = error.args[0]
        message = f"{len(failed)} files could not be copied, the first of them: {failed[0][2]}"
        raise OSError(message) from error


def empty(folder: Path) -> None:
    """Delete what a folder holds and keep the folder itself; an absent one stays absent."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def differences(expected: Mapping[str, str], found: Mapping[str, str], *, what: str) -> list[str]:
    """Return one sentence for each file that is missing, changed or not expected; at most 50."""
    said = [f"{what} {name} is missing" for name in expected if name not in found]
    said += [f"{what} {name} was changed" for name in expected if name in found and found[name] != expected[name]]
    said += [f"{what} {name} is not in the manifest" for name in found if name not in expected]
    return said[:50]
