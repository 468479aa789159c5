"""`demo_code`: the code of a demo login, and nothing outside a demo."""

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from registry.accounts.models import User
from registry.accounts.services.totp import demo_secret, totp_code

pytestmark = pytest.mark.django_db


def test_it_prints_the_code_of_the_moment(settings: Any) -> None:
    settings.REGISTRY_DEMO = True
    User.objects.create_user("ministry")
    out = StringIO()
    moment = datetime(2026, 11, 20, 15, 0, 10, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        call_command("demo_code", "ministry", "--json", stdout=out)
        call_command("demo_code", "ministry", stdout=out)
    first, second = out.getvalue().strip().splitlines()
    told = totp_code(demo_secret("ministry"), at=moment)
    assert json.loads(first) == {"username": "ministry", "code": told, "seconds_left": 20}
    assert second == told


def test_it_refuses_outside_a_demo_and_for_unknown_logins(settings: Any) -> None:
    settings.REGISTRY_DEMO = True
    with pytest.raises(CommandError) as unknown:
        call_command("demo_code", "nobody")
    assert unknown.value.returncode == 2
    settings.REGISTRY_DEMO = False
    User.objects.create_user("ministry")
    with pytest.raises(CommandError) as refused:
        call_command("demo_code", "ministry")
    assert refused.value.returncode == 3
