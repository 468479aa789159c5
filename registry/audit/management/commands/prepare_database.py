"""`prepare_database`: give the application's role what it needs, and nothing more. Run as the owner."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

APPEND_ONLY = ("audit_event", "audit_seal", "audit_anchor", "audit_erasure")


class Command(BaseCommand):
    """Grant reading and writing of rows to DATABASE_APP_ROLE; idempotent."""

    help = "Grants rows (never tables) to the role named in DATABASE_APP_ROLE; the event log stays append-only."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json, as every command does."""
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Grant, then say what was granted to whom."""
        role = settings.DATABASE_APP_ROLE
        if not role:
            self.stdout.write(json.dumps({"role": "", "tables": 0}))
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                msg = (
                    f"The database role {role} does not exist."
                    f" Create it (CREATE ROLE {role} LOGIN) or correct DATABASE_APP_ROLE."
                )
                raise CommandError(msg, returncode=3)
            name = connection.ops.quote_name(role)
            for statement in _grants(name):
                cursor.execute(statement)
            cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
            tables = cursor.fetchone()[0]
        self.stdout.write(json.dumps({"role": role, "tables": tables}))


def _grants(name: str) -> list[str]:
    rows = "SELECT, INSERT, UPDATE, DELETE"
    return [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {name}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}",
        *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {name}" for table in APPEND_ONLY),
        f"REVOKE DELETE, TRUNCATE ON audit_personalvalue FROM {name}",
    ]
