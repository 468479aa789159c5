"""Two roles more: who reads reports of threats, and who handles reports against an office."""

from typing import ClassVar

import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES: dict[str, tuple[str, list[str]]] = {
    "threat_reader": ("Reader of threats to people", ["report.threat.read"]),
    "integrity_officer": ("Integrity officer", ["report.office.handle"]),
}


def add_roles(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """Add each role that is not there yet."""
    role = apps.get_model("accounts", "Role")
    for code, (name, powers) in ROLES.items():
        role.objects.get_or_create(code=code, defaults={"name": name, "powers": powers, "is_staff_role": True})


class Migration(migrations.Migration):
    """The list of powers, then the roles."""

    dependencies: ClassVar = [("accounts", "0004_sessions_end_at_once")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="role",
            name="powers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("register.read", "read the register with personal data"),
                        ("register.change", "add and change persons, groups and registrations"),
                        ("rights.change", "add and change mining rights, holders and contracts"),
                        ("case.decide", "decide on registrations"),
                        ("case.inspect", "record inspections and location checks"),
                        ("import.run", "import files"),
                        ("layer.change", "load and replace land layers"),
                        ("overlap.judge", "give a verdict on an overlap"),
                        ("law.draft", "draft and rehearse a version of the law pack"),
                        ("law.enact", "enact a rehearsed version of the law pack"),
                        ("opinion.give", "answer the opinions asked of one's authority"),
                        ("audit.read", "read events and totals"),
                        ("report.handle", "handle reports from the field"),
                        ("report.threat.read", "read reports of threats to people"),
                        ("report.office.handle", "handle reports against an office or an officer"),
                        ("people.manage", "manage users, roles and keys"),
                        ("paper.issue", "issue and withdraw papers"),
                        ("notice.release", "release notices held back after a mass change"),
                        ("file.transfer", "hand files over to another office and confirm their arrival"),
                        ("dispute.handle", "handle disputes about acts in somebody's name"),
                        ("party.keep", "keep the parties of land areas and what they answer"),
                    ],
                    max_length=40,
                ),
                blank=True,
                default=list,
                help_text="Named permissions this role holds.",
                size=None,
            ),
        ),
        migrations.RunPython(add_roles, migrations.RunPython.noop),
    ]
