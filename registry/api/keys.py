"""Who asks: `Authorization: Api-Key …` names an organization; without it anybody reads as anonymous.

A key that is wrong, revoked or past its day is refused, never taken for anonymous in silence: the organization
would learn of it only by its smaller quota. So is one sent under another word, save `Basic`: that belongs to a server
in front of ours, or to a reader's list of passwords.
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from registry.api.models import OrganizationKey
from registry.api.services import key_seen

WORD = "Api-Key"
LONGEST = 100


class KeyAuthentication(BaseAuthentication):
    """Gives the `OrganizationKey` as `request.auth`; the user stays anonymous."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, OrganizationKey] | None:
        """Return the key, or None where none was sent. Raises: AuthenticationFailed for one that opens nothing."""
        word, _space, text = request.headers.get("Authorization", "").partition(" ")
        if word.lower() in {"", "basic"}:
            return None
        if word.lower() != WORD.lower():
            raise AuthenticationFailed(_("Send a key as `Authorization: Api-Key …`; another word opens nothing here."))
        key = _usable(text.strip())
        if key is None:
            raise AuthenticationFailed(
                _("This key opens nothing: it is mistyped, revoked or past its day. Reading needs none; leave it out.")
            )
        key_seen(key=key, on=timezone.localdate())
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme."""
        return WORD


def _usable(text: str) -> OrganizationKey | None:
    if not text.isascii() or "\0" in text or len(text) > LONGEST:
        return None
    try:
        key = OrganizationKey.objects.get_from_key(text)
    except OrganizationKey.DoesNotExist:
        return None
    return None if key.has_expired else key  # type: ignore[return-value] # the library names its abstract class


class HasKey(BasePermission):
    """For what costs much: only with a key of an organization."""

    message = gettext_lazy("This needs the key of an organization. /api/ says how to get one.")

    def has_permission(self, request: Request, view: Any) -> bool:
        """Say whether a key came along."""
        return isinstance(request.auth, OrganizationKey)
