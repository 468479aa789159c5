"""A server never starts on a database whose logins everybody knows."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from registry.formalization.services.demo import Login, demo_logins

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "refuse_demo.py"
pytestmark = pytest.mark.django_db


def answer(settings: Any, *, demo: bool) -> int:
    settings.REGISTRY_DEMO = demo
    return int(runpy.run_path(str(SCRIPT))["main"]())


def add(username: str, password: str, *, is_active: bool = True) -> None:
    get_user_model().objects.create_user(username=username, password=password, is_active=is_active)


def test_a_database_without_demo_logins_is_let_through(settings: Any) -> None:
    add("rosa.officer", "a sentence of her own")
    assert answer(settings, demo=False) == 0


@pytest.mark.parametrize("login", demo_logins(), ids=lambda login: login.username)
def test_every_login_of_the_demo_is_refused_and_named(
    settings: Any, capsys: pytest.CaptureFixture[str], login: Login
) -> None:
    add(login.username, login.password)
    assert answer(settings, demo=False) == 2
    assert login.username in capsys.readouterr().err


def test_the_same_name_with_a_password_of_its_own_is_let_through(settings: Any) -> None:
    add(demo_logins()[0].username, "a sentence of her own")
    assert answer(settings, demo=False) == 0


def test_a_demo_login_that_is_switched_off_is_let_through(settings: Any) -> None:
    add(demo_logins()[0].username, demo_logins()[0].password, is_active=False)
    assert answer(settings, demo=False) == 0


def test_the_word_demo_itself_is_refused(settings: Any) -> None:
    assert answer(settings, demo=True) == 2
