"""Unusually many refusals and clocks that part are told: once an hour, to the log and by mail, and without addresses."""

import resource
from http import HTTPStatus
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse

from registry.common import alarms, clocks
from registry.common.refusals import RefusalsMiddleware


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "alarms"}}
    settings.REGISTRY_ALARM_MAIL, settings.REGISTRY_ALARM_REFUSALS = ["guard@example.invalid"], 5
    cache.clear()


@pytest.mark.parametrize(
    ("status", "is_alarm"), [(200, False), (404, False), (422, False), (401, True), (403, True), (429, True)]
)
def test_many_refusals_raise_one_alarm(status: int, is_alarm: bool, rf: Any, caplog: pytest.LogCaptureFixture) -> None:
    door = RefusalsMiddleware(lambda _request: HttpResponse(status=HTTPStatus(status)))
    for turn in range(20):
        door(rf.get("/", REMOTE_ADDR="198.51.100.7"))
        assert len(mail.outbox) == (1 if is_alarm and turn >= 4 else 0), turn
    assert ("alarm" in [one.message for one in caplog.records]) == is_alarm
    if is_alarm:
        assert "198.51.100.7" not in mail.outbox[0].body + caplog.text
        assert mail.outbox[0].to == ["guard@example.invalid"]


def test_refusals_of_the_whole_way_are_counted(db: None, client: Any, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = False
    for _turn in range(6):
        assert client.get("/api/v1/layers/", headers={"authorization": "Api-Key wrong.key"}).status_code == 401
    assert [one.subject for one in mail.outbox] == ["Alarm of the mining register: refused_unknown_key"]


def test_wrong_passwords_are_counted_too(db: None, client: Any, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ACCOUNT_RATE_LIMITS, settings.AXES_ENABLED = False, False, False
    for number in range(5):
        client.post("/accounts/login/", {"login": f"nobody{number}", "password": "wrong"})
    assert [one.subject for one in mail.outbox] == ["Alarm of the mining register: refused_login"]


def test_nothing_is_counted_where_it_is_switched_off(settings: Any) -> None:
    settings.REGISTRY_ALARM_REFUSALS = 0
    for _turn in range(20):
        alarms.refusal_count("too_many")
    assert mail.outbox == []


@pytest.mark.parametrize(("apart", "kept", "faults"), [
    (0.1, True, 0), (0.1, None, 0), (3.0, True, 1), (-3.0, None, 1), (0.0, False, 1), (9.0, False, 2),
])  # fmt: skip
def test_clocks_that_part_are_an_alarm(
    apart: float, kept: bool | None, faults: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "seconds_apart", lambda: apart)
    monkeypatch.setattr(clocks, "is_kept", lambda: kept)
    assert len(clocks.clocks_check()) == faults
    assert len(mail.outbox) == min(faults, 1)


def test_the_clocks_are_really_asked(db: None) -> None:
    assert abs(clocks.seconds_apart()) < clocks.MOST_APART_S
    assert clocks.is_kept() in {True, False, None}


def test_no_process_of_the_register_dumps_its_memory() -> None:
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
