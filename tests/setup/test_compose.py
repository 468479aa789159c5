"""The description of the server's stack says nothing that the code does not know, and leaves out nothing it needs."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
STACK: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = STACK["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image", "").startswith("mining-register")}
SETTINGS = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "registry" / "settings").glob("*.py"))
READ_BY_SETTINGS = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))
WITHOUT_DEFAULT = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"\s*\)', SETTINGS))


# Given by the stack itself, or of no use in it: places inside the image, libraries, a pool it does not have, a trial mode.
FIXED_HERE = {
    "CELERY_TASK_ALWAYS_EAGER", "DATABASE_IS_POOLED", "GDAL_LIBRARY_PATH", "GEOS_LIBRARY_PATH", "SENDFILE_BACKEND",
    "STATIC_COMPRESS",
}  # fmt: skip


def words(service: dict[str, Any]) -> list[str]:
    return [word for part in service.get("command", []) for word in re.split(r"\s+|&&", part) if word]


def test_the_stack_has_every_part() -> None:
    assert set(SERVICES) == {"db", "broker", "prepare", "web", "worker", "beat", "proxy"}
    assert set(OURS) == {"prepare", "web", "worker", "beat"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_one_the_settings_read(name: str) -> None:
    assert "SECRET_KEY" in READ_BY_SETTINGS
    assert set(OURS[name]["environment"]) - READ_BY_SETTINGS == set()


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_without_default_is_given(name: str) -> None:
    assert {"SECRET_KEY", "CELERY_BROKER_URL"} <= WITHOUT_DEFAULT
    assert (WITHOUT_DEFAULT | {"DATABASE_URL"}) - set(OURS[name]["environment"]) == set()


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_that_an_administrator_may_change_reaches_the_process(name: str) -> None:
    """What stands in `.env` alone does not: a former key that is not handed on would lock everybody out."""
    assert set(FIXED_HERE) <= READ_BY_SETTINGS
    assert READ_BY_SETTINGS - FIXED_HERE - set(OURS[name]["environment"]) == set()


def test_the_proxy_refuses_at_the_size_at_which_the_register_does() -> None:
    assert "REGISTRY_MAX_REQUEST_MB" in SERVICES["proxy"]["environment"]
    default = re.search(r'"REGISTRY_MAX_REQUEST_MB", default=(\d+)', SETTINGS)
    assert default is not None
    text = (REPOSITORY / "deploy" / "Caddyfile").read_text()
    assert f"max_size {{$REGISTRY_MAX_REQUEST_MB:{default.group(1)}}}MB" in text


def test_no_secret_has_a_default_and_each_is_demanded_with_a_sentence() -> None:
    used = set(re.findall(r"\$\{([A-Z_]+)", TEXT))
    demanded = set(re.findall(r"\$\{([A-Z_]+):\?[A-Z][^}]{10,}\}", TEXT))
    assert used == demanded
    assert {"SECRET_KEY", "DATABASE_APP_PASSWORD", "DATABASE_OWNER_PASSWORD", "BROKER_PASSWORD"} <= demanded
    assert not re.search(r"\$\{[A-Z_]+:?-", TEXT), "a default value"


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_server_is_never_a_demo_and_never_debugged(name: str) -> None:
    environment = OURS[name]["environment"]
    assert (environment["REGISTRY_DEMO"], environment["DJANGO_DEBUG"], environment["REGISTRY_HTTPS"]) == ("0", "0", "1")


@pytest.mark.parametrize("name", sorted(OURS))
def test_foreign_code_runs_without_rights_and_dumps_nothing(name: str) -> None:
    service = OURS[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"] == {"core": 0}
    assert not {"cap_add", "privileged", "pid", "network_mode", "devices", "user"} & set(service)
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER register$", dockerfile, re.MULTILINE)
    assert "chown" not in dockerfile, "the code belongs to root: who runs it cannot change it"


def test_only_the_preparation_knows_the_owner_of_the_tables() -> None:
    assert [name for name, one in OURS.items() if "register_owner" in str(one["environment"])] == ["prepare"]


def test_the_preparation_makes_tables_grants_rights_and_refuses_demo_logins() -> None:
    asked = words(SERVICES["prepare"])
    commands = [asked[at + 1] for at, word in enumerate(asked) if word == "manage.py"]
    assert commands == ["migrate", "prepare_database"]
    assert set(commands) <= set(get_commands())
    assert "deploy/refuse_demo.py" in asked
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_every_command_exists() -> None:
    assert SERVICES["worker"]["command"][:4] == ["celery", "-A", "registry", "worker"]
    assert SERVICES["beat"]["command"][:4] == ["celery", "-A", "registry", "beat"]
    assert '"gunicorn", "registry.wsgi"' in (REPOSITORY / "Dockerfile").read_text()
    for module in ("celery", "gunicorn", "registry.wsgi", "registry.celery"):
        assert find_spec(module) is not None, module


def test_every_mounted_file_and_volume_exists() -> None:
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            there = (REPOSITORY / source).exists() if source.startswith(".") else source in STACK["volumes"]
            assert there, mount


def test_every_script_named_exists() -> None:
    for name in set(re.findall(r"deploy/[\w/.-]+", TEXT + (REPOSITORY / "Dockerfile").read_text())):
        assert (REPOSITORY / name).exists(), name


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"prepare"}))
def test_every_lasting_service_has_a_health_check_and_starts_again(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_what_a_process_says_never_fills_the_disk(name: str) -> None:
    assert set(SERVICES[name]["logging"]["options"]) == {"max-size", "max-file"}


def test_every_dependency_is_a_service() -> None:
    assert all(set(service.get("depends_on", {})) <= set(SERVICES) for service in SERVICES.values())


def test_only_the_proxy_is_open_to_the_world() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_the_image_steps_down_from_root_and_holds_what_the_papers_need() -> None:
    from stack import packages

    text = (REPOSITORY / "Dockerfile").read_text()
    last = text.split("FROM ")[-1]
    assert "USER register" in last
    assert set(packages._pango_packages()) <= set(last.split())


def test_the_settings_stop_without_a_secret_key_and_name_it() -> None:
    env = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    env |= {"DATABASE_URL": "postgis://nobody@127.0.0.1:1/none", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, "-c", "import registry.settings"]
    done = subprocess.run(command, cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


def test_the_image_can_save_the_database_of_the_stack() -> None:
    """`pg_dump` refuses a server newer than itself: Debian 13 brings the tools of PostgreSQL 17."""
    tools = {"debian:13-slim": 17}
    base = (REPOSITORY / "Dockerfile").read_text().rsplit("FROM ", 1)[1].split()[0]
    server = int(SERVICES["db"]["image"].split(":")[1].split("-")[0])
    assert server <= tools[base]


def test_the_address_of_the_mail_server_that_is_proposed_is_understood() -> None:
    import dj_email_url

    proposed = set(re.findall(r"[a-z+]+://user:password@[\w.]+:\d+", TEXT))
    assert len(proposed) == 1
    assert dj_email_url.parse(proposed.pop())["EMAIL_USE_TLS"] is True


def test_the_address_of_a_visitor_is_the_one_the_proxy_saw() -> None:
    """Without it everybody would share the quota of one address: the proxy's."""
    assert "REGISTRY_PROXIES" in READ_BY_SETTINGS
    assert {service["environment"]["REGISTRY_PROXIES"] for service in OURS.values()} == {"1"}
