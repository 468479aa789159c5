"""What import-linter cannot see: references by name, writes outside services, a side door."""

import ast
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
# Lower floors first; a table may only point to its own floor or one below.
FLOORS = [
    ("contenttypes", "auth", "sessions", "pghistory"),
    ("common",),
    ("audit",),
    ("places",),
    ("accounts",),
    ("api", "rest_framework_api_key"),
    ("documents", "notices"),
    ("territory",),
    ("miners", "concessions"),
    ("formalization",),
    ("casework",),
    ("oversight",),
    ("publishing",),
    ("portal",),
]
FLOOR_OF = {label: number for number, labels in enumerate(FLOORS) for label in labels}
OURS = {label for labels in FLOORS[1:] for label in labels} - {"rest_framework_api_key"}
WRITES = {"save", "create", "get_or_create", "update_or_create", "delete", "bulk_create", "bulk_update"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_no_table_points_to_a_higher_floor() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and (field.many_to_one or (field.one_to_one and not field.auto_created))
        if FLOOR_OF.get(field.related_model._meta.app_label, 0) > FLOOR_OF[model._meta.app_label]
    ]
    assert wrong == []


def test_every_column_is_in_the_data_dictionary() -> None:
    silent = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if "Event" not in model.__name__ or model._meta.app_label == "audit"
        for field in model._meta.concrete_fields
        if not field.help_text and not field.primary_key and not isinstance(field, models.GeneratedField)
        if not _is_inherited_from_a_library(model, field.name)
    ]
    assert silent == []


def _is_inherited_from_a_library(model: type[models.Model], name: str) -> bool:
    """Columns of Django's user and of the library of keys have the words that their makers gave them."""
    return any(
        base.__module__.startswith(("django.", "rest_framework_api_key.")) and hasattr(base, name)
        for base in model.__mro__[1:]
    )


def _python_files() -> list[Path]:
    rooms = [ROOT / "registry", ROOT / "miners", ROOT / "concessions"]
    return [path for room in rooms for path in room.rglob("*.py")]


def _may_write(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    # The ground floor's own machinery (jobs, staging) and the law (which has no database) are their own services.
    return "services" in parts or "migrations" in parts or parts[:2] in {("registry", "common"), ("registry", "rules")}


def test_nothing_is_written_outside_services() -> None:
    wrong = []
    for path in _python_files():
        if _may_write(path):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            name, owner = node.func.attr, ast.unparse(node.func.value)
            is_manager = ".objects" in owner
            if (name in WRITES and (is_manager or name in {"save", "delete", "bulk_create", "bulk_update"})) or (
                name == "update" and is_manager
            ):
                if "form" in owner or "cache" in owner or "session" in owner:
                    continue
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {owner}.{name}")
    assert wrong == []


def test_there_is_no_admin_that_could_change_what_a_service_guards() -> None:
    assert not apps.is_installed("django.contrib.admin")
    rooms = [ROOT / name for name in ("registry", "miners", "concessions")]
    assert [path.name for room in rooms for path in room.rglob("admin.py")] == []


def test_registry_init_stays_empty() -> None:
    assert (ROOT / "registry" / "__init__.py").read_text() == ""


def test_no_module_passes_400_lines() -> None:
    files = [*_python_files(), *ROOT.joinpath("tests").rglob("*.py"), *ROOT.joinpath("bench").glob("*.py")]
    lines = {path: len(path.read_text().splitlines()) for path in files if "migrations" not in path.parts}
    assert {path.relative_to(ROOT): count for path, count in lines.items() if count > 400} == {}
