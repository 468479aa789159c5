"""Statements that PostgreSQL plans once a connection: where planning costs more than doing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import Cursor

PLANNED_AFTER = 5
"""Times that a connection asks a query before the server keeps its plan."""


def planned(query: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that is planned once a connection; none for one that returns nothing.

    They come in PostgreSQL's binary form: shapes as bytes and not as twice as many hexadecimal digits. The plans are
    those of psycopg, which knows when a connection has lost them (a rollback makes it drop all); a PREPARE of our own
    beside them would be dropped unseen. Behind a pool no connection is ours to keep a plan on, and none is kept.
    """
    connection.close_if_health_check_failed()  # as Django's own cursors do: the server may have been started anew
    connection.ensure_connection()
    database = connection.connection
    # Django turns it off, and its own cursors never prepare.
    database.prepare_threshold = None if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] else PLANNED_AFTER
    with Cursor(database) as cursor:  # Django's own speak text only
        cursor.execute(query, values, binary=True)
        return cursor.fetchall() if cursor.description else []
