"""Lists of entries by the beginning of a place and by the declared name of a right, each by an index."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

import registry.common.models


class Migration(migrations.Migration):
    """Beside the running register: no table is locked while an index grows."""

    atomic = False

    dependencies = [
        ("concessions", "0003_lists_by_their_indexes"),
        ("formalization", "0007_search_by_right_code"),
        ("miners", "0002_words_of_names"),
        ("territory", "0008_past_versions_in_line"),
    ]

    operations = [
        RemoveIndexConcurrently(
            model_name="registration",
            name="formalization_reg_ubigeo",
        ),
        AddIndexConcurrently(
            model_name="registration",
            index=models.Index(fields=["ubigeo"], name="formalization_reg_place", opclasses=["varchar_pattern_ops"]),
        ),
        AddIndexConcurrently(
            model_name="registration",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    registry.common.models.Fold("right_name_declared"), "gin_trgm_ops"
                ),
                name="formalization_reg_right_name",
            ),
        ),
    ]
