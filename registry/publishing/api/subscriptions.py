"""`/api/v1/subscriptions/`: an organization follows public changes, with its key.

A subscription belongs to the organization, not to one key: it outlives a key that is replaced. Mail goes to the
address of the organization's own account only, for whoever could name another would write to strangers in our name.
The signing secret is told when the subscription is made and when it is renewed, never again.
"""

from typing import Any

import orjson
from django import forms
from django.conf import settings
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from registry.accounts.models import User
from registry.api.areas import MOST_BYTES, read_area
from registry.api.bodies import body_within
from registry.api.errors import TooLarge, wrong_parameters
from registry.api.keys import HasKey
from registry.api.limits import wait_s
from registry.api.views import UNREADABLE, PublicDoor
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.notices.choices import Channel
from registry.notices.models import Subscription
from registry.notices.selectors import subscriptions_of
from registry.notices.services import (
    SubscriptionData,
    subscription_add,
    subscription_change,
    subscription_enable,
    subscription_end,
    subscription_secret,
    subscription_secret_renew,
)
from registry.publishing.api.subscriptions_schema import CODES, DEFAULTS, LANGUAGES, LONGEST, SubscriptionSchema


class SubscriptionsDoor(PublicDoor):
    """For organizations with a key; each sees and changes its own only."""

    schema = SubscriptionSchema()
    permission_classes = [HasKey]
    cache_control = "no-store"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for the key, take no parameter, and count what writes: a new address is looked up in the network."""
        super().initial(request, *args, **kwargs)
        self.check_parameters(frozenset())
        if request.method not in {"GET", "HEAD", "OPTIONS"} and (wait := wait_s(scope="subscribe", who=self.owner)):
            raise exceptions.Throttled(wait=wait)

    @property
    def user(self) -> User:
        """The account of the organization whose key came along."""
        user: User = self.request.auth.request.user  # type: ignore[union-attr] # HasKey let it in
        return user

    @property
    def owner(self) -> str:
        """Whose the subscriptions are."""
        return f"user:{self.user.pk}"

    @property
    def by(self) -> Actor:
        """Who acts, as events name it."""
        return Actor(self.request.auth.actor_key)  # type: ignore[union-attr] # as above

    def found(self) -> Subscription:
        """Return the subscription of the address. Raises: Http404 where the organization has none with that number."""
        row = subscriptions_of(self.owner).filter(reference=self.kwargs["reference"]).first()
        if row is None:
            raise Http404
        return row

    def data(self) -> SubscriptionData:
        """Return what was sent. Raises: ValidationError naming what cannot be used; TooLarge."""
        said = _members(self.request)
        texts = {name: _text(said, name) for name in ("name", "to", "channel", "frequency", "language")}
        if texts["language"] not in LANGUAGES:
            raise wrong_parameters({"language": _("Choose among: %(names)s.") % {"names": ", ".join(LANGUAGES)}})
        if texts["channel"] == Channel.MAIL and texts["to"] != self.user.email:
            raise wrong_parameters({"to": _("Mail goes to the address of the organization's own account only.")})
        return SubscriptionData(**texts, kinds=_kinds(said), area=_area(said))


class SubscriptionsView(SubscriptionsDoor):
    """All of the organization, or a new one."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, _request: Request) -> Response:
        """List those that were not ended, without their areas."""
        found = subscriptions_of(self.owner).defer("area")
        rows = [_row(row, has_area=row.has_area) for row in found]  # type: ignore[attr-defined] # annotated
        return Response({"results": rows, "is_demo": settings.REGISTRY_DEMO})

    def post(self, _request: Request) -> Response:
        """Make one; the answer holds its signing secret."""
        row = _refusing(subscription_add, data=self.data(), owner=self.owner, by=self.by, at=timezone.now())
        return Response({**_whole(row), "secret": subscription_secret(row)}, status=201)


