"""The small country of the land's tests, seen by a browser without a login."""

import pytest
from django.core.cache import cache

from tests.territory.conftest import kind, land, measure, place

__all__ = ["kind", "land", "measure", "place"]


@pytest.fixture(autouse=True)
def _uncounted():
    """Counts of earlier tests do not last."""
    cache.clear()
