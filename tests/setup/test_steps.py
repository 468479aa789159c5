"""The steps of the set-up: done once, done again when their input changes, refused with a sentence."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from stack import (
    account,
    command_bench,
    command_manage,
    command_run,
    command_test,
    database,
    environment,
    home,
    packages,
    running,
    servers,
    speak,
    stamps,
    supervisor,
    variables,
)
from stack.home import Home

REPOSITORY = Path(__file__).resolve().parents[2]
WHERE = servers.Addresses("postgis://app@h/d", "postgis://owner@h/d", "register_app", "redis://h/0")


@pytest.fixture
def place(reachable_folder: Path) -> Home:
    clone = reachable_folder / "clone"
    for part in ("stamps", "logs"):
        (clone / "var" / part).mkdir(parents=True)
    return Home(clone, clone / "var")


def test_a_step_is_done_again_only_when_its_input_changes(tmp_path: Path) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("one")
    stamps.note(tmp_path, "step", stamps.digest([lock], "word"))
    assert stamps.is_done(tmp_path, "step", stamps.digest([lock], "word"))
    assert not stamps.is_done(tmp_path, "step", stamps.digest([lock], "other word"))
    lock.write_text("two")
    assert not stamps.is_done(tmp_path, "step", stamps.digest([lock], "word"))


def test_only_the_named_front_end_files_are_copied_and_a_missing_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "node_modules" / "thing" / "dist").mkdir(parents=True)
    (tmp_path / "node_modules" / "thing" / "dist" / "thing.min.js").write_text("1")
    vendor = tmp_path / "vendor"
    environment._copy_named({"thing/thing.js": "thing/dist/thing.min.js"}, tmp_path / "node_modules", vendor)
    assert [path.relative_to(vendor).as_posix() for path in vendor.rglob("*.js")] == ["thing/thing.js"]
    with pytest.raises(speak.SetupError, match=r"thing/dist/gone\.js"):
        environment._copy_named({"x.js": "thing/dist/gone.js"}, tmp_path / "node_modules", vendor)


def test_the_front_end_lock_holds_no_address_and_every_vendor_file_is_of_a_locked_package() -> None:
    lock = (REPOSITORY / "package-lock.json").read_text()
    assert "http" not in lock.replace('"url": "https://', "")
    named = json.loads((REPOSITORY / "package.json").read_text())
    assert {origin.split("/")[0] for origin in named["vendor"].values()} == set(named["dependencies"])


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_hashes_and_no_address(name: str) -> None:
    text = (REPOSITORY / name).read_text()
    assert "://" not in text
    requirements = [line for line in text.splitlines() if line[:1].isalnum()]
    assert len(requirements) > 50
    assert all("==" in line and line.endswith("\\") for line in requirements)


def test_both_locks_install_the_same_versions_of_what_runs() -> None:
    def pins(name: str) -> set[str]:
        lines = (REPOSITORY / name).read_text().splitlines()
        return {line.removesuffix("\\").strip() for line in lines if line[:1].isalnum()}

    def plain(pin: str) -> str:
        return pin.split(";", maxsplit=1)[0].strip()

    tested = {plain(pin) for pin in pins("requirements-dev.lock")}
    assert {plain(pin) for pin in pins("requirements.lock")} - tested == set()


def test_the_mirror_follows_the_clone_and_holds_no_hidden_file(place: Home, tmp_path: Path) -> None:
    apart = Home(place.clone, tmp_path / "apart")
    (place.clone / "manage.py").write_text("one")
    (place.clone / ".env").write_text("secret")
    (place.clone / "old.py").write_text("x")
    environment.mirror(apart)
    (place.clone / "manage.py").write_text("three")
    (place.clone / "old.py").unlink()
    environment.mirror(apart)
    assert apart.is_apart
    assert [path.name for path in apart.code.rglob("*")] == ["manage.py"]
    assert (apart.code / "manage.py").read_text() == "three"


def test_the_web_server_is_never_told_the_owners_address(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgis://owner@h/d")
    env = variables.for_code(place, WHERE, demo=True, port=8123)
    assert not any("owner@" in value for value in env.values())
    assert env["DATABASE_URL"] == WHERE.database
    assert env["REGISTRY_PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert variables.as_owner(env, WHERE)["DATABASE_URL"] == WHERE.database_owner


def test_the_key_is_made_once_and_for_its_owner_only(place: Home) -> None:
    assert variables.secret_key(place) == variables.secret_key(place)
    assert len(variables.secret_key(place)) > 50
    assert (place.folder / "secret_key").stat().st_mode & 0o077 == 0


def test_the_persons_settings_do_not_reach_the_tests(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example")
    monkeypatch.setenv("REGISTRY_SHARED_DATA", "/data")
    env = command_test.for_tests(place, WHERE, str(place.folder / "files"))
    assert "EMAIL_URL" not in env
    assert env["REGISTRY_SHARED_DATA"] == "/data"


def test_a_demo_is_never_poured_into_a_register_that_was_begun_empty(
    place: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    servers.register_place(place).folder.mkdir(parents=True)
    database.keep_mode(place, database.MODE_EMPTY)
    assert supervisor.choose_mode(place, empty=False) == database.MODE_EMPTY
    assert "stays without a demo" in capsys.readouterr().err


def test_an_empty_register_is_not_begun_on_top_of_a_demo(place: Home) -> None:
    servers.register_place(place).folder.mkdir(parents=True)
    database.keep_mode(place, database.MODE_DEMO)
    with pytest.raises(speak.SetupError, match="--reset --empty") as refusal:
        supervisor.choose_mode(place, empty=True)
    assert refusal.value.code == speak.WRONG_INPUT


@pytest.mark.parametrize(("mode", "kept_files"), [("demo", 0), ("empty", 1)])
def test_a_reset_deletes_a_demo_and_sets_anything_else_aside(place: Home, mode: str, kept_files: int) -> None:
    servers.register_place(place).folder.mkdir(parents=True)
    database.keep_mode(place, mode)
    (place.folder / "files").mkdir()
    (place.folder / "files" / "title.pdf").write_text("paper")
    supervisor.reset(place)
    assert not (place.folder / "files").exists()
    assert not (place.folder / "servers" / "register" / "mode").exists()
    assert len(list(place.folder.glob("set-aside-*/files/title.pdf"))) == kept_files


def test_a_server_of_somebody_else_is_never_emptied(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgis://db.example/theirs")
    with pytest.raises(speak.SetupError, match="not ours to empty"):
        supervisor.reset(place)


def test_a_taken_port_is_refused_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(speak.SetupError, match=f"Port {port} is taken"):
            supervisor.choose_port(port)
        monkeypatch.setattr(supervisor, "USUAL_PORT", port)
        assert supervisor.choose_port(None) != port


def test_without_a_package_manager_the_error_names_what_is_missing_and_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(packages.shutil, "which", lambda _name, **_more: None)
    need = packages.Need("PostgreSQL 15 or later with PostGIS", lambda: False, lambda: ["postgresql"])
    with pytest.raises(speak.SetupError, match=r"PostgreSQL 15 or later with PostGIS.*docker compose up") as refusal:
        packages.ensure([need], tmp_path)
    assert refusal.value.code == speak.MISSING


def test_without_rights_the_error_names_the_command_for_an_administrator(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(packages.shutil, "which", lambda name, **_more: "/usr/bin/apt-get" if "apt" in name else None)
    monkeypatch.setattr(account, "is_superuser", lambda: False)
    need = packages.Need("Redis", lambda: False, lambda: ["redis-tools"])
    with pytest.raises(speak.SetupError, match="Ask an administrator for: apt-get install redis-tools"):
        packages.ensure([need], tmp_path)


def test_nothing_is_installed_where_nothing_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packages.shutil, "which", lambda _name, **_more: None)
    packages.ensure([packages.Need("Redis", lambda: True, lambda: ["redis-tools"])], tmp_path)


def test_no_question_is_asked_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert not speak.may_ask()


def test_a_failed_step_shows_the_end_of_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", "print('about to fail'); raise SystemExit(4)"]
    with pytest.raises(speak.SetupError, match=r"(?s)exit 4.*about to fail"):
        speak.run_step("A step", command, log=tmp_path / "log")
    assert "about to fail" in (tmp_path / "log").read_text()
    assert "A step: failed" in capsys.readouterr().err


def test_what_is_announced_is_whole_and_for_its_owner_only(place: Home) -> None:
    said = running.announce(place, "http://127.0.0.1:1", demo=False, accounts={})
    assert set(said) == {"url", "pid", "demo", "logins", "status", "verification_code", "api_key"}
    assert (place.clone / "var" / "run.json").stat().st_mode & 0o077 == 0
    running.withdraw(place)
    assert not (place.clone / "var" / "run.json").exists()


def test_the_help_of_a_command_needs_no_server(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(command_manage.setup, "prepare", lambda: place)
    monkeypatch.setattr(
        command_manage.servers, "running", lambda *_args, **_options: pytest.fail("a server was started")
    )
    monkeypatch.setattr(command_manage.children, "call", lambda command, env: called.append(command) or 0)
    for argv in (["import_rights", "--help"], ["help", "backup"], ["-h"]):
        assert command_manage.main(argv) == 0
        assert called[-1][2:] == argv


@pytest.mark.parametrize(("is_demo", "code", "mode"), [(True, 0, "demo"), (False, 1, "empty"), (False, 2, None)])
def test_a_restored_register_is_what_it_was(
    place: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_demo: bool, code: int, mode: str | None
) -> None:
    """Else the next start would take it for a new one and pour a demo into it."""
    (tmp_path / "manifest.json").write_text(json.dumps({"demo": is_demo}))
    (place.folder / "servers" / "register").mkdir(parents=True)
    monkeypatch.setattr(command_manage.children, "call", lambda command, env: code)
    assert command_manage.run(place, servers.NONE, ["restore", str(tmp_path), "--json"]) == code
    assert database.mode_kept(place) == mode


def test_stopping_and_resetting_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a backup finds an empty place to be restored into."""
    done: list[str] = []
    monkeypatch.setattr(command_run, "stop", lambda *_args, **_options: done.append("stop") or 0)
    monkeypatch.setattr(command_run.supervisor, "reset", lambda *_args: done.append("reset"))
    monkeypatch.setattr(command_run, "start", lambda *_args: pytest.fail("something was started"))
    assert command_run.main(["--stop", "--reset"]) == 0
    assert done == ["stop", "reset"]


