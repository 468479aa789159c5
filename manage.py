#!/usr/bin/env python
"""Django's door. `bin/manage` calls it inside the prepared environment.

A fault that can be expected (no database, tables of an older version, a setting that is missing) is a sentence and one
of the exit codes of all commands: 0 done, 1 done with refused rows or differences, 2 wrong input, 3 something missing.
`--traceback` shows where it came from.
"""

import errno
import os
import signal
import sys

from django.core.management import BaseCommand, ManagementUtility
from django.db import OperationalError, ProgrammingError
from environs import EnvError
from psycopg import errors

WRONG_INPUT, MISSING, STOPPED, PIPE_CLOSED = 2, 3, 128 + signal.SIGINT, 128 + signal.SIGPIPE
NO_ROOM_OR_RIGHT = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)
OLD_TABLES = (errors.UndefinedTable, errors.UndefinedColumn)


class Door(ManagementUtility):
    """Django's, but for the exit code of a command that there is not."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return the command of that name; ends with 2 where there is none."""
        try:
            return super().fetch_command(subcommand)
        except SystemExit:
            sys.exit(WRONG_INPUT)


def main(argv: list[str]) -> int:
    """Run a command; answers the exit code of a fault that can be expected."""
    try:
        Door(argv).execute()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _told("Stopped.", STOPPED)
    except BrokenPipeError:
        # Whoever read us has seen enough (`… | head`); Python would complain once more while it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (EnvError, OperationalError, ProgrammingError) as error:
        sentence = _sentence(error)
        if sentence is None or "--traceback" in argv:
            raise
        return _told(sentence, MISSING)
    except OSError as error:
        if error.errno not in NO_ROOM_OR_RIGHT or "--traceback" in argv:
            raise
        return _told(f"A file or folder of the register cannot be written: {error}", MISSING)
    return 0


def _sentence(error: EnvError | OperationalError | ProgrammingError) -> str | None:
    """What happened and what to do, or None where nobody expected it."""
    said = str(error).strip()
    if isinstance(error, EnvError):
        return f"{said}. The variables of the environment stand in docs/operations.md."
    if isinstance(error.__cause__, OLD_TABLES):
        return f"The tables are missing or older than the code ({said.splitlines()[0]}): run migrate, prepare_database."
    if isinstance(error.__cause__, errors.InsufficientPrivilege):
        return f"The role of DATABASE_URL may not do this ({said.splitlines()[0]}). Name the owner of the tables there."
    if isinstance(error, OperationalError):
        return f"The database is away or cannot go on: {said}"
    return None


def _told(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    sys.exit(main(sys.argv))
