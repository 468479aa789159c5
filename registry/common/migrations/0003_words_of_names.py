"""The words that names are made of, so that a slip of the pen is mended among words and not among all names."""

from typing import ClassVar

import django.contrib.postgres.indexes
from django.db import migrations, models

import registry.common.models

# "De la Cruz" is also found as "Delacruz", and "San Martin" as "Sanmartin": the particle is kept glued to what follows.
WORDS = r"""
CREATE FUNCTION register_words(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
  SELECT array(
    SELECT DISTINCT word
    FROM regexp_split_to_table(
      name || ' ' || regexp_replace(name, '\m(de|del|la|las|los|san|santa) ', '\1', 'g'), '[^[:alnum:]]+'
    ) word
    WHERE word <> ''
  )
$$;
"""
# Two words of which the same is left when each loses at most one letter differ by one slip: a letter left out, put in,
# changed, or two neighbours swapped. An index of what is left finds them by equality, however many words there are.
LESS = """
CREATE FUNCTION register_less(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
  SELECT array(
    SELECT word
    UNION SELECT left(word, at - 1) || substr(word, at + 1) FROM generate_series(1, length(word)) at
  )
$$;
"""
# No unique constraint and no ON CONFLICT: a long import would make everybody wait who types a word it brought first.
# Two transactions may add the same word at the same moment; the nightly tidying leaves one of the two.
KEEP = r"""
CREATE FUNCTION register_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO common_nameword (word)
  SELECT DISTINCT brought.word FROM fresh, unnest(register_words(fresh.name_folded)) brought (word)
  WHERE brought.word !~ '\d' AND NOT EXISTS (SELECT FROM common_nameword known WHERE known.word = brought.word);
  RETURN NULL;
END $$;
CREATE FUNCTION register_keep_new_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO common_nameword (word)
  SELECT brought.word FROM unnest(register_words(NEW.name_folded)) brought (word)
  WHERE brought.word !~ '\d' AND NOT EXISTS (SELECT FROM common_nameword known WHERE known.word = brought.word);
  RETURN NULL;
END $$;
"""
# A room calls this for each of its tables whose rows have a `name_folded`.
WATCH = r"""
CREATE FUNCTION register_watch_names(watched regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER words_of_new AFTER INSERT ON %1$s REFERENCING NEW TABLE AS fresh
       FOR EACH STATEMENT EXECUTE FUNCTION register_keep_words();
     CREATE TRIGGER words_of_changed AFTER UPDATE ON %1$s
       FOR EACH ROW WHEN (OLD.name_folded IS DISTINCT FROM NEW.name_folded) EXECUTE FUNCTION register_keep_new_words()',
    watched
  );
END $$;
"""
DROP = """
DROP FUNCTION register_watch_names(regclass);
DROP FUNCTION register_keep_words();
DROP FUNCTION register_keep_new_words();
DROP FUNCTION register_less(text);
DROP FUNCTION register_words(text);
"""


class Migration(migrations.Migration):
    """Functions and the table; the rooms whose rows have names add their triggers and bring their words."""

    dependencies: ClassVar = [("common", "0002_initial")]
    operations: ClassVar = [
        migrations.RunSQL(WORDS + LESS + KEEP + WATCH, DROP),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.TextField(help_text="A word of a name, without accents and capitals.")),
            ],
            options={"verbose_name": "word of names", "verbose_name_plural": "words of names"},
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=models.Index(fields=["word"], name="common_nameword_word", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["word"], name="common_nameword_trgm", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                registry.common.models.Less("word"), name="common_nameword_less"
            ),
        ),
    ]
