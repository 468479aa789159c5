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


def one_message(text: str) -> str:
    """Return the text as one message of at most 160 characters, ended by three dots where it was longer."""
    folded = " ".join(gsm7(text).split())
    if len(folded) <= LENGTH:
        return folded
    return folded[: LENGTH - 3].rsplit(" ", 1)[0] + "..."
