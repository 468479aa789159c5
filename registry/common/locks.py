"""One worker at a thing: a lock of the database that lasts as long as a block, and goes with whoever dies in it.

The lock is held by a transaction on a connection of its own, not by the session: a pool that hands connections round
by transaction (PgBouncer) would give a session's lock to somebody else and never let go of it. The transaction writes
and reads nothing, so it holds back neither vacuuming nor the sealing of events. It costs one more connection to the
database while the block lasts.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_TAKE = "SELECT set_config('idle_in_transaction_session_timeout', '0', true), pg_try_advisory_xact_lock(%s, %s)"
_HELD = """
SELECT objid::bigint FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %s
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def alone(kind: int, number: int) -> Iterator[bool]:
    """Give whether nobody else is at this number of this kind of work; others are told no until the block ends."""
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute(_TAKE, [kind, number % 2**31])
            is_taken = bool(cursor.fetchone()[1])
        yield is_taken
    finally:
        own.rollback()
        own.close()


def wait_for(kind: int, number: int) -> None:
    """Wait until nobody else is at this number of this kind of work; it is held to the end of the own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number % 2**31])


def held(kind: int) -> set[int]:
    """Return the numbers of this kind of work that somebody is at."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [kind])
        return {number for (number,) in cursor.fetchall()}
