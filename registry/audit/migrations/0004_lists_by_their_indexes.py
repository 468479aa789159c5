"""Changes of one kind, however rare, by an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Beside the running register: no table is locked while an index grows."""

    atomic = False

    dependencies = [
        ("audit", "0003_anchors_and_erasures"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(fields=["kind", "id"], name="audit_event_kind"),
        ),
    ]
