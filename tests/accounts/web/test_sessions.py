"""Cookies, forged posts, addresses to go to, and what leaves by the back door of a session."""

import json
import os
import runpy
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from registry.accounts.models import User
from registry.accounts.services import user_password_set
from registry.accounts.web.second_factor import ENROLLED
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.notices.services.gateways.base import Outgoing
from registry.notices.services.gateways.mail import MailGateway
from registry.settings.logging import redact_documents

ASK = """
import json, django; django.setup()
from django.conf import settings as s
print(json.dumps({n: getattr(s, n) for n in %r}))
"""
NAMES = [
    "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SESSION_COOKIE_DOMAIN", "DEBUG",
]  # fmt: skip


def test_on_a_server_cookies_are_of_this_host_and_https_only() -> None:
    environment = {**os.environ, "REGISTRY_HTTPS": "1", "DJANGO_DEBUG": "0", "REGISTRY_DEMO": "0"}
    told = json.loads(
        subprocess.run(
            [sys.executable, "-c", ASK % NAMES], env=environment, cwd=django_settings.BASE_DIR, check=True,
            capture_output=True, text=True,
        ).stdout
    )  # fmt: skip
    assert told == {
        "SESSION_COOKIE_NAME": "__Host-session", "CSRF_COOKIE_NAME": "__Host-csrf", "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True, "SESSION_COOKIE_HTTPONLY": True, "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax", "SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True, "SESSION_COOKIE_DOMAIN": None, "DEBUG": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("registrations:state", "registration"), ("miners:person_add", None), ("people:add", None),
        ("people:password", "user"), ("notices:batch", "batch_held"), ("notices:retry", "notice"),
        ("account_logout", None), ("account_login", None), ("account_change_password", None), ("set_language", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["ministry", "administrator"])
def test_a_forged_post_is_refused(
    name: str, named: str | None, who: str, cast: dict[str, Client], rows: dict[str, int]
) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = cast[who].cookies
    answer = forged.post(reverse(name, args=[rows[named]] if named else []), headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "goal", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_the_login_leads_to_no_other_site(goal: str, cast: dict[str, Client]) -> None:
    page = cast["ministry"].get("/accounts/login/", {"next": goal})
    assert page.headers.get("Location", "/desk/") == "/desk/"
    language = cast["ministry"].post("/i18n/setlang/", {"language": "es", "next": goal})
    assert "evil" not in language.headers["Location"]


def test_logging_out_ends_the_session_on_the_server(cast: dict[str, Client]) -> None:
    browser = cast["ministry"]
    copied = Client()
    number = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    copied.cookies[django_settings.SESSION_COOKIE_NAME] = number
    assert browser.get("/accounts/logout/").status_code == 200, "asking ends nothing"
    assert copied.get("/desk/").status_code == 200, "who holds the number is in"
    browser.post("/accounts/logout/")
    assert copied.get("/desk/").headers["Location"].startswith("/accounts/login/")


def test_what_staff_see_is_kept_by_no_cache(cast: dict[str, Client], rows: dict[str, int]) -> None:
    matrix = runpy.run_path(str(Path(__file__).parents[2] / "architecture" / "test_matrix.py"))["MATRIX"]
    asked = [reverse(name, args=[rows[key] for key in row.named]) for name, row in matrix.items()]
    asked += [f"/accounts/{one}/" for one in ("2fa", "password/change", "sessions", "login", "2fa/totp/activate")]
    told = {url: cast["ministry"].get(url).headers.get("Cache-Control", "") for url in asked}
    assert [url for url, said in told.items() if "no-store" not in said] == []


def test_the_owner_of_an_account_is_told_of_another_password(cast: dict[str, Client], settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    user = User.objects.get(username="ministry")
    user_password_set(user=user, password="invented words of nobody", by=Actor.system("test"), at=datetime.now(UTC))
    User.objects.update(email="officer@example.invalid")
    browser = Client()
    browser.force_login(User.objects.get(username="ministry"), backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session[ENROLLED] = user.pk
    session.save()
    browser.post(
        "/accounts/password/change/",
        {
            "oldpassword": "invented words of nobody",
            "password1": "other invented words",
            "password2": "other invented words",
        },
    )
    assert [sent.to for sent in mail.outbox] == [["officer@example.invalid"]]


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("short words", False), ("xqvjmtrpwhz", False), ("twelve chars", True), ("x y" * 22, True), ("k4-" * 42 + "ab", True), ("k4-" * 43, False),
        ("contraseña ñandú ☂", True), ("123456789012", False), ("ministry1234", False), ("1q2w3e4r5t6y", False),
    ],
)  # fmt: skip
def test_passwords_are_long_uncommon_and_in_any_script(password: str, is_good: bool, db: None, at: datetime) -> None:
    user = User.objects.create_user("ministry")
    if is_good:
        user_password_set(user=user, password=password, by=Actor.system("test"), at=at)
        assert User.objects.get().check_password(password)
        assert not User.objects.get().check_password(password[:-1])
        return
    with pytest.raises(DomainError):
        user_password_set(user=user, password=password, by=Actor.system("test"), at=at)


def test_passwords_are_hashed_slowly_and_salted(db: None) -> None:
    from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

    first, second = make_password("the same words"), make_password("the same words")
    assert first != second
    kind, iterations, salt, _hash = first.split("$")
    assert kind == "pbkdf2_sha256_keyed"
    assert int(iterations) >= 600_000
    assert len(salt) >= 16
    assert PBKDF2PasswordHasher.iterations == int(iterations)


def test_a_line_break_in_a_subject_adds_no_header(settings: Any) -> None:
    MailGateway().send(
        Outgoing(
            "n", "mail", "a@example.invalid", "Title\r\nBcc: evil@example.invalid", "Text", "es", datetime.now(UTC)
        )
    )
    [sent] = mail.outbox
    assert sent.bcc == []
    assert sent.subject == "Title Bcc: evil@example.invalid"


LOGGED = """
import django; django.setup()
import logging, structlog
from django.db import connection
from django.test import RequestFactory
asked = RequestFactory().get("/desk/miners/?q=Persona+Inventada")
try:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE refused (name text, number text CHECK (number = '')); "
                       "INSERT INTO refused VALUES ('Persona Inventada', '70000001')")
except Exception:
    logging.getLogger("django.request").exception("refused %s", "20999999991", extra={"request": asked, "status_code": 500})
    structlog.get_logger("registry.any").exception("refused", request=f"GET {asked.get_full_path()}")
logging.getLogger("registry.any").error("extra", extra={"told": {"document": "70000001", "all": ["20999999991"]}})
"""


def test_neither_document_numbers_nor_names_nor_searches_are_in_the_log(db: None) -> None:
    environment = {**os.environ, "DATABASE_URL": os.environ["DATABASE_URL"], "DJANGO_DEBUG": "0"}
    written = subprocess.run(
        [sys.executable, "-c", LOGGED], env=environment, cwd=django_settings.BASE_DIR, check=True, capture_output=True,
        text=True,
    ).stderr  # fmt: skip
    lines = [json.loads(line) for line in written.splitlines()]
    assert len(lines) == 3
    for told in ("Inventada", "70000001", "20999999991", "q="):
        assert told not in written, told
    assert all({"event", "level", "logger", "timestamp"} <= set(line) for line in lines), "when, who, what, where"
    assert all("Traceback" in line["exception"] and "CheckViolation" in line["exception"] for line in lines[:2])
    assert lines[2]["told"] == {"document": "[number]", "all": ["[number]"]}


def test_document_numbers_leave_no_trace_in_the_log() -> None:
    told = redact_documents(None, "info", {"event": "asked for 70000001 and 20999999991", "count": 3, "line": "a\nb"})
    assert told["event"] == "asked for [number] and [number]"
    assert told["count"] == 3


def test_a_line_of_the_log_is_one_line_whatever_is_in_it() -> None:
    import structlog

    line = structlog.processors.JSONRenderer()(None, "info", {"event": 'x\n{"event": "forged"}'})
    assert "\n" not in line


def test_a_failure_shows_a_sentence_and_nothing_of_the_inside(
    cast: dict[str, Client], rows: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("registry.notices.web.views.batches_held", fail)
    cast["ministry"].raise_request_exception = False
    answer = cast["ministry"].get(reverse("notices:list"))
    assert answer.status_code == 500
    assert b"secret of the inside" not in answer.content
    assert b"Traceback" not in answer.content
    assert rows


def test_templates_mark_nothing_as_safe_and_pages_store_nothing_in_the_browser() -> None:
    root = Path(django_settings.BASE_DIR)
    unsafe = [
        path.name for path in (root / "templates").rglob("*.html")
        if "|safe" in path.read_text(encoding="utf-8") or "autoescape off" in path.read_text(encoding="utf-8")
    ]  # fmt: skip
    assert unsafe == []
    kept = [
        path.name for path in (root / "static" / "js").rglob("*.js")
        if any(word in path.read_text(encoding="utf-8") for word in ("localStorage", "sessionStorage", "eval(", "innerHTML"))
    ]  # fmt: skip
    assert kept == []
