"""The words of names, compared with the names: what is missing is brought, what no name holds any more goes.

Triggers bring each new word in the transaction of its name. Tidying is for what they cannot know: a name that was
changed or erased leaves its words behind (a rare surname says who was in the register), two transactions may bring the
same word at the same moment, and a table may have been filled with its triggers off. A word that a transaction still
running relies on may go; the next tidying brings it back, and meanwhile its name is found as it is written.
"""

from typing import NamedTuple

from django.db import connection

# The tables that `register_watch_names` gave its triggers.
_WATCHED = """
SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'words_of_new' AND NOT tgisinternal ORDER BY 1
"""
_STANDS = r"""
WITH held AS MATERIALIZED (
  SELECT DISTINCT word FROM ({names}) names, unnest(register_words(name_folded)) word WHERE word !~ '\d'
), missing AS (
  SELECT word FROM held EXCEPT SELECT word FROM common_nameword
), unused AS (
  SELECT id FROM common_nameword known WHERE NOT EXISTS (SELECT FROM held WHERE held.word = known.word)
    OR EXISTS (SELECT FROM common_nameword twin WHERE twin.word = known.word AND twin.id < known.id)
), brought AS (
  INSERT INTO common_nameword (word) SELECT word FROM missing WHERE %(write)s
), dropped AS (
  DELETE FROM common_nameword WHERE %(write)s AND id IN (SELECT id FROM unused)
)
SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM missing), (SELECT count(*) FROM unused)
"""


class Words(NamedTuple):
    """How many words names hold, how many of them were not known, and how many known ones nobody holds or are twice."""

    words: int
    missing: int
    unused: int


def words_compare() -> Words:
    """Return how the vocabulary stands; nothing is written."""
    return _stands(write=False)


def words_tidy() -> Words:
    """Bring what is missing and drop what is not used; returns how it stood before."""
    return _stands(write=True)


def _stands(*, write: bool) -> Words:
    with connection.cursor() as cursor:
        cursor.execute(_WATCHED)
        names = " UNION ALL ".join(f"SELECT name_folded FROM {table}" for (table,) in cursor.fetchall())  # noqa: S608 - PostgreSQL quoted it
        cursor.execute(_STANDS.format(names=names), {"write": write})
        return Words(*cursor.fetchone())
