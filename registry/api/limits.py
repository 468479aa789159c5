"""How often one reader may ask for something, counted in the cache that all processes share.

A fixed window with one atomic counter: exact enough, and one small number a reader. A network address is kept as a
keyed digest only, and only for the window. While the counting is down, who may ask may ask, and the log says so.
"""

import logging
import time
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger("registry.api")


class Rate(NamedTuple):
    """How many requests in a window of so many seconds."""

    most: int
    window_s: int


RATES = {
    "try": Rate(20, 60),
    "answer": Rate(10, 60),
    "report": Rate(20, 3600),
    "report_follow": Rate(60, 3600),
    "subscribe": Rate(60, 3600),
}


def counted(name: str, *, window_s: int, now: float) -> int:
    """Count one request under a name and return how many there were in this window; 0 where nobody counts."""
    key = f"{name}:{int(now // window_s)}"
    try:
        cache.add(key, 0, window_s * 2)
        return cache.incr(key)
    except ValueError:  # the key was evicted between the two calls
        return 0
    except RedisError:
        logger.warning("requests are not counted: the shared cache does not answer", exc_info=True)
        return 0


def digest_of(scope: str, who: str) -> str:
    """Return under which name somebody is counted: nothing leads back from it to the address."""
    return salted_hmac(f"registry.api.{scope}", who).hexdigest()[:24]


def wait_s(*, scope: str, who: str, now: float | None = None, with_key: bool = False) -> int:
    """Count one request and return 0 where it may pass, else the seconds until the next window.

    `REGISTRY_RATES` of the settings overrides the number of a scope, `REGISTRY_KEY_RAISES` by how often a key raises
    it; a rate of 0 switches counting off.
    """
    moment = time.time() if now is None else now
    rate = RATES[scope]
    most = int(getattr(settings, "REGISTRY_RATES", {}).get(scope, rate.most))
    if with_key:
        most *= int(getattr(settings, "REGISTRY_KEY_RAISES", 10))
    if not most or counted(f"rate:{scope}:{digest_of(scope, who)}", window_s=rate.window_s, now=moment) <= most:
        return 0
    return int(rate.window_s - moment % rate.window_s) + 1
