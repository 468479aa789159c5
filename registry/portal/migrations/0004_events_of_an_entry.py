"""An index for the events that name a registration among their facts: the ledger of a person asks by it."""

from typing import ClassVar

from django.db import migrations

CREATE = (
    "CREATE INDEX IF NOT EXISTS portal_event_registration ON audit_event"
    " ((changes #>> '{facts,registration}')) WHERE (changes #>> '{facts,registration}') IS NOT NULL"
)


class Migration(migrations.Migration):
    """Stands here, not with the table: only this room asks so."""

    dependencies: ClassVar = [("audit", "0001_initial"), ("portal", "0003_visits_and_contacts")]
    operations: ClassVar = [migrations.RunSQL(CREATE, "DROP INDEX portal_event_registration")]
