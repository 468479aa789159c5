"""The network address of a reader, by the word of exactly as many proxies as stand before the server."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that counting and locking go by; what a reader writes into a header is never believed.

    Each proxy adds the address it saw to the end of X-Forwarded-For: with n proxies the n-th from the end is the
    reader's, and everything before it is the reader's own word.
    """
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies = settings.REGISTRY_PROXIES
    if proxies and len(told) >= proxies:
        try:
            return str(ip_address(told[-proxies]))
        except ValueError:
            pass
    return str(request.META.get("REMOTE_ADDR", ""))
