"""How allauth is bent to the register: nobody signs up, accounts are given; secrets of authenticators are encrypted."""

import base64
import logging
import os
import smtplib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.internal import ratelimit  # as its own adapter does: only there can a count be taken back
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.accounts.permissions import powers_of
from registry.accounts.services import password_ran_out
from registry.accounts.web.addresses import client_address
from registry.accounts.web.known_browsers import is_known, remember
from registry.common.sealing import sealer

PURPOSE = "registry.mfa"
logger = logging.getLogger(__name__)


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Close the sign-up page."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the first page that the role may open."""
        powers = powers_of(request.user, on=timezone.localdate())  # noqa: TID251 - a door of allauth
        return "/desk/people/" if powers.can("people.manage") and not powers.can("register.read") else "/desk/"

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask for the password again before the second step changes, but not of who has just typed it for the first."""
        if not super().is_reauthentication_required(app=app):
            return False
        request = context.request
        if Authenticator.objects.filter(user_id=request.user.pk).exists():
            return True
        records = get_authentication_records(request, request.user)
        latest = max((one["at"] for one in records if one.get("method") == "password"), default=0)
        return bool(time.time() - latest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count tries by the address that the proxies of the house tell."""
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count a few wrong tries by login and address together, so that a stranger elsewhere shuts nobody out."""
        return f"{_login_of(credentials)}:{client_address(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; from a browser where this login never succeeded also against the login from everywhere."""
        super().pre_authenticate(request, **credentials)
        login = _login_of(credentials)
        if is_known(request, login):
            return
        more = ratelimit.consume(request, app="allauth.account", action="login_from_anywhere", key=login)
        if more is None:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage.extend(more.usage)

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """Refuse a given password that was not changed in time; it may have been read by others since."""
        if password_ran_out(user, at=timezone.now()):  # noqa: TID251 - a door of allauth
            says = _("This password was given to you and has run out. Ask an administrator for a new one.")
            messages.error(request, says)
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        return answer

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Remember that this browser is one in which the login succeeded."""
        answer: HttpResponse = super().post_login(request, user, **more)
        remember(request, answer, user.get_username())
        return answer

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Tell the owner of an account what changed; a mail server that is down stops nobody from logging in."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException):
            logger.exception("account_mail_not_sent")


def _login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", "")).lower()


class StaffMFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticators lie encrypted: a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        """Encrypt with the register's key."""
        return sealer(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with the register's key or a former one; under a lost key no code is right, and the log says why."""
        try:
            return sealer(PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("authenticator_of_a_lost_key: set SECRET_KEY_FALLBACKS, or reset the second step")  # noqa: TRY400 - no trace of the value
            return base64.b32encode(os.urandom(20)).decode()

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows above the code."""
        return "Mining register"
