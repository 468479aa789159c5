"""Which tables and columns leave, as what, and the reason for each one that stays.

Everything of the register's own rooms leaves, its history too. What stays is a secret (hashes of passwords and
keys), what can be made again from the rest, and the tables of libraries (sessions, locked logins).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from registry.common.spatial.fields import GridShapeField

ROOMS = ("miners", "concessions")
OWN = "registry."
# Who wrote a version of a row: the history points to it, a library keeps it.
ALSO = {"pghistory.context"}
WITHHELD = {
    "accounts.user.password": "a hash that would let a password be guessed",
    "portal.entrycode": "one-time codes and visits, as hashes; what was done in them stands in the events",
    "portal.contactchange": "one-time codes, as hashes; the change itself stands in the events",
    "common.job": "work of this machine, not of the register",
    "territory.runpart": "work of this machine; what it found leaves as checks and findings",
    "api.organizationkey": "hashes of keys; an organization makes new ones",
    "publishing.told": "work of this machine",
}
DERIVED = {
    "common.nameword": "the words of the names, for searching; made again from the names",
    "territory.areapiece": "cut from the areas when a layer is loaded, made again on loading",
}
TYPES = {
    "DecimalField": "number",
    "FloatField": "number",
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "datetime",
    "JSONField": "any",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it leaves: its name in the file, SQL expression, type of the table schema and meaning."""

    name: str
    sql: str
    type: str
    meaning: str
    codes: dict[str, str]
    refers_to: str = ""


def models_to_export() -> list[type[models.Model]]:
    """Return the models of the register's own rooms in the order of their tables, without the withheld ones."""
    own = [
        model
        for model in apps.get_models()
        if (model.__module__.startswith(OWN) or model.__module__.split(".")[0] in ROOMS or label(model) in ALSO)
        and model._meta.managed  # noqa: SLF001 - Django's public name
        and label(model) not in {**WITHHELD, **DERIVED}
    ]
    return sorted(own, key=lambda model: model._meta.db_table)  # noqa: SLF001 - as above


def label(model: type[models.Model]) -> str:
    """Return room.model in small letters."""
    return str(model._meta.label_lower)  # noqa: SLF001 - Django's public name


def columns_of(model: type[models.Model]) -> list[Column]:
    """Return the columns of a table that leave in its CSV; shapes in degrees leave in files of their own."""
    return [_column(field) for field in _fields(model) if not isinstance(field, GeometryField)]


def shapes_of(model: type[models.Model]) -> list[str]:
    """Return the names of the columns with a shape in longitude and latitude."""
    return [_name(field) for field in _fields(model) if isinstance(field, GeometryField)]


def _fields(model: type[models.Model]) -> Iterator[models.Field]:  # type: ignore[type-arg] # fields of any kind
    for field in model._meta.concrete_fields:  # noqa: SLF001 - Django's public name
        is_derived = isinstance(field, models.GeneratedField)
        if not is_derived and f"{label(model)}.{field.name}" not in WITHHELD:
            yield field


def _column(field: models.Field) -> Column:  # type: ignore[type-arg] # as above
    target = field.related_model if field.is_relation else None
    kind = _type(field)
    return Column(
        name=_name(field),
        sql=_expression(field, kind),
        type=kind,
        meaning=str(field.help_text) or _ordinary(field),
        codes={str(code): str(text) for code, text in field.flatchoices},
        refers_to=target._meta.db_table if isinstance(target, type) else "",  # noqa: SLF001 - as above
    )


def _name(field: models.Field) -> str:  # type: ignore[type-arg] # as above
    assert field.column is not None  # concrete fields have one
    return field.column


def _type(field: models.Field) -> str:  # type: ignore[type-arg] # as above
    if isinstance(field, ArrayField):
        return "array"
    if isinstance(field, models.IntegerField | models.ForeignKey | models.AutoField):
        return "integer" if not _refers_to_text(field) else "string"
    return TYPES.get(field.get_internal_type(), "string")


def _refers_to_text(field: models.Field) -> bool:  # type: ignore[type-arg] # as above
    return isinstance(field, models.ForeignKey) and isinstance(field.target_field, models.CharField | models.UUIDField)


def _expression(field: models.Field, kind: str) -> str:  # type: ignore[type-arg] # as above
    name = connection.ops.quote_name(_name(field))
    if isinstance(field, GridShapeField):
        return f"ST_AsEWKT({name}, 12)"
    return {
        "array": f"to_json({name})::text",
        "any": f"{name}::text",
        "boolean": f"{name}::text",
        "datetime": f"""to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    }.get(kind, name)


def _ordinary(field: models.Field) -> str:  # type: ignore[type-arg] # as above
    """Say what a column without a text of its own is: those that Django and the history bring along."""
    if field.primary_key:
        return "Number of the row."
    if field.is_relation:
        return f"Number of the {field.verbose_name} it belongs to."
    return {
        "pgh_created_at": "When this version of the row was written.",
        "pgh_label": "What was done: insert, update or delete.",
    }.get(field.name, f"{str(field.verbose_name).capitalize()}.")
