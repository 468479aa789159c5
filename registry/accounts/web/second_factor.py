"""Staff use two steps to log in: without the second, the desk leads to it and everywhere else they are nobody.

The second step is done where the session holds allauth's own record of it, or where the user set up the
authenticator in this session (which proves that they hold it). A session also ends half an hour after the last page
and twelve hours after the login. The pages of the account itself are no way round: with half a login an authenticator
that was set up meanwhile can be neither taken away nor replaced.
"""

import time
from functools import partial

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.accounts.permissions import powers_of
from registry.accounts.web.typed import typed_keep

GUARDED = ("/desk/",)
LOGIN = "/accounts/"
LEAVING = "/accounts/logout/"
ENROLLED = "second_factor_set_up_by"
SEEN = "seen_at"
NOTED_EVERY_S = 60
KEPT_NOWHERE = "no-store, private"


class SecondFactorMiddleware:
    """Stands behind the login: asks for the second step, and for a session that is still fresh."""

    def __init__(self, get_response: object) -> None:
        """Keep the rest of the way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Lead to the second step, or go on; outside the desk a half login counts as none."""
        is_desk, is_login = request.path.startswith(GUARDED), request.path.startswith(LOGIN)
        if is_desk or is_login:
            refusal = _refusal(request) if is_desk else _refusal_at_login(request)
            answer: HttpResponseBase = refusal or self.get_response(request)  # type: ignore[operator] # Django's own shape
            # What staff see is kept by no cache, neither on the way nor on a shared machine.
            if "no-store" not in answer.headers.get("Cache-Control", ""):
                answer.headers["Cache-Control"] = KEPT_NOWHERE
            return answer
        request.user = SimpleLazyObject(partial(_whole, request, request.user))  # type: ignore[assignment]
        return self.get_response(request)  # type: ignore[operator,no-any-return] # Django's own shape


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    if not request.user.is_authenticated:
        return None
    if not is_fresh(request, request.user):
        return _ended(request)
    if has_second_step(request, request.user):
        _note_presence(request)
        return _change_first(request)
    if _has_authenticator(request.user):
        # A session from before the authenticator was set up, or one that went round the form.
        logout(request)
        return _to_login(request)
    messages.info(request, _("Staff log in with two steps. Set up an authenticator app now; it takes a minute."))
    return redirect("mfa_activate_totp")


def _refusal_at_login(request: HttpRequest) -> HttpResponseBase | None:
    """A session of the password alone does nothing more where an authenticator exists, and none outlives its hour."""
    if request.path == LEAVING or not request.user.is_authenticated:
        return None
    if not is_fresh(request, request.user):
        return _ended(request)
    if not _holds_second_step(request, request.user) and _has_authenticator(request.user):
        logout(request)
        return _to_login(request)
    return None


def _ended(request: HttpRequest) -> HttpResponseBase:
    logout(request)
    messages.info(request, _("Your session has ended. Log in again to go on."))
    return _to_login(request)


def _has_authenticator(user: AbstractBaseUser | AnonymousUser) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def _change_first(request: HttpRequest) -> HttpResponseBase | None:
    """A password that an administrator gave is known to two people: nothing is done with it but changing it."""
    if not getattr(request.user, "password_is_initial", False):
        return None
    messages.info(request, _("Your password was given by an administrator. Choose your own before you go on."))
    return redirect("account_change_password")


def _whole(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> AbstractBaseUser | AnonymousUser:
    is_whole = not user.is_authenticated or (is_fresh(request, user) and has_second_step(request, user))
    return user if is_whole else AnonymousUser()


def has_second_step(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether the session holds the second step, or its user needs none (an organization)."""
    return _holds_second_step(request, user) or (isinstance(user, User) and not needs_second_step(user))


def _holds_second_step(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> bool:
    if request.session.get(ENROLLED) == user.pk:
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def needs_second_step(user: User) -> bool:
    """Say whether a user holds a role of the staff today, or is one that Django's own commands made."""
    return user.is_superuser or user.is_staff or powers_of(user, on=timezone.localdate()).is_staff


def is_fresh(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether a session is neither left alone for too long nor older than a working day."""
    now = time.time()
    records = get_authentication_records(request, user)
    begun = min((record["at"] for record in records), default=now)
    seen = request.session.get(SEEN, begun)
    return now - seen <= settings.REGISTRY_IDLE_MINUTES * 60 and now - begun <= settings.REGISTRY_SESSION_HOURS * 3600


def _note_presence(request: HttpRequest) -> None:
    """Note at most once a minute that somebody is there: a write for every page would be too many."""
    now = time.time()
    if now - request.session.get(SEEN, 0) > NOTED_EVERY_S:
        request.session[SEEN] = now


def _to_login(request: HttpRequest) -> HttpResponseRedirect:
    is_form = request.method == "POST" and typed_keep(request)
    goal = request.get_full_path() if request.method == "GET" or is_form else "/desk/"
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': goal})}")