class SubscriptionView(SubscriptionsDoor):
    """One subscription."""

    http_method_names = ["get", "head", "put", "delete", "options"]

    def get(self, _request: Request, **_kwargs: Any) -> Response:
        """Answer it with its area."""
        return Response(_whole(self.found()))

    def put(self, _request: Request, **_kwargs: Any) -> Response:
        """Replace what is followed and where it is told; the secret stays."""
        row, data = self.found(), self.data()
        return Response(
            _whole(_refusing(subscription_change, subscription=row, data=data, by=self.by, at=timezone.now()))
        )

    def delete(self, _request: Request, **_kwargs: Any) -> Response:
        """End it; what waits for it is dropped."""
        subscription_end(subscription=self.found(), by=self.by, at=timezone.now())
        return Response(status=204)


class SubscriptionEnableView(SubscriptionsDoor):
    """A subscription that was switched off."""

    http_method_names = ["post", "options"]

    def post(self, _request: Request, **_kwargs: Any) -> Response:
        """Serve it again."""
        row = self.found()
        return Response(_whole(_refusing(subscription_enable, subscription=row, by=self.by, at=timezone.now())))


class SubscriptionSecretView(SubscriptionsDoor):
    """The signing secret of a subscription."""

    http_method_names = ["post", "options"]

    def post(self, _request: Request, **_kwargs: Any) -> Response:
        """Replace it at once and tell the new one."""
        row = self.found()
        secret = subscription_secret_renew(subscription=row, by=self.by, at=timezone.now())
        return Response({"id": str(row.reference), "secret": secret})


def _refusing(service: Any, **given: Any) -> Subscription:
    try:
        row: Subscription = service(**given)
    except DomainError as error:
        raise wrong_parameters({error.field or "subscription": error.message}) from error
    return row


def _members(request: Request) -> dict[str, Any]:
    too_large = TooLarge(_("A polygon has at most 1 MB of text. Simplify it and send it again."))
    try:
        said = orjson.loads(body_within(request, MOST_BYTES, too_large))
    except orjson.JSONDecodeError as error:
        raise exceptions.ParseError(
            _("The body is not JSON in UTF-8 with finite numbers. Check what you send.")
        ) from error
    unknown = [str(name)[:60] for name in said if name not in DEFAULTS] if isinstance(said, dict) else ["subscription"]
    if unknown:
        message = _("There is no such member here. Use: %(known)s.") % {"known": ", ".join(DEFAULTS)}
        raise wrong_parameters(dict.fromkeys(unknown[:10], message))
    return {**DEFAULTS, **said}


def _text(said: dict[str, Any], name: str) -> str:
    value = said[name]
    if not isinstance(value, str) or UNREADABLE in value or "\0" in value:
        raise wrong_parameters({name: _("Send a text.")})
    if len(value) > (most := LONGEST.get(name, LONGEST["to"])):
        raise wrong_parameters({name: _("Write at most %(most)d letters.") % {"most": most}})
    return value


def _kinds(said: dict[str, Any]) -> tuple[str, ...]:
    kinds = said["kinds"]
    if not isinstance(kinds, list) or not all(one in CODES for one in kinds):
        raise wrong_parameters({"kinds": _("Choose among: %(names)s.") % {"names": ", ".join(CODES)}})
    return tuple(kinds)


def _area(said: dict[str, Any]) -> Any:
    if said["area"] is None:
        return None
    try:
        return read_area(orjson.dumps(said["area"]))
    except forms.ValidationError as error:
        raise wrong_parameters({"area": " ".join(error.messages)}) from error


def _row(row: Subscription, *, has_area: bool) -> dict[str, Any]:
    return {
        "id": str(row.reference), "name": row.name, "channel": row.channel, "to": row.to, "kinds": row.kinds,
        "frequency": row.frequency, "language": row.language, "has_area": has_area, "state": row.state,
        "problem": row.problem or None, "created_at": row.created_at, "changed_at": row.changed_at,
        "last_sent_at": row.last_sent_at,
    }  # fmt: skip


def _whole(row: Subscription) -> dict[str, Any]:
    area = orjson.loads(row.area.geojson) if row.area else None
    return {**_row(row, has_area=row.area is not None), "area": area}