def test_the_files_of_the_pages_are_collected_again_where_a_reset_took_them(
    place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie among the register's files; a stamp beside them does not know."""
    steps: list[str] = []
    collected = place.folder / "files" / "static" / "staticfiles.json"

    def collect(_home: Home, _title: str, command: list[str], _env: dict[str, str]) -> None:
        steps.append(command[0])
        collected.parent.mkdir(parents=True, exist_ok=True)
        collected.touch()

    monkeypatch.setattr(database, "_step", collect)
    env = {"REGISTRY_VAR": str(place.folder / "files")}
    for _ in range(2):
        database.static_files(place, env)
    assert steps == ["collectstatic"]
    collected.unlink()
    database.static_files(place, env)
    assert steps == ["collectstatic"] * 2


def test_an_unknown_benchmark_is_wrong_input() -> None:
    with pytest.raises(speak.SetupError) as refusal:
        command_bench.main(["no_such_measurement"])
    assert refusal.value.code == speak.WRONG_INPUT


def test_a_register_that_does_not_run_says_so_with_exit_3(reachable_folder: Path) -> None:
    clone = reachable_folder / "clone"
    shutil.copytree(REPOSITORY / "bin", clone / "bin", ignore=shutil.ignore_patterns("__pycache__"))
    (clone / "manage.py").write_text("")
    command = [sys.executable, str(clone / "bin" / "run"), "--status", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["running"]) == (3, False), done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lose rights")
def test_a_clone_that_others_cannot_reach_keeps_its_things_apart(
    reachable_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "ELSEWHERE", reachable_folder / "elsewhere")
    closed = reachable_folder / "closed"
    clone = closed / "clone"
    (clone / "bin" / "stack").mkdir(parents=True)
    (clone / "bin" / "stack" / "home.py").write_text("")
    (clone / "manage.py").write_text("")
    assert not home.locate(clone).is_apart
    closed.chmod(0o700)
    found = home.locate(clone)
    assert found.is_apart
    assert found.folder.parent == reachable_folder / "elsewhere"


def test_what_is_optional_does_not_stop_the_tests(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(packages.shutil, "which", lambda _name: None)
    wished = packages.Need("ogr2ogr", lambda: False, lambda: ["gdal-bin"], is_optional=True)
    needed = packages.Need("PostGIS", lambda: False, lambda: ["postgis"])
    packages.ensure([wished], tmp_path)
    assert "Going on without" in "".join(capsys.readouterr())
    with pytest.raises(packages.SetupError):
        packages.ensure([wished, needed], tmp_path)
