"""Texts that leave the register and come back, or lie in the database, under a key that only the register holds."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def sealer(purpose: str) -> MultiFernet:
    """Return what encrypts for one purpose with the register's key, and opens what former keys encrypted as well."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{one}".encode()).digest())) for one in secrets]
    )
