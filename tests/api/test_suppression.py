"""No small cell of a published table can be recovered from its sums."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.publishing.selectors.suppression import LEAST, published

TABLES = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=3)
)


def fillings(rows, columns):
    """Every table of whole numbers with those sums of rows and columns."""
    if not rows:
        if not any(columns):
            yield []
        return
    for row in product(*(range(min(rows[0], most) + 1) for most in columns)):
        if sum(row) == rows[0]:
            for rest in fillings(rows[1:], [most - cell for most, cell in zip(columns, row, strict=True)]):
                yield [row, *rest]


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_a_small_number_could_be_several_numbers(table):
    shown = {row.key: row for row in published([(str(n), row) for n, row in enumerate(table)])}
    hidden = [n for n in range(len(table)) if None in shown[str(n)].cells]
    for n, row in enumerate(table):
        assert shown[str(n)].total == sum(row)
        if n not in hidden:
            assert list(shown[str(n)].cells) == row
            assert all(cell == 0 or cell >= LEAST for cell in row), "a row with a small number is hidden"
    if len(hidden) == len(table):
        return  # nothing but sums of rows is shown
    rest = [table[n] for n in hidden]
    possible = (
        list(fillings([sum(row) for row in rest], [sum(column) for column in zip(*rest, strict=True)])) if rest else []
    )
    for place, row in enumerate(rest):
        for column, cell in enumerate(row):
            if 0 < cell < LEAST:
                values = {filling[place][column] for filling in possible}
                assert max(values) - min(values) >= LEAST


def test_the_whole_table_is_hidden_where_nothing_else_helps():
    shown = published([("01", [1, 0]), ("02", [0, 7])])
    assert [row.cells for row in shown] == [(None, None), (None, None)]
    assert [row.total for row in shown] == [1, 7]


def test_a_table_without_small_numbers_is_shown_whole():
    assert [row.cells for row in published([("01", [5, 0]), ("02", [12, 9])])] == [(5, 0), (12, 9)]
