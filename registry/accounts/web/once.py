"""A form that is sent twice acts once: two clicks, a slow line, a key that stuck.

Each form carries a mark of its own. What was done under a mark stands in the session of who did it, stored in the
transaction of the act itself; the second request waits for the first and is led where that one went.
"""

import secrets
import zlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from registry.common.locks import wait_for

FIELD = "sent_as"
DONE, MOST = "done_under", 30
LOCK_KIND = 0x0F02


def mark() -> str:
    """Return a mark for a form that is shown now."""
    return secrets.token_urlsafe(12)


def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """Act, unless that was done under the mark of this form; returns the address to go to."""
    sent_as = request.POST.get(FIELD, "")[:40]
    if not sent_as or not request.session.session_key:
        return act()
    with transaction.atomic():
        wait_for(LOCK_KIND, zlib.crc32(f"{request.session.session_key}:{sent_as}".encode()))
        # As stored now: this request read its session before the other one was done.
        done: dict[str, str] = type(request.session)(request.session.session_key).get(DONE, {})
        url = done.get(sent_as) or act()
        kept = {name: value for name, value in done.items() if name != sent_as}
        request.session[DONE] = dict([*kept.items(), (sent_as, url)][-MOST:])
        request.session.save()
    return url
