"""Files that are written whole or not at all: a full disk leaves neither half a list nor the loss of an old one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file (UTF-8, line ends as written) that takes its name once everything in it is written.

    What is no plain file (`/dev/stdout`, a pipe) is written to as it comes.

    Raises:
        OSError: it cannot be written; what stood under the name stays.
    """
    if path.exists() and not path.is_file():
        with path.open("w", newline="", encoding="utf-8") as sink:
            yield sink
        return
    beside = path.with_name(f".{path.name}.writing")
    try:
        with beside.open("w", newline="", encoding="utf-8") as sink:
            yield sink
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
