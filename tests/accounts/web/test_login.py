"""Logging in by the forms: both steps for staff, nothing of the desk before the second, an end to every session."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from axes.helpers import get_client_ip_address
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from registry.accounts.models import Appointment, Role, User
from registry.accounts.services import second_factor_give_demo, second_factor_reset, user_password_give
from registry.accounts.services.totp import demo_secret, totp_code
from registry.accounts.web.addresses import client_address
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError

PASSWORD = "invented words of nobody"
BY = Actor.system("test")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain(settings: Any, tmp_path: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    cache.clear()


@pytest.fixture
def somebody() -> Callable[..., User]:
    def make(role: str = "ministry_officer", name: str = "rosa", **more: Any) -> User:
        user = User.objects.create_user(name, password=PASSWORD, **more)
        Appointment.objects.create(user=user, role=Role.objects.get(code=role), from_on=date(2020, 1, 1))
        return user

    return make


def first_step(browser: Client, name: str = "rosa", **more: Any) -> Any:
    return browser.post("/accounts/login/", {"login": name, "password": PASSWORD}, **more)


def second_step(browser: Client, code: str) -> Any:
    return browser.post("/accounts/2fa/authenticate/", {"code": code})


def enrolled(user: User, settings: Any) -> str:
    settings.REGISTRY_DEMO = True
    secret = second_factor_give_demo(user=user, by=BY, at=datetime.now(UTC))
    settings.REGISTRY_DEMO = False
    return secret


def test_the_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, SHA-1, cut to six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {moment: totp_code(secret, at=datetime.fromtimestamp(moment, UTC)) for moment in told} == told


def test_staff_log_in_with_password_and_code(somebody: Callable[..., User], settings: Any) -> None:
    secret, browser = enrolled(somebody(), settings), Client()
    assert first_step(browser).headers["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/desk/").status_code == 302, "the password alone opens nothing"
    assert second_step(browser, "000000").status_code == 200
    code = totp_code(secret, at=datetime.now(UTC))
    assert second_step(browser, code).headers["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"accounts.user.logged_in", "accounts.second_factor.failed"} <= kinds


def test_a_code_is_good_once_but_in_a_demo(somebody: Callable[..., User], settings: Any) -> None:
    secret = enrolled(somebody(), settings)
    with time_machine.travel(datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC), tick=False):
        code = totp_code(secret, at=datetime.now(UTC))
        for is_demo, status in ((False, 302), (False, 200), (True, 302), (True, 302)):
            settings.REGISTRY_DEMO = is_demo
            browser = Client()
            first_step(browser)
            assert second_step(browser, code).status_code == status


@pytest.mark.django_db(transaction=True)
def test_staff_without_an_authenticator_are_led_to_set_one_up_and_see_nothing_else(
    somebody: Callable[..., User],
) -> None:
    somebody()
    browser = Client()
    first_step(browser)
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


def test_recovery_codes_open_the_second_step_once(somebody: Callable[..., User], settings: Any) -> None:
    user = somebody()
    enrolled(user, settings)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    for status in (302, 200):
        browser = Client()
        first_step(browser)
        assert second_step(browser, code).status_code == status


def test_a_session_that_went_round_the_form_is_ended(somebody: Callable[..., User], settings: Any) -> None:
    user = somebody()
    enrolled(user, settings)
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


def test_an_organization_needs_no_second_step_unless_it_set_one_up(
    somebody: Callable[..., User], settings: Any
) -> None:
    user = somebody("civil_society")
    browser = Client()
    assert first_step(browser).headers["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 403
    enrolled(user, settings)
    assert first_step(Client()).headers["Location"] == "/accounts/2fa/authenticate/"


@pytest.mark.parametrize(
    ("pause", "is_in"),
    [(timedelta(minutes=29), True), (timedelta(minutes=31), False)],
)
def test_a_session_left_alone_ends(pause: timedelta, is_in: bool, somebody: Callable[..., User], settings: Any) -> None:
    secret, browser = enrolled(somebody(), settings), Client()
    begin = datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC)
    with time_machine.travel(begin, tick=False) as clock:
        first_step(browser)
        second_step(browser, totp_code(secret, at=begin))
        assert browser.get("/desk/").status_code == 200
        clock.move_to(begin + pause)
        answer = browser.get("/desk/miners/?q=rosa")
        assert (answer.status_code == 200) == is_in
        if not is_in:
            assert answer.headers["Location"] == "/accounts/login/?next=%2Fdesk%2Fminers%2F%3Fq%3Drosa"


def test_a_session_ends_after_a_working_day_however_busy(somebody: Callable[..., User], settings: Any) -> None:
    secret, browser = enrolled(somebody(), settings), Client()
    begin = datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC)
    with time_machine.travel(begin, tick=False) as clock:
        first_step(browser)
        second_step(browser, totp_code(secret, at=begin))
        for turn in range(1, 36):
            clock.move_to(begin + timedelta(minutes=20 * turn))
            assert browser.get("/desk/").status_code == 200, turn
        clock.move_to(begin + timedelta(hours=12, minutes=1))
        assert browser.get("/desk/").status_code == 302


def test_another_password_a_reset_and_a_switched_off_user_end_every_session(
    cast: dict[str, Client], at: datetime
) -> None:
    user = User.objects.get(username="ministry")
    assert cast["ministry"].get("/desk/").status_code == 200
    with pytest.raises(DomainError):
        second_factor_reset(user=user, reason=" ", by=BY, at=at)
    assert second_factor_reset(user=user, reason="Seen in person.", by=BY, at=at) == 1
    assert cast["ministry"].get("/desk/").headers["Location"].startswith("/accounts/login/")
    User.objects.filter(username="officer").update(is_active=False)
    assert cast["officer"].get("/desk/").headers["Location"].startswith("/accounts/login/")


def test_the_session_gets_another_number_at_login(somebody: Callable[..., User], settings: Any) -> None:
    secret, browser = enrolled(somebody(), settings), Client()
    first_step(browser)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    second_step(browser, totp_code(secret, at=datetime.now(UTC)))
    after = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert before != after.value
    assert after["httponly"]
    assert after["samesite"] == "Lax"


def wrong(address: str, browser: Client | None = None) -> Any:
    return (browser or Client()).post("/accounts/login/", {"login": "rosa", "password": "wrong"}, REMOTE_ADDR=address)


@pytest.mark.parametrize("counts_of_allauth", [True, False])
def test_too_many_wrong_passwords_lock_the_pair_and_not_the_person(
    counts_of_allauth: bool, somebody: Callable[..., User], settings: Any
) -> None:
    if not counts_of_allauth:  # then the count of axes is asked, which comes later
        settings.ACCOUNT_RATE_LIMITS = False
    assert enrolled(somebody(), settings)
    for _turn in range(settings.AXES_FAILURE_LIMIT):
        wrong("198.51.100.7")
    locked = first_step(Client(), REMOTE_ADDR="198.51.100.7")
    assert locked.headers.get("Location") is None
    elsewhere = first_step(Client(), REMOTE_ADDR="198.51.100.8")
    assert elsewhere.headers["Location"] == "/accounts/2fa/authenticate/"


def test_strangers_everywhere_are_bounded_and_shut_nobody_out_of_her_own_browser(
    somebody: Callable[..., User], settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_from_anywhere": "12/1h/key"}
    somebody("civil_society")
    hers = Client()
    assert first_step(hers, REMOTE_ADDR="198.51.100.1").status_code == 302
    hers.post("/accounts/logout/")
    for number in range(12):
        assert "too many" not in wrong(f"203.0.113.{number}").content.decode().lower(), number
    new_browser = first_step(Client(), REMOTE_ADDR="198.51.100.1")
    assert new_browser.status_code == 200
    assert "too many" in new_browser.content.decode().lower()
    for _turn in range(5):
        wrong("198.51.100.99", hers)
    assert first_step(hers, REMOTE_ADDR="198.51.100.1").status_code == 302
    settings.SECRET_KEY = "another key, under which the cookie of the browser is forged"
    assert first_step(hers, REMOTE_ADDR="198.51.100.1").status_code == 200


def test_the_bounds_stay_under_a_hundred_wrong_tries_an_hour(settings: Any) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    assert limits["login_from_anywhere"] == "50/1h/key"
    assert limits["login_failed"] == "10/m/ip,5/5m/key"


def test_a_login_of_the_password_alone_takes_no_authenticator_away(
    somebody: Callable[..., User], settings: Any
) -> None:
    user, thief, owner = somebody(), Client(), Client()
    first_step(thief)  # while there is no authenticator yet, the password opens half a session
    assert thief.get("/accounts/2fa/totp/activate/").status_code == 200
    enrolled(user, settings)  # the owner sets hers up
    first_step(owner)
    for address in (
        "/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/",
        "/accounts/password/change/", "/accounts/sessions/", "/accounts/reauthenticate/",
    ):  # fmt: skip
        half = Client()
        half.cookies = thief.cookies
        answer = half.post(address, {"password": PASSWORD})
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/accounts/login/"), address
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_session_left_alone_ends_on_the_pages_of_the_account_too(
    somebody: Callable[..., User], settings: Any
) -> None:
    secret, browser = enrolled(somebody(), settings), Client()
    begin = datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC)
    with time_machine.travel(begin, tick=False) as clock:
        first_step(browser)
        second_step(browser, totp_code(secret, at=begin))
        assert browser.get("/accounts/password/change/").status_code == 200
        clock.move_to(begin + timedelta(minutes=31))
        assert browser.get("/accounts/password/change/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "address",
    [
        "signup/", "email/", "password/reset/", "password/reset/key/1-abc-def/", "password/set/", "confirm-email/abc/",
        "login/code/confirm/", "login/code/", "password/reset/done/", "2fa/webauthn/", "social/login/",
    ],
)  # fmt: skip
def test_pages_that_nobody_needs_are_closed(address: str, cast: dict[str, Client]) -> None:
    for who in ("anonymous", "ministry"):
        assert cast[who].get(f"/accounts/{address}").status_code == 404
        assert cast[who].post(f"/accounts/{address}", {"email": "a@example.invalid"}).status_code == 404


@pytest.mark.parametrize("address", ["login/", "password/change/", "reauthenticate/"])
def test_no_page_offers_a_closed_one(address: str, cast: dict[str, Client]) -> None:
    for who in ("anonymous", "ministry"):
        assert "password/reset" not in cast[who].get(f"/accounts/{address}", follow=True).content.decode()


def test_who_was_switched_off_is_told_so_and_only_with_the_right_password(somebody: Callable[..., User]) -> None:
    somebody("civil_society", is_active=False)
    assert Client().post("/accounts/login/", {"login": "rosa", "password": "wrong"}).status_code == 200
    told = first_step(Client(), follow=True)
    assert told.redirect_chain[-1][0] == "/accounts/inactive/"
    assert told.status_code == 200


def test_a_wrong_code_after_a_right_password_is_told_to_the_owner_once_an_hour(
    somebody: Callable[..., User], settings: Any
) -> None:
    user = somebody(email="rosa@example.invalid")
    enrolled(user, settings)
    browser = Client()
    first_step(browser)
    for _turn in range(3):
        second_step(browser, "000000")
    [sent] = mail.outbox
    assert sent.to == ["rosa@example.invalid"]
    assert "password was right" in sent.body


def test_a_given_password_runs_out(somebody: Callable[..., User], settings: Any) -> None:
    user = somebody("civil_society")
    begin = datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC)
    for hours, is_good in ((71, True), (73, False)):
        with time_machine.travel(begin, tick=False) as clock:
            password = user_password_give(user=user, by=BY, at=begin)
            clock.move_to(begin + timedelta(hours=hours))
            answer = Client().post("/accounts/login/", {"login": "rosa", "password": password})
            assert answer.headers["Location"] == ("/desk/" if is_good else "/accounts/login/")
    User.objects.update(password_is_initial=False)
    assert Client().post("/accounts/login/", {"login": "rosa", "password": password}).headers["Location"] == "/desk/"


def test_a_code_lives_for_a_minute_and_its_second_use_is_written_down(
    somebody: Callable[..., User], settings: Any
) -> None:
    secret = enrolled(somebody(), settings)
    shown = datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC)
    code = totp_code(secret, at=shown)
    for seconds, status in ((95, 200), (-65, 200), (35, 302), (36, 200)):
        with time_machine.travel(shown + timedelta(seconds=seconds), tick=False):
            browser = Client()
            first_step(browser)
            assert second_step(browser, code).status_code == status, seconds
    assert Event.objects.filter(kind="accounts.second_factor.failed").count() == 3, "too old, too early, used before"


def test_the_own_password_is_changed_by_who_knows_it(somebody: Callable[..., User]) -> None:
    user, browser = somebody("civil_society"), Client()
    first_step(browser)
    new = {"password1": "violet hammer thursday canoe", "password2": "violet hammer thursday canoe"}
    assert browser.post("/accounts/password/change/", new | {"oldpassword": "wrong"}).status_code == 200
    assert browser.post("/accounts/password/change/", new).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert browser.post("/accounts/password/change/", new | {"oldpassword": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new["password1"])


def test_taking_the_authenticator_away_asks_for_the_login_again(cast: dict[str, Client]) -> None:
    for address in ("2fa/totp/deactivate/", "2fa/recovery-codes/generate/"):
        answer = cast["ministry"].post(f"/accounts/{address}")
        assert answer.status_code == 302, address
        assert "reauthenticate" in answer.headers["Location"], address
    assert Authenticator.objects.filter(user__username="ministry", type="totp").exists()


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example"])
def test_who_logs_in_is_led_to_no_other_site(goal: str, somebody: Callable[..., User]) -> None:
    somebody("civil_society")
    answer = Client().post("/accounts/login/", {"login": "rosa", "password": PASSWORD, "next": goal})
    assert answer.headers["Location"] == "/desk/"
    out = Client()
    first_step(out)
    assert "evil" not in out.post("/accounts/logout/", {"next": goal}).headers["Location"]


def test_each_refusal_of_a_right_is_in_the_log_with_who_and_where(
    cast: dict[str, Client], caplog: pytest.LogCaptureFixture
) -> None:
    assert cast["auditor"].get("/desk/people/add/").status_code == 403
    told = [str(one.msg) for one in caplog.records if one.name.startswith("django_structlog")]
    [line] = [one for one in told if "/desk/people/add/" in one and "403" in one]
    assert str(User.objects.get(username="auditor").pk) in line


def test_recovery_codes_have_enough_chance_in_them(somebody: Callable[..., User]) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    codes = RecoveryCodes.activate(somebody()).get_unused_codes()
    assert len(codes) == len(set(codes)) == 10
    assert all(len(code) == 34 and code.isdigit() for code in codes), "10^34 is 112 bits"


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "198.51.100.9", "203.0.113.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "6.6.6.6, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "203.0.113.1"),
        (1, "<script>", "203.0.113.1"),
        (1, "", "203.0.113.1"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_the_word_of_a_proxy_is_believed_only_where_there_is_one(
    proxies: int, told: str, address: str, settings: Any, rf: Any
) -> None:
    settings.REGISTRY_PROXIES = proxies
    request = rf.get("/", headers={"X-Forwarded-For": told}, REMOTE_ADDR="203.0.113.1")
    assert client_address(request) == get_client_ip_address(request) == get_adapter().get_client_ip(request) == address


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/2fa/totp/activate/", "/accounts/2fa/", "/accounts/logout/"]
)
def test_pages_of_the_login_answer_in_the_language_of_the_browser(
    address: str, language: str, somebody: Callable[..., User]
) -> None:
    somebody()
    browser = Client(headers={"accept-language": language})
    if address != "/accounts/login/":
        first_step(browser)
    text = browser.get(address).content.decode()
    assert f'<html lang="{language}">' in text
    assert "style=" not in text


def test_nobody_can_sign_up(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="x").exists()
    assert answer.status_code == 404


def test_a_demo_secret_is_refused_outside_a_demo(somebody: Callable[..., User], settings: Any, at: datetime) -> None:
    settings.REGISTRY_DEMO = False
    with pytest.raises(DomainError):
        second_factor_give_demo(user=somebody(), by=BY, at=at)
    assert demo_secret("ministry") == demo_secret("ministry") != demo_secret("law")


def test_addresses_of_the_second_step_are_the_ones_named_here() -> None:
    assert reverse("mfa_authenticate") == "/accounts/2fa/authenticate/"
