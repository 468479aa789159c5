"""The database as a backup sees it: its tables with their counts, one snapshot for dump and counts, restoring."""

import tempfile
from pathlib import Path

from django.db import connection, transaction

from registry.common.backup.programs import program, run

OF_EXTENSIONS = (" COMMENT - EXTENSION ", " TABLE DATA public spatial_ref_sys ")
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""


def tables() -> list[str]:
    """Return the register's tables; those that belong to an extension (PostGIS) are not among them."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def counts() -> dict[str, int]:
    """Return the number of rows of every table."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a quoted name
            found[table] = cursor.fetchone()[0]
    return found


def versions() -> dict[str, str]:
    """Return the versions of PostgreSQL and PostGIS."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), postgis_lib_version()")
        server, postgis = cursor.fetchone()
    return {"postgresql": server, "postgis": postgis}


class Snapshot:
    """One moment of the database: what is read inside the block and what is dumped are the same, whoever writes on."""

    def __enter__(self) -> "Snapshot":
        """Begin the moment."""
        self._block = transaction.atomic(durable=True)
        self._block.__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            self.name: str = cursor.fetchone()[0]
        return self

    def __exit__(self, *exception: object) -> None:
        """End it."""
        self._block.__exit__(*exception)  # type: ignore[arg-type] # handed through as Python gave it

    def dump(self, target: Path) -> None:
        """Write the whole database of that moment in PostgreSQL's custom format.

        Raises:
            ProgramMissingError: no pg_dump fits the server.
            ProgramFailedError: pg_dump failed, for example because the role may not read every table.
        """
        options = ["--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s"]
        run([program("pg_dump"), *options, f"--snapshot={self.name}", f"--file={target}"])


def restore(dump: Path) -> None:
    """Read a dump into the database: all of it or nothing.

    Raises:
        ProgramMissingError: no pg_restore fits the server.
        ProgramFailedError: pg_restore failed; the database is as it was.
    """
    name = connection.settings_dict["NAME"]
    tool = program("pg_restore")
    connection.close()
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        # Extensions may stand already, made by the server's superuser, who alone may touch what is theirs.
        lines = run([tool, "--list", dump]).splitlines(keepends=True)
        listed.writelines(line for line in lines if not any(part in line for part in OF_EXTENSIONS))
        listed.flush()
        run([tool, *options, f"--use-list={listed.name}", f"--dbname={name}", dump])
