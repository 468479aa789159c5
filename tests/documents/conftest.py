"""Private storage of its own for each test."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    """An empty folder of documents."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.SENDFILE_ROOT = tmp_path / "documents"
    return tmp_path / "documents"
