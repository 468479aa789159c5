"""Who gave a password, a role, a reset; passwords given until now run out like new ones, counted from this day."""

from typing import ClassVar

from django.db import migrations, models

RUN_FROM_NOW = "UPDATE accounts_user SET password_given_at = now() WHERE password_is_initial"


class Migration(migrations.Migration):
    """Four columns without a rewrite of the tables."""

    dependencies: ClassVar = [("accounts", "0006_initial_passwords")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="appointment",
            name="given_by",
            field=models.CharField(blank=True, help_text="Key of who gave it.", max_length=60),
        ),
        migrations.AddField(
            model_name="user",
            name="password_given_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When an administrator gave a password; it runs out unless it is changed.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="password_given_by",
            field=models.CharField(
                blank=True, help_text="Key of the administrator who last gave this account a password.", max_length=60
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="second_step_reset_by",
            field=models.CharField(
                blank=True, help_text="Key of the administrator who last reset the second step.", max_length=60
            ),
        ),
        migrations.RunSQL(RUN_FROM_NOW, migrations.RunSQL.noop),
    ]
