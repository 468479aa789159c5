"""What every template may know."""

from django.conf import settings
from django.http import HttpRequest


def register(_request: HttpRequest) -> dict[str, object]:
    """Give whether this is the demo register; each screen then says so."""
    return {"is_demo": settings.REGISTRY_DEMO}
