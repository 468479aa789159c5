"""Finding a name by what somebody typed: words in any order, without accents, each with at most one slip of the pen.

A slip is a letter left out, put in, changed, or two neighbours swapped. It is mended among the words that names hold
(`NameWord`), which are few and grow slowly; the names are then found by an exact index of their words. A word is also
found by its beginning; one or two letters ("de", "J.") only say how some word of the name begins. A word with a digit
bears no slip: 12 is not a slip of 13. No setting of the database session takes part, so that a pool of connections may
stand between.

Where nothing is found so, `widely` bears two slips or another spelling in a word (Waman, Huaman: trigrams), and one
word of three or more that is not in the name at all.
"""

from dataclasses import dataclass
from itertools import combinations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import (  # type: ignore[attr-defined] # the stubs leave them out
    ArrayContains,
    ArrayOverlap,
)
from django.db import connection
from django.db.models import F, Q, TextField, Value

from registry.common.models import Words

LONG = 3  # letters from which a word is mended and completed
ALL_BUT_ONE = 3  # words from which one may be missing
MOST_TYPED = 8
MOST_ALIKE = 30
NEVER = Q(pk__in=())

_TYPED = r"""
WITH typed AS (
  SELECT word AS said, word ~ '\d' AS is_number
  FROM regexp_split_to_table(register_fold(%(text)s), '[^[:alnum:]]+') word
  WHERE word <> '' GROUP BY word ORDER BY length(word) DESC, word LIMIT %(most)s
)
SELECT typed.said, array(
  SELECT word FROM common_nameword
  WHERE NOT is_number AND word ~>=~ typed.said AND word ~<~ (typed.said || chr(1114111))
    AND (length(typed.said) > 1 OR word = typed.said)
  UNION
  SELECT word FROM common_nameword
  WHERE NOT is_number AND length(typed.said) >= %(long)s AND register_less(word) && register_less(typed.said)
  UNION
  SELECT alike.word FROM (
    SELECT word FROM common_nameword WHERE %(widely)s AND NOT is_number AND word %% typed.said
    ORDER BY word <-> typed.said, word LIMIT %(alike)s
  ) alike
) FROM typed
"""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a typed text may mean: for each longer word the words of names near it, with itself; and beginnings."""

    near: dict[str, list[str]]
    beginnings: tuple[str, ...] = ()
    is_wide: bool = False

    def names(self, column: str = "name_folded") -> Q:
        """Return the condition on a folded name; nothing fulfils that of a text without a word."""
        if not self.near:
            return NEVER
        found = self._all(column, tuple(self.near))
        if self.is_wide and len(self.near) >= ALL_BUT_ONE:
            for some in combinations(self.near, len(self.near) - 1):
                found |= self._all(column, some)
        for beginning in self.beginnings:
            found &= Q(**{f"{column}__regex": rf"\m{beginning}"})
        return found

    def _all(self, column: str, words: tuple[str, ...]) -> Q:
        conditions = [Q(ArrayOverlap(Words(F(column)), _array(self.near[word]))) for word in words]
        return Q(*conditions)

    def exactly(self, column: str = "name_folded") -> Q:
        """Return the condition on a folded name that every longer word stands in it as it was typed."""
        return Q(ArrayContains(Words(F(column)), _array(list(self.near))))


def _array(words: list[str]) -> Value:
    return Value(words, output_field=ArrayField(TextField()))


def meant(text: str, *, widely: bool = False) -> Meant:
    """Return what a text may mean among the names of the register, in one query; see the module for `widely`."""
    with connection.cursor() as cursor:
        cursor.execute(_TYPED, {"text": text, "most": MOST_TYPED, "long": LONG, "widely": widely, "alike": MOST_ALIKE})
        found: dict[str, list[str]] = {said: sorted({said, *words}) for said, words in cursor.fetchall()}
    long = {said: words for said, words in found.items() if len(said) >= LONG or _is_number(said)}
    if not long:
        return Meant(found, is_wide=widely)
    return Meant(long, tuple(said for said in found if said not in long), widely)


def _is_number(said: str) -> bool:
    return any(sign.isdigit() for sign in said)
