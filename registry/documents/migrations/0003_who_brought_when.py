"""An index for the sum of what one person brought in a day; made beside the running register, which it does not lock."""

from typing import ClassVar

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Outside a transaction, as PostgreSQL asks for it."""

    atomic = False
    dependencies: ClassVar = [("documents", "0002_power_of_reports_against_offices")]
    operations: ClassVar = [
        AddIndexConcurrently(
            model_name="documentversion",
            index=models.Index(fields=["by_key", "stored_at"], name="documents_version_by"),
        ),
    ]
