"""The set-up under `bin/stack` is no installed package: its tests find it beside the commands."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "bin"))


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """An empty folder that unprivileged accounts reach; pytest's own belongs to its user alone."""
    folder = Path(tempfile.mkdtemp(prefix="register-setup-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_servers_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_APP_ROLE", "CELERY_BROKER_URL", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    os.umask(0o022)
