"""An index for the ministry's code as people type it: without spaces and dashes, in capitals.

The status page asks by it on every answer; without the index it would read the whole register.
"""

from typing import ClassVar

from django.db import migrations

CREATE = (
    "CREATE INDEX IF NOT EXISTS portal_registration_code_as_typed"
    " ON formalization_registration (upper(translate(code, ' -', '')))"
)


class Migration(migrations.Migration):
    """Stands here, not with the table: only this room asks so."""

    initial = True
    dependencies: ClassVar = [("formalization", "0002_initial")]
    operations: ClassVar = [migrations.RunSQL(CREATE, "DROP INDEX portal_registration_code_as_typed")]
