"""`seed_demo` and `demo_accounts`: answers and exit codes."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from concessions.models import MiningRight
from registry.formalization.models import Registration

pytestmark = pytest.mark.django_db


def answered(*command: str) -> dict[str, object]:
    out = io.StringIO()
    call_command(*command, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue())


def test_a_demo_is_seeded_and_its_logins_are_told(settings) -> None:
    settings.REGISTRY_DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    first = answered("seed_demo", "--seed", "3", "--registrations", "200", "--rights", "30")
    assert first["seeded"] is True
    assert first["rows"]["formalization.registration"] == 200 == Registration.objects.count()
    assert answered("seed_demo")["seeded"] is False
    told = answered("demo_accounts")
    assert told["demo"] is True
    assert told["verification_code"] is None
    assert told["api_key"] is None
    assert all(set(login) == {"role", "username", "password", "totp_secret"} for login in told["logins"])
    assert all(len(login["password"]) >= 12 for login in told["logins"])
    assert Registration.objects.filter(status_code=told["status"]["code"]).count() == 1


@pytest.mark.parametrize("command", ["seed_demo", "demo_accounts"])
def test_outside_of_a_demo_both_end_with_3(settings, command: str) -> None:
    settings.REGISTRY_DEMO = False
    with pytest.raises(CommandError) as refused:
        call_command(command)
    assert refused.value.returncode == 3


def test_an_empty_demo_has_no_logins_yet(settings) -> None:
    settings.REGISTRY_DEMO = True
    with pytest.raises(CommandError) as refused:
        call_command("demo_accounts")
    assert refused.value.returncode == 3


def test_beside_real_data_seeding_ends_with_2(settings) -> None:
    settings.REGISTRY_DEMO = True
    MiningRight.objects.create(code="010000111", source="cadastre")
    with pytest.raises(CommandError) as refused:
        call_command("seed_demo", stderr=io.StringIO())
    assert refused.value.returncode == 2
