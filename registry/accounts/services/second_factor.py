"""The second login step: given to the logins of a demo, taken away by an administrator when a phone is lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.accounts.services.hands import refuse_reset
from registry.accounts.services.totp import demo_secret
from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError


@transaction.atomic
def second_factor_give_demo(*, user: User, by: Actor, at: datetime) -> str:
    """Give a login of the demo its authenticator and return the secret.

    Raises:
        DomainError: outside a demo, where a secret is only ever made on the phone of who owns it.
    """
    if not settings.REGISTRY_DEMO:
        raise DomainError(_("Only the logins of a demo have a known second login step."), code="no_demo")
    secret = demo_secret(user.username)
    row, is_new = Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(secret)}}
    )
    if not is_new and decrypt(row.data["secret"]) != secret:  # set up by hand, or under another key of the register
        row.data = {"secret": encrypt(secret)}
        row.save(update_fields=["data"])
    if is_new:
        event_record(kind="accounts.second_factor.given", by=by, at=at, subject=user)
    return secret


@transaction.atomic
def second_factor_reset(*, user: User, reason: str, by: Actor, at: datetime) -> int:
    """Take away every second login step of a user and end the sessions; returns how many there were.

    Raises:
        DomainError: without a reason (somebody who asks for this may not be who they say), or by whom also gave the
            password that is in use.
    """
    if not reason.strip():
        raise DomainError(_("Say how you made sure that it is really this person."), field="reason", code="reason")
    if by.user_id == user.pk:
        raise DomainError(_("Nobody resets their own second step. Ask another administrator."), code="own_account")
    row = User.objects.select_for_update().get(pk=user.pk)
    refuse_reset(user=row, by=by)
    count = int(Authenticator.objects.filter(user=row).delete()[0])
    row.login_epoch += 1
    row.second_step_reset_by = by.key
    row.save(update_fields=["login_epoch", "second_step_reset_by"])
    event_record(
        kind="accounts.second_factor.reset", by=by, at=at, subject=row, reason=reason, facts={"removed": count}
    )
    return count
