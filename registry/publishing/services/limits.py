"""How often one address, or one API key, may ask for something costly, counted in the cache all processes share.

A scope has a rate of its own beside that of plain reading; a key raises it. The address is kept as a keyed digest, for
the minute only. While the counting is down, who may ask may ask, and the log says that nobody counts.
"""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

WINDOW_S = 60
RATES = {"try": 20, "answer": 10}
logger = logging.getLogger("registry.publishing")


def wait_s(*, scope: str, who: str, now: float | None = None, with_key: bool = False) -> int:
    """Count one request and return 0 where it may pass, else the seconds until the next window.

    `REGISTRY_RATES` of the settings overrides the requests a minute of a scope, `REGISTRY_KEY_RAISES` by how often a
    key raises them; a rate of 0 switches counting off.
    """
    moment = time.time() if now is None else now
    rate = int(getattr(settings, "REGISTRY_RATES", {}).get(scope, RATES[scope]))
    if with_key:
        rate *= int(getattr(settings, "REGISTRY_KEY_RAISES", 10))
    if not rate:
        return 0
    digest = salted_hmac(f"registry.publishing.{scope}", who).hexdigest()[:24]
    key = f"rate:{scope}:{digest}:{int(moment // WINDOW_S)}"
    try:
        cache.add(key, 0, WINDOW_S * 2)
        count = cache.incr(key)
    except ValueError:  # the key was evicted between the two calls
        return 0
    except RedisError:
        logger.warning("requests are not counted: the shared cache does not answer", exc_info=True)
        return 0
    return 0 if count <= rate else int(WINDOW_S - moment % WINDOW_S) + 1
