"""The second step: codes, setting one up, recovery codes, and half a login that opens nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from registry.accounts.models import Appointment, Role, User
from registry.accounts.services import second_factor_give_demo
from registry.accounts.services.totp import demo_secret, totp_code
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_site")]


def test_the_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, SHA-1, cut to six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {moment: totp_code(secret, at=datetime.fromtimestamp(moment, UTC)) for moment in told} == told


def test_a_code_is_good_once_but_in_a_demo(somebody: Callable[..., User], settings: Any, steps: Any) -> None:
    secret = steps.enrol(somebody())
    with time_machine.travel(datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC), tick=False):
        code = totp_code(secret, at=datetime.now(UTC))
        for is_demo, status in ((False, 302), (False, 200), (True, 302), (True, 302)):
            settings.REGISTRY_DEMO = is_demo
            browser = Client()
            steps.first(browser)
            assert steps.second(browser, code).status_code == status


@pytest.mark.django_db(transaction=True)
def test_staff_without_an_authenticator_are_led_to_set_one_up_and_see_nothing_else(
    somebody: Callable[..., User], steps: Any
) -> None:
    somebody()
    browser = Client()
    steps.first(browser)
    for address in ("/desk/", "/desk/miners/", "/desk/notices/"):
        assert browser.get(address).headers["Location"] == "/accounts/2fa/totp/activate/", address
        assert browser.post(address).headers["Location"] == "/accounts/2fa/totp/activate/", address
    page = browser.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = browser.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    code = totp_code(secret, at=datetime.now(UTC))
    assert browser.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert browser.get("/desk/").status_code == 200
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored, "the secret lies encrypted"


def test_recovery_codes_open_the_second_step_once(somebody: Callable[..., User], steps: Any) -> None:
    user = somebody()
    steps.enrol(user)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for status in (302, 200):
        browser = Client()
        steps.first(browser)
        assert steps.second(browser, code).status_code == status


def test_a_session_that_went_round_the_form_is_ended(somebody: Callable[..., User], steps: Any) -> None:
    user = somebody()
    steps.enrol(user)
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/desk/").headers["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in browser.session


def test_half_a_login_is_nobody_outside_the_desk(somebody: Callable[..., User], rf: Any) -> None:
    from django.contrib.auth.models import AnonymousUser

    from registry.accounts.web.second_factor import SecondFactorMiddleware

    user = somebody()
    seen = {}
    for role, expected in (("ministry_officer", True), ("civil_society", False)):
        Appointment.objects.update(role=Role.objects.get(code=role))
        request = rf.get("/api/v1/registrations/")
        request.session, request.user = Client().session, user
        SecondFactorMiddleware(lambda asked: seen.update(user=asked.user))(request)
        assert isinstance(seen["user"], AnonymousUser) == expected, role


def test_an_organization_needs_no_second_step_unless_it_set_one_up(somebody: Callable[..., User], steps: Any) -> None:
    user = somebody("civil_society")
    browser = Client()
    assert steps.first(browser).headers["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 403
    steps.enrol(user)
    assert steps.first(Client()).headers["Location"] == "/accounts/2fa/authenticate/"


def test_a_login_of_the_password_alone_takes_no_authenticator_away(somebody: Callable[..., User], steps: Any) -> None:
    user, thief, owner = somebody(), Client(), Client()
    steps.first(thief)  # while there is no authenticator yet, the password opens half a session
    assert thief.get("/accounts/2fa/totp/activate/").status_code == 200
    steps.enrol(user)  # the owner sets hers up
    steps.first(owner)
    for address in (
        "/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/",
        "/accounts/password/change/", "/accounts/sessions/", "/accounts/reauthenticate/",
    ):  # fmt: skip
        half = Client()
        half.cookies = thief.cookies
        answer = half.post(address, {"password": steps.password})
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/accounts/login/"), address
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_wrong_code_after_a_right_password_is_told_to_the_owner_once_an_hour(
    somebody: Callable[..., User], steps: Any
) -> None:
    user = somebody(email="rosa@example.invalid")
    steps.enrol(user)
    browser = Client()
    steps.first(browser)
    for _turn in range(3):
        steps.second(browser, "000000")
    [sent] = mail.outbox
    assert sent.to == ["rosa@example.invalid"]
    assert "password was right" in sent.body


def test_a_code_lives_for_a_minute_and_its_second_use_is_written_down(
    somebody: Callable[..., User], steps: Any
) -> None:
    secret = steps.enrol(somebody())
    shown = datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC)
    code = totp_code(secret, at=shown)
    for seconds, status in ((95, 200), (-65, 200), (35, 302), (36, 200)):
        with time_machine.travel(shown + timedelta(seconds=seconds), tick=False):
            browser = Client()
            steps.first(browser)
            assert steps.second(browser, code).status_code == status, seconds
    assert Event.objects.filter(kind="accounts.second_factor.failed").count() == 3, "too old, too early, used before"


def test_taking_the_authenticator_away_asks_for_the_login_again(cast: dict[str, Client]) -> None:
    for address in ("2fa/totp/deactivate/", "2fa/recovery-codes/generate/"):
        answer = cast["ministry"].post(f"/accounts/{address}")
        assert answer.status_code == 302, address
        assert "reauthenticate" in answer.headers["Location"], address
    assert Authenticator.objects.filter(user__username="ministry", type="totp").exists()


def test_recovery_codes_have_enough_chance_in_them(somebody: Callable[..., User]) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    codes = RecoveryCodes.activate(somebody()).get_unused_codes()
    assert len(codes) == len(set(codes)) == 10
    assert all(len(code) == 34 and code.isdigit() for code in codes), "10^34 is 112 bits"


def test_a_demo_secret_is_refused_outside_a_demo(somebody: Callable[..., User], settings: Any, at: datetime) -> None:
    settings.REGISTRY_DEMO = False
    with pytest.raises(DomainError):
        second_factor_give_demo(user=somebody(), by=Actor.system("test"), at=at)
    assert demo_secret("ministry") == demo_secret("ministry") != demo_secret("law")


def test_addresses_of_the_second_step_are_the_ones_named_here() -> None:
    assert reverse("mfa_authenticate") == "/accounts/2fa/authenticate/"
