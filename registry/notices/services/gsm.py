"""Texts for SMS: one message of the GSM-7 alphabet, accents folded."""

import unicodedata

LENGTH = 160
_BASIC = set(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_REPLACED = {"–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "\u00a0": " ", "\u202f": " "}


def gsm7(text: str) -> str:
    """Return a text in the basic GSM-7 alphabet: á becomes a, ñ stays, the rest becomes a question mark."""
    return "".join(_folded(character) for character in text)


def _folded(character: str) -> str:
    character = _REPLACED.get(character, character)
    if all(one in _BASIC for one in character):
        return character
    plain = "".join(one for one in unicodedata.normalize("NFKD", character) if not unicodedata.combining(one))
    plain = "".join("(" if one in "[{" else ")" if one in "]}" else one for one in plain)
    return plain if plain and all(one in _BASIC for one in plain) else "?"


def one_message(text: str, *, mark: str = "") -> str:
    """Return text and mark as one message of at most 160 characters; a text too long for it ends in three dots."""
    folded, ending = " ".join(gsm7(text).split()), f" {gsm7(mark)}" if mark else ""
    room = LENGTH - len(ending)
    if len(folded) > room:
        folded = folded[: room - 3].rsplit(" ", 1)[0] + "..."
    return folded + ending


def fits(text: str, *, mark: str = "") -> bool:
    """Say whether text and mark are one message without a word lost."""
    return len(" ".join(gsm7(f"{text} {mark}").split())) <= LENGTH
