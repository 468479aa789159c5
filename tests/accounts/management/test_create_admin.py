"""`create_admin` adds the first account; its password never stands on a command line."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from registry.accounts.models import User
from registry.accounts.permissions import powers_of

pytestmark = pytest.mark.django_db


def test_the_password_comes_from_the_first_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("river-stone-lamp-77\n")
    out = io.StringIO()
    call_command("create_admin", "chief", "--password-file", str(file), "--json", stdout=out)
    user = User.objects.get(username="chief")
    assert json.loads(out.getvalue()) == {"id": user.pk, "username": "chief", "role": "administrator"}
    assert user.check_password("river-stone-lamp-77")
    assert not user.is_superuser
    assert powers_of(user, on=date(2999, 1, 1)).can("people.manage")


def test_the_password_can_come_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("river-stone-lamp-77\n"))
    call_command("create_admin", "chief", "--password-file", "-", stdout=io.StringIO())
    assert User.objects.get().check_password("river-stone-lamp-77")


@pytest.mark.parametrize("content", ["short", ""])
def test_a_weak_password_ends_with_2_and_writes_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "password"
    file.write_text(content)
    with pytest.raises(CommandError) as refused:
        call_command("create_admin", "chief", "--password-file", str(file))
    assert refused.value.returncode == 2
    assert not User.objects.exists()


def test_a_file_that_is_not_there_and_nobody_to_ask_end_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    for options in (["--password-file", str(tmp_path / "none")], []):
        with pytest.raises(CommandError) as refused:
            call_command("create_admin", "chief", *options)
        assert refused.value.returncode == 2
    assert not User.objects.exists()
