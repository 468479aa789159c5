"""Rights found by the words of their names."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from registry.common.models import Words

FILL = r"""
INSERT INTO common_nameword (word)
SELECT DISTINCT brought.word FROM {table}, unnest(register_words(name_folded)) brought (word)
WHERE brought.word !~ '\d' AND NOT EXISTS (SELECT FROM common_nameword known WHERE known.word = brought.word);
"""
UNWATCH = "DROP TRIGGER words_of_new ON {table}; DROP TRIGGER words_of_changed ON {table};"
INDEXES = {"miningright": "concessions_right_words"}


class Migration(migrations.Migration):
    """Beside the running register: no table is locked for writing while its index grows."""

    atomic = False
    dependencies: ClassVar = [("common", "0003_words_of_names"), ("concessions", "0001_initial")]
    operations: ClassVar = [
        operation
        for model, name in INDEXES.items()
        for table in [f"concessions_{model}"]
        for operation in (
            migrations.RunSQL(f"SELECT register_watch_names('{table}')", UNWATCH.format(table=table)),
            migrations.RunSQL(FILL.format(table=table), migrations.RunSQL.noop),
            AddIndexConcurrently(model_name=model, index=GinIndex(Words("name_folded"), name=name)),
        )
    ]
