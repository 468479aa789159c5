"""Southern Quechua beside the Spanish, on `/qu/` pages only: the sentences of `quechua.toml`, by their English."""

import tomllib
from pathlib import Path
from typing import NamedTuple


class Beside(NamedTuple):
    """A sentence in Quechua, and whether a speaker has reviewed it."""

    text: str
    is_reviewed: bool


_FILE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
QUECHUA: dict[str, Beside] = {row["of"]: Beside(row["draft"], row["reviewed"]) for row in _FILE["sentence"]}
