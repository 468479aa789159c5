"""Tables that count persons by what is not public of one of them: small cells hidden, also from subtraction.

The sums of rows and columns are taken to be known to everybody. A cell of 1 to 4 is hidden with its whole row; further
rows are hidden until no hidden small cell can be told from the sums: for each of them the least and the greatest
number that the sums allow (the exact bounds of a table with two margins) lie at least `LEAST` apart. Where no number of
rows is enough, the whole table is hidden.

Zero is shown only in rows without a small cell. The order in which rows are hidden (smallest first) depends on the
sums alone, which everybody knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True)
class Shown:
    """A row of a table as it may be published; None is a hidden cell."""

    key: str
    cells: tuple[int | None, ...]
    total: int


def published(rows: Sequence[tuple[str, Sequence[int]]]) -> list[Shown]:
    """Return the rows with their small cells hidden so that sums do not give them back."""
    table = {key: tuple(cells) for key, cells in rows}
    hidden = {key for key, cells in table.items() if any(_is_small(cell) for cell in cells)}
    spare = sorted((key for key in table if key not in hidden), key=lambda key: (sum(table[key]), key))
    while hidden and not _is_protected([table[key] for key in sorted(hidden)]):
        if not spare:
            hidden = set(table)
            break
        hidden.add(spare.pop(0))
    return [Shown(key, (None,) * len(cells) if key in hidden else cells, sum(cells)) for key, cells in table.items()]


def _is_small(cell: int) -> bool:
    return 0 < cell < LEAST


def _is_protected(rows: list[tuple[int, ...]]) -> bool:
    """Say whether the sums of hidden rows leave each small cell of theirs at least `LEAST` wide."""
    totals = [sum(row) for row in rows]
    columns = [sum(column) for column in zip(*rows, strict=True)]
    whole = sum(totals)
    return all(
        min(totals[r], columns[c]) - max(0, totals[r] + columns[c] - whole) >= LEAST
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if _is_small(cell)
    )
