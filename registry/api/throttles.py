"""How often one network address may read, counted in the cache that all processes share.

A fixed window of a minute with one atomic counter: exact enough, and one small number a reader. The address is
kept only as a keyed digest and only for the minute.
"""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

WINDOW_S = 60

logger = logging.getLogger("registry.api")


class PublicReadThrottle(BaseThrottle):
    """Anonymous reading: `REGISTRY_API_RATE` requests a minute from one address; 0 switches counting off."""

    _left_s: float = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request and say whether it may pass."""
        rate: int = settings.REGISTRY_API_RATE
        if not rate:
            return True
        now = time.time()
        self._left_s = WINDOW_S - now % WINDOW_S
        who = salted_hmac("registry.api.throttle", self.get_ident(request)).hexdigest()[:24]
        key = f"api-rate:{who}:{int(now // WINDOW_S)}"
        try:
            cache.add(key, 0, WINDOW_S * 2)
            return cache.incr(key) <= rate
        except ValueError:  # the key was evicted between the two calls
            return True
        except RedisError:  # who may read may read, also while the counting is down
            logger.warning("requests are not counted: the shared cache does not answer", exc_info=True)
            return True

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._left_s
