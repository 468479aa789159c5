"""A fault that can be expected ends a command with a sentence and an exit code, never with a trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
NOWHERE = {"DATABASE_URL": "postgis://nobody@127.0.0.1:1/none", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}


def asked(*command: str, without: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person does."""
    env = {name: value for name, value in (os.environ | NOWHERE | settings).items() if name != without}
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "manage.py"), *command],
        env=env, cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "without", "code", "says"),
    [
        (["nothing_of_ours"], "", 2, "Unknown command"),
        (["verify_audit", "--json"], "", 3, "The database is away"),
        (["verify_audit"], "SECRET_KEY", 3, '"SECRET_KEY" not set'),
    ],
)
def test_a_sentence_and_no_trace(command: list[str], without: str, code: int, says: str) -> None:
    done = asked(*command, without=without)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_trace_for_who_asks_for_one() -> None:
    done = asked("verify_audit", "--traceback")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


@pytest.mark.django_db(transaction=True)
def test_tables_that_are_not_there_are_told() -> None:
    from django.db import connection

    own = connection.settings_dict
    password = f":{own['PASSWORD']}" if own["PASSWORD"] else ""
    url = f"postgis://{own['USER']}{password}@{str(own['HOST']).replace('/', '%2F')}:{own['PORT'] or 5432}/postgres"
    done = asked("verify_audit", DATABASE_URL=url)
    assert done.returncode == 3
    assert "migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_who_stops_reading_is_no_fault() -> None:
    """`… | head`: the list is long, and one line of it was enough."""
    command = f"{sys.executable} {REPOSITORY / 'manage.py'} classify --facts - | head -c 1; exit ${{PIPESTATUS[0]}}"
    items = "[" + ",".join(f'{{"id": {number}, "facts": {{}}}}' for number in range(300)) + "]"
    done = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, **NOWHERE}, cwd=REPOSITORY, input=items, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    import errno
    import runpy

    door = runpy.run_path(str(REPOSITORY / "manage.py"), run_name="door")

    def full(_self: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "anchors/2026-11-21.json")

    monkeypatch.setattr(door["Door"], "execute", full)
    assert door["main"](["manage.py", "anchor"]) == 3
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert "No space left on device" in said
    with pytest.raises(OSError, match="No space"):
        door["main"](["manage.py", "anchor", "--traceback"])
