"""Codes that people read aloud: 10 characters, check character, no 0 O 1 I."""

import secrets
from random import Random

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10


def _check_character(body: str) -> str:
    """Luhn mod 32: finds every single slip and every swap of neighbours but one pair."""
    total = 0
    for place, character in enumerate(reversed(body)):
        product = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += product // len(ALPHABET) + product % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def new_code(random: Random | None = None) -> str:
    """Return a fresh code; `random` makes a demo register repeat itself, else it cannot be guessed."""
    source = random or secrets.SystemRandom()
    body = "".join(source.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check_character(body)


def normalize_code(text: str) -> str:
    """Return what was typed in capitals without spaces and dashes."""
    return "".join(character for character in text.upper() if character not in " -\t\u00a0")


def is_code(text: str) -> bool:
    """Say whether a normalized text has the form and the check character of a code."""
    return len(text) == LENGTH and all(c in ALPHABET for c in text) and _check_character(text[:-1]) == text[-1]
