"""Browsers in which a login has succeeded before, told by a signed cookie that opens nothing.

Wrong passwords for one login are bounded from everywhere together; without more, a stranger could use up that bound and
keep the owner out. From a browser known by this cookie only that browser's own slips count. No address is kept.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "registry.accounts.known_browsers"
DAYS = 90
MOST = 5  # colleagues who share a machine


def _mark(login: str) -> str:
    """A digest: the cookie names nobody."""
    return salted_hmac(SALT, login.lower(), algorithm="sha256").hexdigest()[:16]


def _marks(request: HttpRequest) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return []
    return [str(one) for one in found] if isinstance(found, list) else []


def is_known(request: HttpRequest, login: str) -> bool:
    """Say whether this login has succeeded in this browser."""
    return _mark(login) in _marks(request)


def remember(request: HttpRequest, answer: HttpResponse, login: str) -> None:
    """Note on the way out that it has."""
    mine = _mark(login)
    marks = [mine, *(one for one in _marks(request) if one != mine)][:MOST]
    answer.set_cookie(
        settings.KNOWN_BROWSER_COOKIE, signing.dumps(marks, salt=SALT), max_age=DAYS * 86_400, httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Strict",
    )  # fmt: skip
