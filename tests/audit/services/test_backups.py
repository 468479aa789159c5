"""A backup goes into an empty place and comes back the same: rows, the chain of events, each document."""

import hashlib
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg import sql

from miners.models import Person
from registry.audit.models import Seal
from registry.audit.services import Actor, Change, event_record, events_seal
from registry.audit.services.backups import backup_make
from registry.common.backup import folders
from registry.common.errors import DomainError

EVENTS = 25
ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


def quiet(_text: str) -> None:
    """Progress nobody reads."""


@pytest.fixture
def register(settings, tmp_path: Path, at: datetime) -> Path:
    """A register with persons, events and documents; the folder of its files."""
    settings.REGISTRY_VAR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var" / "documents"
    folder = settings.MEDIA_ROOT / "2026" / "11"
    folder.mkdir(parents=True)
    (folder / "résolution 1.pdf").write_bytes(b"%PDF-1.7 a document\x00\xff")
    (folder / "plan.txt").write_text("second")
    keys = tmp_path / "var" / "keys"
    keys.mkdir()
    (keys / "signing.pem").write_text("not a real key")
    by = Actor.system("test")
    for number in range(EVENTS):
        with transaction.atomic():
            person = Person.objects.create(full_name=f"Ñamoro Velípaz {number}", source="demo")
            event_record(
                kind="miners.person.created", by=by, at=at, subject=person,
                changes=[Change("full_name", None, person.full_name, is_personal=True), Change("source", None, "demo")],
            )  # fmt: skip
    # Events are sealed once no older transaction runs on the server, which other tests share.
    until = time.monotonic() + 60
    while Seal.objects.count() < EVENTS and time.monotonic() < until:
        events_seal(at=at)
        time.sleep(0.05)
    return tmp_path


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database of its own without a table, thrown away afterwards."""
    name = f"restore_{uuid.uuid4().hex[:12]}"
    params = connection.get_connection_params()
    reach = {key: params[key] for key in ("host", "port", "user", "password") if params.get(key)}
    with psycopg.connect(dbname="postgres", autocommit=True, **reach) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield name
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def manage(database: str, var: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own on another database."""
    own = connection.settings_dict
    password = f":{own['PASSWORD']}" if own["PASSWORD"] else ""
    host = str(own["HOST"]).replace("/", "%2F")
    url = f"postgis://{own['USER']}{password}@{host}:{own['PORT'] or 5432}/{database}"
    env = {**os.environ, "DATABASE_URL": url, "REGISTRY_VAR": str(var), "SECRET_KEY": django_settings.SECRET_KEY}
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_a_backup_comes_back_the_same(register: Path, empty_database: str, at: datetime) -> None:
    made = backup_make(target=register / "backup", at=at, say=quiet)
    assert made["documents"] == 2
    assert made["chain"]["position"] == EVENTS
    done = manage(empty_database, register / "new", "restore", str(register / "backup"), "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["differences"] == []
    assert answer["secret_key_same"] is True
    assert (answer["rows"], answer["tables"], answer["documents"]) == (made["rows"], made["tables"], 2)
    assert answer["chain"] == {"checked": EVENTS, "digest": made["chain"]["digest"]}
    old, new = register / "var" / "documents", register / "new" / "documents"
    assert (new / "2026/11/résolution 1.pdf").read_bytes() == (old / "2026/11/résolution 1.pdf").read_bytes()
    assert (register / "new" / "keys" / "signing.pem").read_text() == "not a real key"
    verified = manage(empty_database, register / "new", "verify_audit", "--json")
    assert json.loads(verified.stdout) == {"checked": EVENTS, "broken": []}
    again = manage(empty_database, register / "elsewhere", "restore", str(register / "backup"))
    assert again.returncode == 2
    assert "empty" in again.stderr


def test_former_keys_are_kept_and_asked_for(register: Path, empty_database: str, at: datetime, settings) -> None:
    """Who has not logged in since the change of the key still has a password made under the former one."""
    settings.SECRET_KEY_FALLBACKS = ["the-key-of-last-year", "the-key-before"]
    backup_make(target=register / "backup", at=at, say=quiet)
    former = register / "backup" / "keys" / "secret_key_fallbacks"
    assert former.read_text() == "the-key-of-last-year,the-key-before"
    assert former.stat().st_mode & 0o077 == 0
    done = manage(empty_database, register / "new", "restore", str(register / "backup"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["secret_key_same"] is False
    assert "SECRET_KEY_FALLBACKS" in done.stderr
    assert not (register / "new" / "keys" / "secret_key_fallbacks").exists()


def test_a_restore_that_fails_leaves_the_place_as_empty_as_it_was(
    register: Path, empty_database: str, at: datetime
) -> None:
    """A disk without room, a dump that cannot be read: the same command can be given again."""
    backup_make(target=register / "backup", at=at, say=quiet)
    var, dump = register / "new", register / "backup" / "database.dump"
    manifest = register / "backup" / "manifest.json"
    whole, told = dump.read_bytes(), json.loads(manifest.read_text())
    dump.write_bytes(whole[:2000])
    told["files"]["database.dump"] = hashlib.sha256(whole[:2000]).hexdigest()
    manifest.write_text(json.dumps(told))
    failed = manage(empty_database, var, "restore", str(register / "backup"))
    assert failed.returncode == 3, failed.stderr
    assert "Traceback" not in failed.stderr
    assert not any(path.is_file() for path in var.rglob("*"))
    dump.write_bytes(whole)
    told["files"]["database.dump"] = hashlib.sha256(whole).hexdigest()
    manifest.write_text(json.dumps(told))
    assert manage(empty_database, var, "restore", str(register / "backup")).returncode == 0


def test_many_files_that_cannot_be_copied_are_one_sentence(tmp_path: Path) -> None:
    source = tmp_path / "from"
    source.mkdir()
    for number in range(30):
        (source / str(number)).symlink_to("nowhere")
    with pytest.raises(OSError, match="30 files could not be copied, the first of them: ") as told:
        folders.copy(source, tmp_path / "to")
    assert len(str(told.value)) < 300


def test_the_append_only_log_stays_append_only_after_a_restore(
    register: Path, empty_database: str, at: datetime
) -> None:
    backup_make(target=register / "backup", at=at, say=quiet)
    assert manage(empty_database, register / "new", "restore", str(register / "backup")).returncode == 0
    params = {**connection.get_connection_params(), "dbname": empty_database}
    reach = {key: params[key] for key in ("host", "port", "user", "password", "dbname") if params.get(key)}
    with psycopg.connect(**reach) as other, pytest.raises(psycopg.errors.InsufficientPrivilege):
        other.execute("DELETE FROM audit_event")


def test_a_backup_that_was_changed_is_refused_before_anything_is_written(
    register: Path, empty_database: str, at: datetime
) -> None:
    backup_make(target=register / "backup", at=at, say=quiet)
    document = register / "backup" / "documents" / "2026" / "11" / "plan.txt"
    document.write_text("another")
    done = manage(empty_database, register / "new", "restore", str(register / "backup"))
    assert done.returncode == 2
    assert "plan.txt was changed" in done.stderr
    assert not (register / "new" / "documents").exists()
    tables = manage(empty_database, register / "new", "restore", str(register))
    assert tables.returncode == 2
    assert "manifest.json" in tables.stderr


def test_only_the_owner_reads_a_backup_and_no_folder_is_written_twice(register: Path, at: datetime) -> None:
    target = register / "backup"
    backup_make(target=target, at=at, say=quiet)
    assert target.stat().st_mode & 0o077 == 0
    assert (target / "keys" / "secret_key").stat().st_mode & 0o077 == 0
    with pytest.raises(DomainError, match="new folder"):
        backup_make(target=target, at=at, say=quiet)
    assert sorted(path.name for path in target.iterdir()) == ["database.dump", "documents", "keys", "manifest.json"]
    assert not list(register.glob(".*partial"))


def test_a_folder_that_cannot_be_written_ends_with_2(register: Path) -> None:
    (register / "file").write_text("not a folder")
    for command in ("backup", "export_all"):
        with pytest.raises(CommandError) as refused:
            call_command(command, str(register / "file" / "below"))
        assert refused.value.returncode == 2


def test_without_a_client_program_the_command_ends_with_3_and_names_the_package(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.common.backup.programs.VERSIONED", register / "nowhere")
    monkeypatch.setenv("PATH", str(register))
    with pytest.raises(CommandError, match="postgresql-client-") as refused:
        call_command("backup", str(register / "backup"))
    assert refused.value.returncode == 3
    assert not list(register.glob("*backup*"))
