"""Events of logging in: allauth tells them by signals, this writes them down; nothing is decided here."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed as step_failed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from registry.accounts.models import User
from registry.accounts.services import user_password_own
from registry.accounts.services.sessions import BROWSER
from registry.accounts.web.second_factor import ENROLLED
from registry.accounts.web.sessions import browser_word
from registry.audit.services import Actor, event_record
from registry.common.alarms import refusal_count

TOLD_EVERY_S = 3600


def _write(kind: str, user: User, facts: dict[str, object] | None = None) -> None:
    with transaction.atomic():
        event_record(kind=kind, by=Actor.user(user.pk), at=timezone.now(), subject=user, facts=facts)


@receiver(user_logged_in)
def logged_in(request: HttpRequest, user: User, **_more: Any) -> None:
    """Somebody logged in; the session keeps the name of the browser, for the page of the sessions."""
    if getattr(request, "session", None) is not None:
        request.session[BROWSER] = browser_word(request.headers.get("User-Agent", ""))
    _write("accounts.user.logged_in", user)


@receiver(user_logged_out)
def logged_out(user: User | None, **_more: Any) -> None:
    """Somebody logged out, or was."""
    if user is not None:
        _write("accounts.user.logged_out", user)


@receiver(password_changed)
def password_was_changed(user: User, **_more: Any) -> None:
    """Somebody changed their own password."""
    user_password_own(user=user, by=Actor.user(user.pk), at=timezone.now())


@receiver(user_login_failed)
def login_failed(**_more: Any) -> None:
    """A wrong password; many together are an alarm."""
    refusal_count("login")


@receiver(step_failed)
def second_step_failed(user: User, authenticator: Authenticator, **_more: Any) -> None:
    """A wrong code after a right password: worth an administrator's eye, and its owner is told, once an hour."""
    _write("accounts.second_factor.failed", user, {"type": authenticator.type})
    if cache.add(f"accounts.second_step_failed:{user.pk}", 1, TOLD_EVERY_S):
        get_adapter().send_notification_mail("account/email/second_step_failed", user)


@receiver(authenticator_added)
def second_step_added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Somebody set up an authenticator, which proves for this session that they hold it."""
    if authenticator.type == Authenticator.Type.TOTP:
        request.session[ENROLLED] = user.pk
    _write("accounts.second_factor.added", user, {"type": authenticator.type})


@receiver(authenticator_removed)
def second_step_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """Somebody took an authenticator away; the next page of the desk asks for a new one."""
    request.session.pop(ENROLLED, None)
    _write("accounts.second_factor.removed", user, {"type": authenticator.type})
