"""How often one reader may ask, counted in the cache that all processes share.

A fixed window with one atomic counter: exact enough, and one small number a reader. Who brings no key is counted by
network address, kept only as a keyed digest and only for the window; an organization by its key.
"""

import time

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from registry.api.limits import counted, digest_of
from registry.api.models import OrganizationKey

WINDOW_S = 60
BULK_WINDOW_S = 3600


class PublicReadThrottle(BaseThrottle):
    """`REGISTRY_API_RATE` requests a minute from one address, a key's own quota with a key; 0 switches counting off."""

    scope = "rate"
    window_s = WINDOW_S
    _left_s: float = 0

    def rate_of(self, request: Request) -> int:
        """Return how often this reader may ask in a window."""
        if isinstance(request.auth, OrganizationKey) and settings.REGISTRY_API_RATE:
            return int(request.auth.per_minute)  # type: ignore[attr-defined] # annotated by the manager
        return int(settings.REGISTRY_API_RATE)

    def applies(self, view: APIView) -> bool:
        """Say whether this request counts here."""
        return True

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request and say whether it may pass."""
        rate = self.rate_of(request)
        if not rate or not self.applies(view):
            return True
        now = time.time()
        self._left_s = self.window_s - now % self.window_s
        return counted(f"api-{self.scope}:{self.who(request)}", window_s=self.window_s, now=now) <= rate

    def who(self, request: Request) -> str:
        """Return under which name the reader is counted."""
        if isinstance(request.auth, OrganizationKey):
            return f"key-{request.auth.prefix}"
        return digest_of("throttle", self.get_ident(request) or "")

    def wait(self) -> float:
        """Seconds until the next window."""
        return self._left_s


class BulkThrottle(PublicReadThrottle):
    """Whole tables: `REGISTRY_API_BULK_RATE` an hour from one address, a key's own quota with a key."""

    scope = "bulk"
    window_s = BULK_WINDOW_S

    def rate_of(self, request: Request) -> int:
        """Return how many whole tables this reader may take in an hour."""
        if isinstance(request.auth, OrganizationKey) and settings.REGISTRY_API_BULK_RATE:
            return int(request.auth.bulk_per_hour)  # type: ignore[attr-defined] # annotated by the manager
        return int(settings.REGISTRY_API_BULK_RATE)

    def applies(self, view: APIView) -> bool:
        """Only answers that hold a whole table count."""
        return bool(getattr(view, "is_bulk", lambda: False)())
