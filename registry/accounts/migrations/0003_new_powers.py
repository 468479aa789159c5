"""Powers of the casework, and the roles of the beginning that hold them."""

from typing import ClassVar

import django.contrib.postgres.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GIVEN: dict[str, list[str]] = {
    "ministry_officer": ["paper.issue", "notice.release", "file.transfer", "dispute.handle", "party.keep"],
    "regional_officer": ["file.transfer", "dispute.handle"],
    "cadastre_officer": ["party.keep"],
    "law_keeper": ["notice.release"],
}


def give_powers(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """Give each role what it does not hold yet; a role that somebody renamed or took away stays as it is."""
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=GIVEN):
        role.powers = [*role.powers, *(power for power in GIVEN[role.code] if power not in role.powers)]
        role.save(update_fields=["powers"])


class Migration(migrations.Migration):
    """The list of powers, then the roles."""

    dependencies: ClassVar = [("accounts", "0002_roles")]
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
        migrations.RunPython(give_powers, migrations.RunPython.noop),
    ]
