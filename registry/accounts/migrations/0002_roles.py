"""The roles a register begins with; they are rows and can be changed."""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES: dict[str, tuple[str, list[str]]] = {
    "ministry_officer": ("Ministry officer", [
        "register.read", "register.change", "rights.change", "case.decide", "case.inspect", "overlap.judge",
        "report.handle",
    ]),
    "regional_officer": ("Regional officer", ["register.read", "register.change", "case.inspect", "report.handle"]),
    "cadastre_officer": ("Cadastre officer", [
        "register.read", "rights.change", "import.run", "layer.change", "overlap.judge",
    ]),
    "law_keeper": ("Law keeper", ["register.read", "law.draft", "law.enact"]),
    "opinion_authority": ("Opinion authority", ["opinion.give"]),
    "auditor": ("Auditor", ["register.read", "audit.read"]),
    "civil_society": ("Civil society organization", []),
    "administrator": ("Administrator", ["people.manage"]),
}  # fmt: skip


def add_roles(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add each role that is not there yet."""
    role = apps.get_model("accounts", "Role")
    for code, (name, powers) in ROLES.items():
        role.objects.get_or_create(
            code=code, defaults={"name": name, "powers": powers, "is_staff_role": code != "civil_society"}
        )


class Migration(migrations.Migration):
    """Data only."""

    dependencies: ClassVar = [("accounts", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(add_roles, migrations.RunPython.noop)]
