"""How long personal data are kept: rules as data (`retention.toml`), a dry run, and emptying that leaves its trace.

An emptied field is told as erased (`Erasure`, or the row's own mark), its event keeps the digest, and the chain stays
whole. Emptying also reaches the versions that the database keeps of the row, else the value would live on there.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, QuerySet

from registry.audit.models import Erasure
from registry.audit.services.as_of import end_of, history_model
from registry.audit.services.events import Actor, event_record

RULES = Path(__file__).resolve().parent.parent / "retention.toml"
BATCH = 1_000
IN_FORCE = "in_force"
BY = Actor.system("retention")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: which rows, when they are old enough, and what becomes of them."""

    id: str
    says: str
    table: str
    action: str
    age: str
    after_days: int
    state: str
    basis: str
    checked: str
    fields: tuple[str, ...] = ()
    marks: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What a rule did, or would do."""

    rule: Rule
    rows: int


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules.

    Raises:
        ValueError: a rule names a table, field, action or state that does not exist.
    """
    said = tomllib.loads(RULES.read_text(encoding="utf-8"))["rule"]
    found = tuple(Rule(**{**one, "fields": tuple(one.get("fields", ()))}) for one in said)
    for rule in found:
        _check(rule)
    return found


def _check(rule: Rule) -> None:
    model = apps.get_model(rule.table)
    names = {one.name for one in model._meta.get_fields()}  # noqa: SLF001 - Django's public name
    unknown = {*rule.fields, rule.age.split("__")[0], *([rule.marks] if rule.marks else [])} - names
    if unknown or rule.action not in {"empty", "remove"} or rule.state not in {IN_FORCE, "proposed"}:
        msg = f"the rule of retention {rule.id} names what does not exist: {sorted(unknown) or rule.action}"
        raise ValueError(msg)


def due(rule: Rule, *, on: date) -> QuerySet[Any]:
    """Return the rows that a rule reaches on a day: old enough, under its condition, and not emptied yet."""
    model = apps.get_model(rule.table)
    manager: models.Manager[Any] = model._default_manager  # noqa: SLF001 - Django's public name
    rows = manager.filter(**{f"{rule.age}__lt": end_of(on - timedelta(days=rule.after_days + 1))}, **rule.when)
    if rule.action == "empty":
        rows = rows.filter(**{rule.marks: None}) if rule.marks else rows.exclude(_is_empty(model, rule.fields))
    return rows


def _is_empty(model: type[models.Model], fields: tuple[str, ...]) -> Q:
    return Q(**{name: _nothing(model, name) for name in fields})


def _nothing(model: type[models.Model], name: str) -> Any:
    """What an emptied field holds: null where it may, else an empty text."""
    return None if model._meta.get_field(name).null else ""  # noqa: SLF001 - Django's public name


def retention_plan(*, on: date) -> list[Done]:
    """Return what each rule, in force or proposed, would reach on a day; nothing is written."""
    return [Done(rule, due(rule, on=on).distinct().count()) for rule in rules()]


def retention_apply(*, on: date, at: datetime) -> list[Done]:
    """Apply the rules in force, in batches of a transaction each; returns what each did."""
    return [Done(rule, sum(_batches(rule, on, at))) for rule in rules() if rule.state == IN_FORCE]


def _batches(rule: Rule, on: date, at: datetime) -> Iterator[int]:
    while True:
        with transaction.atomic():
            numbers = list(due(rule, on=on).values_list("pk", flat=True)[:BATCH])
            if not numbers:
                return
            _remove(rule, numbers) if rule.action == "remove" else _empty(rule, numbers, at)
            event_record(
                kind="audit.retention.applied", by=BY, at=at,
                facts={"rule": rule.id, "rows": len(numbers), "fields": list(rule.fields), "basis": rule.basis},
            )  # fmt: skip
        yield len(numbers)


def _remove(rule: Rule, numbers: list[Any]) -> None:
    apps.get_model(rule.table)._default_manager.filter(pk__in=numbers).delete()  # noqa: SLF001 - Django's public name


def _empty(rule: Rule, numbers: list[int], at: datetime) -> None:
    model = apps.get_model(rule.table)
    nothing: dict[str, Any] = {name: _nothing(model, name) for name in rule.fields}
    rows = model._default_manager.filter(pk__in=numbers)  # noqa: SLF001 - Django's public name
    if rule.marks:
        rows.update(**nothing, **{rule.marks: at})
        return
    rows.update(**nothing)
    Erasure.objects.bulk_create(
        Erasure(subject_type=rule.table, subject_id=number, fields=list(rule.fields), rule=rule.id, erased_at=at)
        for number in numbers
    )
    try:
        versions = history_model(model)
    except LookupError:
        return
    versions._default_manager.filter(pgh_obj_id__in=numbers).update(**nothing)  # noqa: SLF001 - as above
