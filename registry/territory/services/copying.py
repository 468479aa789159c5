"""Many rows into one table by COPY: a tenth of the time of an INSERT through the ORM."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to the table of a model; `fields` are column names, values as psycopg adapts them."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field) for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"  # noqa: SLF001 - Django's own public-enough name
        ) as sink,
    ):
        for row in rows:
            sink.write_row(row)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve that many primary keys of a model."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001 - as above
        )
        return [number for (number,) in cursor.fetchall()]
