"""What the addresses of the keys need."""

from datetime import UTC, datetime
from typing import Any

from registry.accounts.models import User
from registry.api.services import key_create, key_request_ask, key_request_decide
from registry.audit.services import Actor

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
BY = Actor.system("test")


def more(known: dict[str, int]) -> dict[str, Any]:
    """An approved organization with a key."""
    user = User.objects.create_user(username="an-organization")
    asked = key_request_ask(user=user, organization="Invented", purpose="Reading.", by=BY, at=AT)
    approved = key_request_decide(request=asked, state="approved", reason="", by=BY, at=AT)
    made = key_create(request=approved, name="invented", by=BY, at=AT)
    return {"api_key": made.key.prefix, "key_request": asked.pk}
