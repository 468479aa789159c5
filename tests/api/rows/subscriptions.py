"""An organization with a key that follows something, once for each operation on a single subscription."""

from datetime import UTC, datetime

from registry.accounts.models import User
from registry.api.services import key_create, key_request_ask, key_request_decide
from registry.audit.services import Actor
from registry.notices.services import SubscriptionData, subscription_add

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
TIMES = 5


def more(_ground):
    """Numbers of what it follows, and its key."""
    user = User.objects.create_user(username="follower", email="follower@example.org")
    by = Actor.user(user.pk)
    asked = key_request_ask(user=user, organization="Invented", purpose="tests", by=by, at=AT)
    answered = key_request_decide(request=asked, state="approved", reason="known", by=Actor.user(user.pk + 1), at=AT)
    asked_for = {"name": "Invented", "to": "follower@example.org", "channel": "mail"}
    data = SubscriptionData(**asked_for)
    follows = [subscription_add(data=data, owner=f"user:{user.pk}", by=by, at=AT).reference for _ in range(TIMES)]
    return {
        "subscription": follows[0], "subscription_asked": asked_for, "subscriptions": [str(one) for one in follows],
        "organization_key": key_create(request=answered, name="one", by=by, at=AT).text,
    }  # fmt: skip
