"""Keys of organizations. An administrator approves the organization once; it then names, makes and ends its keys."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.api.models import KeyRequest, OrganizationKey
from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError

MOST_KEYS = 10
OPEN = (KeyRequest.State.ASKED, KeyRequest.State.APPROVED)


@dataclass(frozen=True)
class MadeKey:
    """A new key with its text, which nobody can read again."""

    key: OrganizationKey
    text: str


def key_request_ask(*, user: User, organization: str, purpose: str, by: Actor, at: datetime) -> KeyRequest:
    """Return the new request of an organization.

    Raises:
        DomainError: one of this user is open already, or a field is empty.
    """
    if not organization.strip() or not purpose.strip():
        raise DomainError(_("Name the organization and what it will read the register for."), field="purpose")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if KeyRequest.objects.filter(user=user, state__in=OPEN).exists():
            raise DomainError(_("A request of yours is open or approved already. Use that one."), code="already_asked")
        asked = KeyRequest.objects.create(
            user=user, organization=organization.strip(), purpose=purpose.strip(), asked_at=at
        )
        event_record(kind="api.keys.asked", by=by, at=at, subject=asked)
    return asked


def key_request_decide(*, request: KeyRequest, state: str, reason: str, by: Actor, at: datetime) -> KeyRequest:
    """Return the request as approved, refused or ended; ending it ends every key of it at once.

    Ending is announced as `api.keys.ended`: what the organization follows ends with its keys.

    Raises:
        DomainError: the step does not follow from where the request stands, a reason is missing, or the request is
            one's own.
    """
    steps = {
        KeyRequest.State.ASKED: {KeyRequest.State.APPROVED, KeyRequest.State.REFUSED},
        KeyRequest.State.APPROVED: {KeyRequest.State.ENDED},
    }
    with transaction.atomic():
        locked = KeyRequest.objects.select_for_update().get(pk=request.pk)
        if by.user_id == locked.user_id:
            raise DomainError(_("Nobody answers their own request. Ask another administrator."), code="own_request")
        if state not in steps.get(KeyRequest.State(locked.state), set()):
            raise DomainError(_("This request was answered already. Reload the page to see how."), code="answered")
        if state != KeyRequest.State.APPROVED and not reason.strip():
            raise DomainError(_("Say why: the organization reads it."), field="reason")
        locked.state, locked.reason, locked.decided_by, locked.decided_at = state, reason.strip(), by.key, at
        locked.save(update_fields=["state", "reason", "decided_by", "decided_at"])
        event_record(kind=f"api.keys.{state}", by=by, at=at, subject=locked)
        if state == KeyRequest.State.ENDED:
            announce("api.keys.ended", [locked.pk])
    return locked


def key_create(*, request: KeyRequest, name: str, by: Actor, at: datetime) -> MadeKey:
    """Return a new named key with its text; the text is kept nowhere.

    Raises:
        DomainError: the organization is not approved, the name is empty, or it has too many keys.
    """
    with transaction.atomic():
        locked = KeyRequest.objects.select_for_update().get(pk=request.pk)
        if locked.state != KeyRequest.State.APPROVED:
            raise DomainError(_("An administrator has not approved this organization yet."), code="not_approved")
        if not name.strip():
            raise DomainError(_("Give the key a name, so that you know later where it is used."), field="name")
        if locked.keys.filter(revoked=False).count() >= MOST_KEYS:
            message = _("An organization has at most %(most)d keys. Revoke one first.")
            raise DomainError(message % {"most": MOST_KEYS}, code="too_many_keys")
        made, text = OrganizationKey.objects.create_key(name=name.strip()[:50], request=locked)
        key: OrganizationKey = made  # type: ignore[assignment] # the library names its abstract class
        event_record(kind="api.key.made", by=by, at=at, subject=locked, facts={"prefix": key.prefix, "name": key.name})
    return MadeKey(key, text)


def key_revoke(*, key: OrganizationKey, by: Actor, at: datetime) -> None:
    """End a key at once; ending it again changes nothing."""
    with transaction.atomic():
        ended = OrganizationKey.objects.filter(pk=key.pk, revoked=False).update(revoked=True, revoked_at=at)
        if ended:
            event_record(kind="api.key.revoked", by=by, at=at, subject=key.request, facts={"prefix": key.prefix})


def key_seen(*, key: OrganizationKey, on: date) -> None:
    """Keep the last day on which a key was used; one write a key and day."""
    if key.last_used_on != on:
        OrganizationKey.objects.filter(pk=key.pk).exclude(last_used_on=on).update(last_used_on=on)
