"""What is read once for a page and asked for in several places of it: kept until the request has ended.

Only readings (GET, HEAD) keep anything, so that a page that changes something sees its change. Outside of a request,
in a worker or a command, nothing is kept.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from asgiref.local import Local
from django.core.signals import request_finished, request_started

T = TypeVar("T")
_here = Local()


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` gives, asked for once a reading request and key."""
    known: dict[Hashable, Any] | None = getattr(_here, "known", None)
    if known is None:
        return make()
    if key not in known:
        known[key] = make()
    found: T = known[key]
    return found


def _begin(environ: dict[str, Any] | None = None, scope: dict[str, Any] | None = None, **_said: object) -> None:
    method = (environ or {}).get("REQUEST_METHOD") or (scope or {}).get("method")
    _here.known = {} if method in {"GET", "HEAD"} else None


def _end(**_said: object) -> None:
    _here.known = None


request_started.connect(_begin, dispatch_uid="registry.common.per_request.begin")
request_finished.connect(_end, dispatch_uid="registry.common.per_request.end")
