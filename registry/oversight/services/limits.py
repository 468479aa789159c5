"""How many reports may come from one place in an hour, without keeping from where.

Counted under a keyed digest of the network address that is forgotten with the hour; nothing is stored with a report.
"""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.throttling import BaseThrottle

WINDOW_S = 3600
MOST = {"send": 20, "follow": 60}


def report_allowed(request: HttpRequest, *, now: float, scope: str = "send") -> int:
    """Count a try; return 0, or the seconds to wait."""
    ident = BaseThrottle().get_ident(request)  # type: ignore[arg-type] # reads headers alone
    key = (
        f"report-{scope}:{salted_hmac('registry.oversight.limits', str(ident)).hexdigest()[:24]}:{int(now // WINDOW_S)}"
    )
    cache.add(key, 0, WINDOW_S)
    try:
        count = cache.incr(key)
    except ValueError:  # evicted between the two calls
        return 0
    return 0 if count <= MOST[scope] else int(WINDOW_S - now % WINDOW_S)
