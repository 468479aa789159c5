"""What every test may use: the day, the shared data, and a flush that knows the append-only log."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.test import Client

from registry.accounts.models import Appointment, Role, User

APPEND_ONLY = ("audit_event", "audit_seal", "audit_personalvalue")
DAY = date(2026, 11, 20)


# The staff of the cast: name, role, regions (empty: the whole country). "other_officer" is of another region.
CAST = {
    "officer": ("regional_officer", ["17"]),
    "other_officer": ("regional_officer", ["08"]),
    "ministry": ("ministry_officer", []),
    "cadastre": ("cadastre_officer", []),
    "law_keeper": ("law_keeper", []),
    "authority": ("opinion_authority", []),
    "auditor": ("auditor", []),
    "organization": ("civil_society", []),
    "administrator": ("administrator", []),
}


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Path) -> dict[str, Client]:
    """A logged-in browser for each of the cast, and `anonymous`; plain http and unhashed static files."""
    settings.SECURE_SSL_REDIRECT = False
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    browsers = {"anonymous": Client()}
    for name, (role, regions) in CAST.items():
        user = User.objects.create_user(username=name)
        Appointment.objects.create(
            user=user, role=Role.objects.get(code=role), regions=regions, from_on=date(2020, 1, 1)
        )
        browsers[name] = Client()
        browsers[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browsers


@pytest.fixture
def on() -> date:
    """The day on which tests judge unless they say otherwise."""
    return DAY


@pytest.fixture
def at() -> datetime:
    """The moment on which tests act unless they say otherwise."""
    return datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public files beside the checkout; absent on most machines, and then said so."""
    here = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("REGISTRY_SHARED_DATA", here.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real public files are not beside the checkout ({folder}): set REGISTRY_SHARED_DATA")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> Iterator[None]:
    """Let the emptying of tables after transactional tests pass the triggers of the append-only log.

    Only the owner of the tables may switch them off, which the application's role is not.
    """
    original = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> None:
        with connection.cursor() as cursor:
            for table in APPEND_ONLY:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            try:
                original(self, **options)
            finally:
                for table in APPEND_ONLY:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]
