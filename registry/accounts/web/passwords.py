"""What of a password is refused beside Django's own validators: what is too long, easily guessed, or known as leaked.

No kind of character is asked for or forbidden. How many guesses a password costs is estimated from below: a common
word counts as one of twenty thousand, a run (1234, abcd, aaaa) as two characters, all else by the size of its alphabet.
"""

import hashlib
import math
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST = 13.5  # powers of ten: 12 random letters are 17, three common words without blanks 13
SHORTEST_RUN, SHORTEST_WORD, LONGEST = 3, 4, 16
ALPHABETS: tuple[tuple[Callable[[str], bool], int], ...] = (
    (str.isdigit, 10), (str.islower, 26), (str.isupper, 26), (lambda one: one.isascii() and not one.isalnum(), 33),
    (lambda one: not one.isascii(), 100),
)  # fmt: skip
LINE = 200


class LongestPassword:
    """At most 128 characters: a hash of a whole book would keep the server busy."""

    longest = 128

    def validate(self, password: str, user: object = None) -> None:
        """Refuse what is longer. Raises: ValidationError."""
        if len(password) > self.longest:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Say so."""
        return _("A password has at most %(longest)d characters.") % {"longest": self.longest}


class GuessablePassword:
    """Refuses what a program guesses soon: common words with a few characters more, runs, few digits."""

    def validate(self, password: str, user: object = None) -> None:
        """Refuse it. Raises: ValidationError."""
        if guesses(password[: LongestPassword.longest]) < LEAST:
            says = _(
                "This password is guessed too easily. Make it longer,"
                " for example four words that do not belong together."
            )
            raise ValidationError(says, code="password_guessable")

    def get_help_text(self) -> str:
        """Say so."""
        return _(
            "Common words, repetitions and runs such as 1234 count for little:"
            " four words that do not belong together are good."
        )


class LeakedPassword:
    """Refuses what stands in the file of leaked passwords, where whoever runs the register has put one.

    `REGISTRY_LEAKED_PASSWORDS` names it: one SHA-1 in capitals a line, sorted, with or without `:count` behind, as the
    lists of leaked passwords are given out. It is searched by halves; nothing leaves the house.
    """

    def validate(self, password: str, user: object = None) -> None:
        """Refuse it. Raises: ValidationError."""
        if settings.REGISTRY_LEAKED_PASSWORDS and is_leaked(password, Path(settings.REGISTRY_LEAKED_PASSWORDS)):
            raise ValidationError(
                _("This password is on a list of stolen ones. Choose another."), code="password_leaked"
            )

    def get_help_text(self) -> str:
        """Say so."""
        return _("A password that stands on a list of stolen ones is refused.")


def guesses(password: str) -> float:
    """Return an estimate from below of how many guesses a password costs, as a power of ten.

    Of all ways to cut it into common words, runs and single characters the cheapest counts.
    """
    size = sum(count for is_of, count in ALPHABETS if any(is_of(letter) for letter in password))
    each, word = math.log10(max(size, 1)), math.log10(len(_words()))
    text, cheapest = password.lower(), [0.0]
    for end in range(1, len(text) + 1):
        ways = [cheapest[end - 1] + each]
        for start in range(max(0, end - LONGEST), end - SHORTEST_RUN + 1):
            if _is_run(text[start:end]):
                ways.append(cheapest[start] + 2 * each)
            elif end - start >= SHORTEST_WORD and text[start:end] in _words():
                ways.append(cheapest[start] + word)
        cheapest.append(min(ways))
    return cheapest[-1]


def _is_run(text: str) -> bool:
    """Say whether each character is the one before it, or each its neighbour upwards or downwards."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({0}, {1}, {-1})


@cache
def _words() -> frozenset[str]:
    """The list that Django brings."""
    return frozenset(CommonPasswordValidator().passwords)


def is_leaked(password: str, path: Path) -> bool:
    """Say whether the SHA-1 of a password stands in a sorted file.

    Raises:
        OSError: the file cannot be read; nobody then gets a password that was not compared.
    """
    wanted = hashlib.sha1(password.encode()).hexdigest().upper().encode()  # noqa: S324 - the form of the published lists
    with path.open("rb") as lines:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            lines.seek(max(middle - 1, 0))
            if middle:
                lines.readline(LINE)  # the rest of a line, or the end of the one before
            found = lines.readline(LINE)
            if not found or found[:40].upper() > wanted or lines.tell() > high + LINE:
                high = middle
            elif found[:40].upper() == wanted:
                return True
            else:
                low = lines.tell()
    return False
