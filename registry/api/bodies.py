"""The body of a request, bounded before it is read: DRF's parsers would read one of any size first."""

from rest_framework.exceptions import APIException
from rest_framework.request import Request


def body_within(request: Request, most: int, refusal: APIException) -> bytes:
    """Return the body as it came, of at most `most` bytes.

    Raises:
        APIException: the refusal, where the request names a longer body or no length that can be read.
    """
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdigit()) or int(length) > most:
        raise refusal
    return bytes(request._request.body)  # noqa: SLF001 - the body itself, not what a parser makes of it
