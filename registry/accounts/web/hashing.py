"""Passwords hashed with a key that the database does not hold: a copy of the database alone cannot be guessed at.

PBKDF2 of Django over the HMAC of the password under a key derived from `SECRET_KEY`. The salt begins with the name of
the key, so that passwords made under a former one (`SECRET_KEY_FALLBACKS`) stay good and are hashed anew at the next
login. Passwords hashed without a key, from before, are taken over the same way.
"""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, must_update_salt

NAME_LENGTH = 8
MARK = "."


def _key(secret: str) -> bytes:
    return hashlib.sha256(f"registry.passwords:{secret}".encode()).digest()


def _name(key: bytes) -> str:
    return hashlib.sha256(b"name:" + key).hexdigest()[:NAME_LENGTH]


class KeyedPasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2-SHA256 under a key of the register."""

    algorithm = "pbkdf2_sha256_keyed"

    def salt(self) -> str:
        """Return a fresh salt behind the name of the present key."""
        return f"{_name(_key(settings.SECRET_KEY))}{MARK}{super().salt()}"

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Return the stored form. A salt that names no known key (it was lost) fits no password."""
        name, mark, _rest = salt.partition(MARK)
        keys = {_name(key): key for key in map(_key, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])}
        key = keys.get(name) if mark else None
        if key is None:
            key = hashlib.sha256(b"lost" + settings.SECRET_KEY.encode()).digest()
        keyed = hmac.new(key, password.encode(), hashlib.sha256).hexdigest()
        encoded: str = super().encode(keyed, salt, iterations)
        return encoded

    def must_update(self, encoded: str) -> bool:
        """Say whether a password should be hashed anew: another key, fewer rounds or a shorter salt than today."""
        decoded = self.decode(encoded)
        name, _mark, random = str(decoded["salt"]).partition(MARK)
        is_old = name != _name(_key(settings.SECRET_KEY)) or must_update_salt(random, self.salt_entropy)
        return is_old or decoded["iterations"] != self.iterations
