"""Codes of an authenticator app (RFC 6238: HMAC-SHA1, 30 seconds, 6 digits), for the demo and for tests."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime

PERIOD_S = 30
DIGITS = 6


def totp_code(secret: str, *, at: datetime) -> str:
    """Return the code that an authenticator app with this base32 secret shows at a moment."""
    counter = int(at.timestamp()) // PERIOD_S
    digest = hmac.new(base64.b32decode(secret, casefold=True), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def demo_secret(username: str) -> str:
    """Return the secret of a login of the demo: the same in every demo, printed by `bin/run`."""
    digest = hashlib.sha256(f"invented:{username}".encode()).digest()
    return base64.b32encode(digest[:20]).decode()
