"""Logging in by the forms: who comes in, how sessions end, how wrong tries are bounded, what pages are closed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from axes.helpers import get_client_ip_address
from django.test import Client

from registry.accounts.models import User
from registry.accounts.services import second_factor_reset, user_password_give
from registry.accounts.services.totp import totp_code
from registry.accounts.web.addresses import client_address
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError

BY = Actor.system("test")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_site")]


def test_staff_log_in_with_password_and_code(somebody: Callable[..., User], steps: Any) -> None:
    secret, browser = steps.enrol(somebody()), Client()
    assert steps.first(browser).headers["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/desk/").status_code == 302, "the password alone opens nothing"
    assert steps.second(browser, "000000").status_code == 200
    code = totp_code(secret, at=datetime.now(UTC))
    assert steps.second(browser, code).headers["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"accounts.user.logged_in", "accounts.second_factor.failed"} <= kinds


@pytest.mark.parametrize(
    ("pause", "is_in"),
    [(timedelta(minutes=29), True), (timedelta(minutes=31), False)],
)
def test_a_session_left_alone_ends(pause: timedelta, is_in: bool, somebody: Callable[..., User], steps: Any) -> None:
    secret, browser = steps.enrol(somebody()), Client()
    begin = datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC)
    with time_machine.travel(begin, tick=False) as clock:
        steps.first(browser)
        steps.second(browser, totp_code(secret, at=begin))
        assert browser.get("/desk/").status_code == 200
        clock.move_to(begin + pause)
        answer = browser.get("/desk/miners/?q=rosa")
        assert (answer.status_code == 200) == is_in
        if not is_in:
            assert answer.headers["Location"] == "/accounts/login/?next=%2Fdesk%2Fminers%2F%3Fq%3Drosa"


def test_a_session_ends_after_a_working_day_however_busy(somebody: Callable[..., User], steps: Any) -> None:
    secret, browser = steps.enrol(somebody()), Client()
    begin = datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC)
    with time_machine.travel(begin, tick=False) as clock:
        steps.first(browser)
        steps.second(browser, totp_code(secret, at=begin))
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


def test_the_session_gets_another_number_at_login(somebody: Callable[..., User], settings: Any, steps: Any) -> None:
    secret, browser = steps.enrol(somebody()), Client()
    steps.first(browser)
    before = browser.cookies[settings.SESSION_COOKIE_NAME].value
    steps.second(browser, totp_code(secret, at=datetime.now(UTC)))
    after = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert before != after.value
    assert after["httponly"]
    assert after["samesite"] == "Lax"


def wrong(address: str, browser: Client | None = None) -> Any:
    return (browser or Client()).post("/accounts/login/", {"login": "rosa", "password": "wrong"}, REMOTE_ADDR=address)


@pytest.mark.parametrize("counts_of_allauth", [True, False])
def test_too_many_wrong_passwords_lock_the_pair_and_not_the_person(
    counts_of_allauth: bool, somebody: Callable[..., User], settings: Any, steps: Any
) -> None:
    if not counts_of_allauth:  # then the count of axes is asked, which comes later
        settings.ACCOUNT_RATE_LIMITS = False
    assert steps.enrol(somebody())
    for _turn in range(settings.AXES_FAILURE_LIMIT):
        wrong("198.51.100.7")
    locked = steps.first(Client(), REMOTE_ADDR="198.51.100.7")
    assert locked.headers.get("Location") is None
    elsewhere = steps.first(Client(), REMOTE_ADDR="198.51.100.8")
    assert elsewhere.headers["Location"] == "/accounts/2fa/authenticate/"


def test_strangers_everywhere_are_bounded_and_shut_nobody_out_of_her_own_browser(
    somebody: Callable[..., User], settings: Any, steps: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_from_anywhere": "12/1h/key"}
    somebody("civil_society")
    hers = Client()
    assert steps.first(hers, REMOTE_ADDR="198.51.100.1").status_code == 302
    hers.post("/accounts/logout/")
    for number in range(12):
        assert "too many" not in wrong(f"203.0.113.{number}").content.decode().lower(), number
    new_browser = steps.first(Client(), REMOTE_ADDR="198.51.100.1")
    assert new_browser.status_code == 200
    assert "too many" in new_browser.content.decode().lower()
    for _turn in range(5):
        wrong("198.51.100.99", hers)
    assert steps.first(hers, REMOTE_ADDR="198.51.100.1").status_code == 302
    settings.SECRET_KEY = "another key, under which the cookie of the browser is forged"
    assert steps.first(hers, REMOTE_ADDR="198.51.100.1").status_code == 200


def test_the_bounds_stay_under_a_hundred_wrong_tries_an_hour(settings: Any) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS
    assert limits["login_from_anywhere"] == "50/1h/key"
    assert limits["login_failed"] == "10/m/ip,5/5m/key"


def test_a_session_left_alone_ends_on_the_pages_of_the_account_too(somebody: Callable[..., User], steps: Any) -> None:
    secret, browser = steps.enrol(somebody()), Client()
    begin = datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC)
    with time_machine.travel(begin, tick=False) as clock:
        steps.first(browser)
        steps.second(browser, totp_code(secret, at=begin))
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


def test_who_was_switched_off_is_told_so_and_only_with_the_right_password(
    somebody: Callable[..., User], steps: Any
) -> None:
    somebody("civil_society", is_active=False)
    assert Client().post("/accounts/login/", {"login": "rosa", "password": "wrong"}).status_code == 200
    told = steps.first(Client(), follow=True)
    assert told.redirect_chain[-1][0] == "/accounts/inactive/"
    assert told.status_code == 200


def test_a_given_password_runs_out(somebody: Callable[..., User]) -> None:
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


def test_the_own_password_is_changed_by_who_knows_it(somebody: Callable[..., User], steps: Any) -> None:
    user, browser = somebody("civil_society"), Client()
    steps.first(browser)
    new = {"password1": "violet hammer thursday canoe", "password2": "violet hammer thursday canoe"}
    assert browser.post("/accounts/password/change/", new | {"oldpassword": "wrong"}).status_code == 200
    assert browser.post("/accounts/password/change/", new).status_code == 200
    user.refresh_from_db()
    assert user.check_password(steps.password)
    assert browser.post("/accounts/password/change/", new | {"oldpassword": steps.password}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new["password1"])


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example"])
def test_who_logs_in_is_led_to_no_other_site(goal: str, somebody: Callable[..., User], steps: Any) -> None:
    somebody("civil_society")
    answer = Client().post("/accounts/login/", {"login": "rosa", "password": steps.password, "next": goal})
    assert answer.headers["Location"] == "/desk/"
    out = Client()
    steps.first(out)
    assert "evil" not in out.post("/accounts/logout/", {"next": goal}).headers["Location"]


def test_each_refusal_of_a_right_is_in_the_log_with_who_and_where(
    cast: dict[str, Client], caplog: pytest.LogCaptureFixture
) -> None:
    assert cast["auditor"].get("/desk/people/add/").status_code == 403
    told = [str(one.msg) for one in caplog.records if one.name.startswith("django_structlog")]
    [line] = [one for one in told if "/desk/people/add/" in one and "403" in one]
    assert str(User.objects.get(username="auditor").pk) in line


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
    address: str, language: str, somebody: Callable[..., User], steps: Any
) -> None:
    somebody()
    browser = Client(headers={"accept-language": language})
    if address != "/accounts/login/":
        steps.first(browser)
    text = browser.get(address).content.decode()
    assert f'<html lang="{language}">' in text
    assert "style=" not in text


def test_nobody_can_sign_up(client: Client, steps: Any) -> None:
    answer = client.post(
        "/accounts/signup/", {"username": "x", "password1": steps.password, "password2": steps.password}
    )
    assert not User.objects.filter(username="x").exists()
    assert answer.status_code == 404
