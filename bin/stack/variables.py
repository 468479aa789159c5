"""The variables that the code reads (`registry/settings/environment.py`), for the private stack of one clone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from .account import Account
from .home import Home
from .servers import Addresses

SECRET_CHARACTERS = 50
OWNERS_COMMANDS = frozenset(
    {"migrate", "prepare_database", "backup", "restore", "dbshell", "flush", "sqlflush", "makemigrations", "pgtrigger"}
)


def for_code(home: Home, where: Addresses, *, demo: bool, port: int | None = None) -> dict[str, str]:
    """The environment of a process of the register; what the person has set already stays."""
    url = f"http://127.0.0.1:{port}" if port else "http://127.0.0.1:8000"
    ours = {
        "DATABASE_URL": where.database,
        "DATABASE_APP_ROLE": where.application_role,
        "CELERY_BROKER_URL": where.broker,
        "REGISTRY_DEMO": "1" if demo else "0",
        "REGISTRY_HTTPS": "0",
        "REGISTRY_PUBLIC_URL": url,
        "STATIC_COMPRESS": "0",
        "REGISTRY_VAR": str(home.folder / "files"),
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "DJANGO_SETTINGS_MODULE": "registry.settings",
    }
    kept = {name: value for name, value in os.environ.items() if value or name not in ours}
    env = {**ours, **kept, "REGISTRY_DEMO": ours["REGISTRY_DEMO"], "PYTHONUNBUFFERED": "1"}
    env.pop("DATABASE_OWNER_URL", None)
    env.pop("VIRTUAL_ENV", None)
    env.setdefault("SECRET_KEY", secret_key(home))
    env["PATH"] = f"{home.venv / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    return env


def as_owner(env: dict[str, str], where: Addresses) -> dict[str, str]:
    """The same for a command that makes or changes tables: it alone is told the owner's address."""
    return {**env, "DATABASE_URL": where.database_owner, "DATABASE_OWNER_URL": where.database_owner}


def as_account(env: dict[str, str], account: Account, folder: Path) -> dict[str, str]:
    """The same for a process that steps down: no home of the superuser's, nothing written where it may not."""
    if not account.steps_down:
        return env
    return {**env, "HOME": str(folder), "USER": account.name, "LOGNAME": account.name, "XDG_CACHE_HOME": str(folder)}


def secret_key(home: Home) -> str:
    """The private stack's own key, made once and readable by its owner only."""
    path = home.folder / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(SECRET_CHARACTERS))
    return path.read_text()
