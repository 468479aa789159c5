"""Cells of real files as values: text without broken accents, days, numbers; what cannot be read is unknown.

Nothing is guessed: a year of two digits, a day that the calendar does not have, a number with a
unit in it come back as `None`, and the importer tells the row. Days are read as Peru writes them
(day before month). Broken accents are those seen in the published files: UTF-8 read as Windows
text once or twice ("NÂº"), and the same with the lead byte turned into "í" ("GARCí" + U+008D).
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

LIMA = ZoneInfo("America/Lima")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MONTHS = {
    name: n
    for n, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
BROKEN = re.compile("[\u00c2\u00c3\u00e2][\u0080-\uffff]")
BROKEN_LEAD = re.compile("\u00ed(?=[\u0080-\u009f])")
CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f\ufffd]")
NOTHING = frozenset({"", "-", "--", "NULL", "NONE", "NAN", "S/N", "<NULL>"})

_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_PERU = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_SCRIPT = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC)([+-]\d{4})?.*")
_EPOCH = re.compile(r"-?\d{11,14}")


def text_of(cell: Any) -> str:
    """Return a cell as text with single spaces; '' for a missing one. Whole numbers lose their '.0'."""
    if cell is None or (isinstance(cell, float | np.floating) and np.isnan(cell)):
        return ""
    if isinstance(cell, float | np.floating) and float(cell).is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def mended(text: str) -> str:
    """Return a text with its broken accents mended; one that is not surely broken comes back as it is."""
    said, text = text, BROKEN_LEAD.sub("\u00c3", text)
    for _again in range(3):
        if not BROKEN.search(text):
            break
        try:
            text = b"".join(_byte(character) for character in text).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            text = BROKEN.sub(_mended_pair, text)
            break
    return said if BROKEN.search(text) else text


def _byte(character: str) -> bytes:
    """The byte that Windows text shows as this character; undefined bytes stand for themselves."""
    if "\u0080" <= character <= "\u009f":
        return character.encode("latin-1")
    return character.encode("cp1252")


def _mended_pair(match: re.Match[str]) -> str:
    """Mend one pair of a text whose other accents are sound."""
    try:
        return b"".join(_byte(character) for character in match.group()).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return match.group()


def has_unreadable(text: str) -> bool:
    """Say whether a character of the text shows no letter: a control sign or the mark of a lost one."""
    return bool(CONTROL.search(text))


def is_nothing(text: str) -> bool:
    """Say whether a cell only says that there is nothing."""
    return text.upper() in NOTHING


def moment_of(cell: Any) -> datetime | None:
    """Return a cell as a moment (Lima's time where none is named); None where it holds none that is sure."""
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=LIMA)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=LIMA)
    text = text_of(cell)
    try:
        return _parsed(text)
    except (ValueError, OverflowError):
        return None


def _parsed(text: str) -> datetime | None:
    if found := _ISO.fullmatch(text):
        *parts, zone = found.groups()
        return _moment(*parts, zone=zone)
    if found := _PERU.fullmatch(text):
        day, month, year, *clock = found.groups()
        return _moment(year, month, day, *clock)
    if found := _SCRIPT.fullmatch(text):
        name, day, year, *clock, zone = found.groups()
        return _moment(year, str(MONTHS.get(name, 0)), day, *clock, zone=zone)
    if _EPOCH.fullmatch(text):
        return (EPOCH + timedelta(milliseconds=int(text))).astimezone(LIMA)
    return None


def _moment(*parts: str | None, zone: str | None = None) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in (*parts, None, None, None)[:6])
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone))


def _zone(text: str | None) -> ZoneInfo | timezone:
    if not text:
        return LIMA
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text[0] == "-" else ahead)


def day_of(cell: Any) -> date | None:
    """Return a cell as a day, in the zone it names; None where it holds none that is sure."""
    moment = moment_of(cell)
    return moment.date() if moment else None


def number_of(cell: Any) -> Decimal | None:
    """Return a cell as a number; '1,234.5' and '1.234,5' are understood, '1,234' is not sure and is None."""
    text = text_of(cell).replace(" ", "")
    if "," in text and "." in text:
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "").replace(",", ".")
    elif re.fullmatch(r"-?\d+,\d{1,2}|-?\d+,\d{4,}", text):
        text = text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
