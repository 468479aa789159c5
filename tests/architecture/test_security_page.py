"""docs/security.md forgets no line of the chapters it claims, and names only what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (passed|n/a|open) \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)

# Lines of levels 1 and 2 of ASVS 4.0.3: how many each section has, and which numbers are withdrawn or of level 3.
SECTIONS = {
    "2.1": range(1, 13), "2.2": range(1, 4), "2.3": range(1, 4), "2.4": range(1, 6), "2.5": range(1, 8),
    "2.6": range(1, 4), "2.7": range(1, 7), "2.8": range(1, 8), "2.9": range(1, 4), "2.10": range(1, 5),
    "3.1": [1], "3.2": range(1, 5), "3.3": range(1, 5), "3.4": range(1, 6), "3.5": range(1, 4), "3.7": [1],
    "4.1": [1, 2, 3, 5], "4.2": [1, 2], "4.3": [1, 2, 3],
    "5.1": range(1, 6), "5.2": range(1, 9), "5.3": range(1, 11), "5.4": range(1, 4), "5.5": range(1, 5),
    "7.1": range(1, 5), "7.2": [1, 2], "7.3": [1, 3, 4], "7.4": range(1, 4),
    "8.1": range(1, 5), "8.2": range(1, 4), "8.3": range(1, 9),
    "12.1": range(1, 4), "12.2": [1], "12.3": range(1, 7), "12.4": [1, 2], "12.5": [1, 2], "12.6": [1],
    "13.1": [1, 3, 4, 5], "13.2": [1, 2, 3, 5, 6], "13.3": [1, 2], "13.4": [1, 2],
    "14.1": range(1, 5), "14.2": range(1, 7), "14.3": [2, 3], "14.4": range(1, 8), "14.5": range(1, 5),
}  # fmt: skip
PATH = re.compile(r"[\w.-]*(?:/[\w.-]+)+|requirements\.lock|pyproject\.toml|package-lock\.json")


def test_every_line_stands_there_once() -> None:
    asked = [f"{section}.{number}" for section, numbers in SECTIONS.items() for number in numbers]
    assert [row[0] for row in ROWS] == asked


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_line_is_shown_by_something_that_exists(row: tuple[str, str, str, str]) -> None:
    _number, _what, state, why = row
    named = [found for found in PATH.findall(why) if not found.startswith(("/", "403/"))]
    assert state != "passed" or named, "passed needs a file that shows it"
    assert [name for name in named if not (ROOT / name.rstrip(".")).exists()] == []
