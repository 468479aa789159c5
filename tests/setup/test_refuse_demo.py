"""A server never starts on a database whose logins everybody knows."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "refuse_demo.py"
pytestmark = pytest.mark.django_db


def answer(settings: Any, *, demo: bool) -> int:
    settings.REGISTRY_DEMO = demo
    return int(runpy.run_path(str(SCRIPT))["main"]())


def test_a_database_without_demo_logins_is_let_through(settings: Any) -> None:
    get_user_model().objects.create_user(username="rosa.officer")
    assert answer(settings, demo=False) == 0


@pytest.mark.parametrize("fields", [{"username": "demo-officer"}, {"username": "officer", "email": "o@demo.invalid"}])
def test_an_active_demo_login_is_refused_and_named(
    settings: Any, capsys: pytest.CaptureFixture[str], fields: dict[str, str]
) -> None:
    get_user_model().objects.create_user(**fields)
    assert answer(settings, demo=False) == 2
    assert fields["username"] in capsys.readouterr().err


def test_a_demo_login_that_is_switched_off_is_let_through(settings: Any) -> None:
    get_user_model().objects.create_user(username="demo-officer", is_active=False)
    assert answer(settings, demo=False) == 0


def test_the_word_demo_itself_is_refused(settings: Any) -> None:
    assert answer(settings, demo=True) == 2
