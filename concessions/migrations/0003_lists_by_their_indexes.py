"""Lists of rights by the beginning of a place and by their last change, each by an index."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Beside the running register: no table is locked while an index grows."""

    atomic = False

    dependencies = [
        ("concessions", "0002_words_of_names"),
        ("territory", "0008_past_versions_in_line"),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name="miningright",
            name="concessions_right_ubigeo",
        ),
        AddIndexConcurrently(
            model_name="miningright",
            index=models.Index(fields=["ubigeo"], name="concessions_right_place", opclasses=["varchar_pattern_ops"]),
        ),
        AddIndexConcurrently(
            model_name="miningright",
            index=models.Index(fields=["updated_at"], name="concessions_right_updated"),
        ),
    ]
