"""The growing wait after wrong tries on the status page, counted in the cache that all processes share.

Three counts, each with its own patience: the pair of code and document (a slip repeated), the code from one network
address (documents tried on one code), and the address (codes tried one after the other). A right pair has no
failures of its own, so that a stranger elsewhere cannot shut its owner out; many phones share one address, so an
address alone is given much more patience. What is counted is kept as a keyed digest, for one hour after the last try.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from registry.common.codes import normalize_code
from registry.common.identity import normalize_number

logger = logging.getLogger("registry.portal")

# A miner gets an answer also while the counting is down; the log says that nobody counts.
NOT_COUNTED = "wrong tries are not counted: the shared cache does not answer"
FORGOTTEN_AFTER_S = 3600
FIRST_WAIT_S = 15
LONGEST_WAIT_S = 900
# Wrong codes of papers from one address: a reader slips, a guesser of 45 random bits needs far more.
GUESSES = 40
_PATIENCE = {"pair": 3, "code": 10, "address": 120}


def wait_after(failures: int, patience: int) -> int:
    """Return the seconds to wait after so many failures: none at first, then doubling up to a quarter of an hour."""
    if failures < patience:
        return 0
    return int(min(FIRST_WAIT_S * 2 ** min(failures - patience, 10), LONGEST_WAIT_S))


def wait_in_words(seconds: int) -> str:
    """Return a waiting time as people say it; nothing for none."""
    if not seconds:
        return ""
    if seconds < 90:
        return _("%(count)d seconds") % {"count": seconds}
    return _("%(count)d minutes") % {"count": -(-seconds // 60)}


@dataclass(frozen=True)
class Tries:
    """The tries that one request adds to."""

    address: str
    code: str = ""
    document: str = ""

    def _keys(self) -> Iterator[tuple[str, int]]:
        code, document = normalize_code(self.code), normalize_number(self.document)
        for name, parts in (
            ("pair", (code, document)),
            ("code", (self.address, code)),
            ("address", (self.address,)),
        ):
            digest = salted_hmac(f"registry.portal.waits.{name}", "\n".join(parts)).hexdigest()
            yield f"status-wait:{name}:{digest[:32]}", _PATIENCE[name]

    def wait_s(self, *, now: float) -> int:
        """Return how many seconds the next try has to wait, 0 for none. `now` in seconds of the epoch."""
        try:
            until = cache.get_many([f"{key}:until" for key, _patience in self._keys()])
        except RedisError:
            logger.warning(NOT_COUNTED, exc_info=True)
            return 0
        return max((int(moment - now) + 1 for moment in until.values() if moment > now), default=0)

    def fail(self, *, now: float) -> int:
        """Count one wrong try and return the seconds that the next has to wait."""
        try:
            return max(self._count(key, patience, now) for key, patience in self._keys())
        except RedisError:
            logger.warning(NOT_COUNTED, exc_info=True)
            return 0

    def _count(self, key: str, patience: int, now: float) -> int:
        cache.add(key, 0, FORGOTTEN_AFTER_S)
        try:
            failures = cache.incr(key)
        except ValueError:  # forgotten between the two calls
            failures = 1
        cache.touch(key, FORGOTTEN_AFTER_S)
        if wait := wait_after(failures, patience):
            cache.set(f"{key}:until", now + wait, wait)
        return wait


@dataclass(frozen=True)
class Guesses(Tries):
    """Codes tried one after the other from one network address, where a code alone opens: papers and receipts."""

    door: str = "verify"
    patience: int = GUESSES

    def _keys(self) -> Iterator[tuple[str, int]]:
        digest = salted_hmac(f"registry.portal.waits.{self.door}", self.address).hexdigest()
        yield f"status-wait:{self.door}:{digest[:32]}", self.patience
