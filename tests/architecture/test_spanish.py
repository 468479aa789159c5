"""Everything that the register says has its Spanish, with the same places for values."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("registry", "miners", "concessions")
CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")


def entries() -> list[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Source and translation of each entry, a plural as two texts, and whether it is only a guess."""
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="es")
    return [
        (
            (message.id,) if isinstance(message.id, str) else tuple(message.id),
            (message.string,) if isinstance(message.string, str) else tuple(message.string),
            message.fuzzy,
        )
        for message in catalogue
        if message.id
    ]


def test_every_sentence_has_its_spanish() -> None:
    assert [source for source, said, is_guess in entries() if is_guess or not all(said)] == []
    assert len(entries()) > 4_000


def test_every_sentence_of_the_code_is_in_the_catalogue() -> None:
    """By Babel's own reading of the sources; templates are read by `makemessages` (docs/house.md)."""
    known = {source[0] for source, _said, _guess in entries()}
    words = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
    new = {
        (str(path), message if isinstance(message, str) else message[0])
        for room in ROOMS
        for path, _line, message, _comments, _context in extract_from_dir(
            ROOT / room, method_map=[("**.py", "python")], keywords=words
        )
        if (message if isinstance(message, str) else message[0]) not in known
    }
    assert new == set()


def test_no_sentence_hides_behind_a_name_that_extraction_does_not_know() -> None:
    """`makemessages` knows `_` and gettext's own names: a sentence in `lazy(…)` would stay English for ever."""
    aliases = re.compile(r"import \w*gettext\w* as (?!_\n)\w+")
    found = [str(path) for room in ROOMS for path in (ROOT / room).rglob("*.py") if aliases.search(path.read_text())]
    assert found == []


def test_values_stand_in_both() -> None:
    wrong = [
        source
        for source, said, _guess in entries()
        if sorted(PLACES.findall(source[-1])) != sorted(PLACES.findall(said[-1]))
    ]
    assert wrong == []
