"""Addresses of the room at the desk, and of logging in.

Of logging in only the pages that staff need are open; what allauth offers beyond them answers 404: nobody signs up,
adds a mail address by themselves or resets a password by mail. An administrator gives a new one, and to take an account
over two administrators are needed (`services/hands.py`). The names of closed pages stay: allauth itself asks for them.
"""

from typing import NoReturn

from allauth.account import views as account
from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver, include, path

from registry.accounts.web import people
from registry.accounts.web.sessions import SessionsPage

app_name = "people"

urlpatterns = [
    path("", people.PeoplePage.as_view(), name="list"),
    path("add/", people.AddPage.as_view(), name="add"),
    path("<int:pk>/", people.PersonPage.as_view(), name="page"),
    path("<int:pk>/change/", people.ChangePage.as_view(), name="change"),
    path("<int:pk>/password/", people.PasswordPage.as_view(), name="password"),
    path("<int:pk>/second-step/", people.SecondStepPage.as_view(), name="second_step"),
    path("<int:pk>/roles/add/", people.AppointPage.as_view(), name="appoint"),
    path("<int:pk>/roles/<int:number>/end/", people.AppointmentEndPage.as_view(), name="appointment_end"),
]


def closed(_request: HttpRequest, **_named: str) -> NoReturn:
    """Answer that there is no such page. Raises: Http404."""
    raise Http404


CLOSED = {
    "account_signup": "signup/",
    "account_email": "email/",
    "account_email_verification_sent": "confirm-email/",
    "account_confirm_email": "confirm-email/<str:key>/",
    "account_set_password": "password/set/",
    "account_reset_password_done": "password/reset/done/",
    "account_reset_password_from_key": "password/reset/key/<str:uidb36>-<str:key>/",
    "account_reset_password_from_key_done": "password/reset/key/done/",
    "account_confirm_login_code": "login/code/confirm/",
}

login_urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("sessions/", SessionsPage.as_view(), name="account_sessions"),
    path("2fa/", include("allauth.mfa.urls")),
    path("password/reset/", closed),  # without a name: by it allauth would offer "Forgot your password?"
    *(path(address, closed, name=name) for name, address in CLOSED.items()),
]
