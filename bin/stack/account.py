"""Who runs what: started by the superuser, nothing that listens or works keeps its rights."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .speak import SetupError, say

APPLICATION = "mining-register"
DATABASE = "postgres"
ANYBODY_ELSE = 65534


@dataclass(frozen=True)
class Account:
    """A user of the machine; `steps_down` when this process must change to it."""

    name: str
    uid: int
    gid: int

    @property
    def steps_down(self) -> bool:
        """Whether a process started from here has to change its user first."""
        return self.uid != os.geteuid()

    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a program as this account and nobody more."""
        if not self.steps_down:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path, mode: int | None = None) -> Path:
        """Hand a file or folder to the account."""
        if self.steps_down:
            os.chown(path, self.uid, self.gid)
        if mode is not None:
            path.chmod(mode)
        return path

    def folder(self, path: Path, mode: int = 0o700) -> Path:
        """Make a folder of the account's own, in folders that anybody may pass through."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True)
        return self.own(path, mode)


def is_superuser() -> bool:
    """Whether this process may do everything."""
    return os.geteuid() == 0


def me() -> Account:
    """The account of this process."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = str(uid)
    return Account(name, uid, os.getegid())


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def for_application() -> Account:
    """The account of broker, web server, worker and beat: me, or an unprivileged one when I am root.

    Raises:
        SetupError: the account is missing and the machine has no `useradd`.
    """
    if not is_superuser():
        return me()
    found = _named(APPLICATION)
    if found is not None:
        return found
    program = shutil.which("useradd", path="/usr/sbin:/sbin:" + os.environ.get("PATH", ""))
    if program is None:
        msg = (
            f"Started as root, the register runs as the user '{APPLICATION}', which does not exist, and there is no "
            "`useradd` to make it. Make the user, or start this command as an ordinary user."
        )
        raise SetupError(msg)
    say(f"  Making the system user '{APPLICATION}': no process of the register keeps the rights of root.")
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    shell = ["--shell", "/usr/sbin/nologin"]
    subprocess.run([program, *options, *shell, APPLICATION], check=True, stdin=subprocess.DEVNULL)
    made = _named(APPLICATION)
    if made is None:
        msg = f"The user '{APPLICATION}' was made, but the machine does not know it."
        raise SetupError(msg)
    return made


def for_database() -> Account:
    """The account of the private PostgreSQL: me, or the one that its package made when I am root."""
    return me() if not is_superuser() else _named(DATABASE) or for_application()


def others_can(paths: list[Path], mode: int = os.R_OK) -> bool:
    """Whether an account that is neither root nor the owner reaches each of the paths.

    Asked by becoming such an account in a child, for groups, access lists and mounts decide it too.
    """
    if not is_superuser():
        return True
    child = os.fork()
    if child == 0:
        answer = 1
        try:
            os.setgroups([])
            os.setresgid(ANYBODY_ELSE, ANYBODY_ELSE, ANYBODY_ELSE)
            os.setresuid(ANYBODY_ELSE, ANYBODY_ELSE, ANYBODY_ELSE)
            answer = 0 if all(os.access(path, mode) for path in paths) else 1
        finally:
            os._exit(answer)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
