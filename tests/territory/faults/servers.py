"""Throw-away servers that a test may kill: made by the set-up's own code, on own ports and sockets, on one port for life."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings

sys.path.insert(0, str(settings.BASE_DIR / "bin"))

from stack import account, broker, postgres, programs


def _folder():
    folder = Path(tempfile.mkdtemp(prefix="register-faults-", dir="/var/tmp"))
    folder.chmod(0o755)
    return folder


def _children(pid):
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found.append(int(status.parent.name))
    return found


class Postgres:
    """A cluster of its own; durable, as that of the register."""

    def __init__(self):
        """Made and started."""
        program = programs.postgresql()
        if program is None:
            pytest.skip("no PostgreSQL with PostGIS is installed here")
        self.folder, keeper = _folder(), account.for_database()
        sockets = keeper.folder(self.folder / "s")
        self.cluster = postgres.Cluster(
            program, self.folder / "data", sockets, self.folder / "log", keeper, durable=True
        )
        self.words = postgres.new_passwords()
        self.cluster.create(self.words, self.folder / "step.log")
        self.port = self.cluster.start()
        self.cluster.make_roles(self.port, self.words)

    @property
    def url(self):
        """The owner's address."""
        return f"postgis://{postgres.OWNER}:{self.words[postgres.OWNER]}@127.0.0.1:{self.port}/{postgres.DATABASE}"

    def take_over(self, url):
        """Become a copy of another database."""
        tools = self.cluster.program.binaries
        source = url.replace("postgis://", "postgresql://", 1)
        dump = subprocess.run(
            [tools / "pg_dump", "--no-owner", "--no-privileges", source], capture_output=True, check=True
        )
        into = [tools / "psql", "-Xq", self.url.replace("postgis://", "postgresql://", 1)]
        subprocess.run(into, input=dump.stdout, capture_output=True, check=True)

    def kill(self):
        """Kill the server and all of its processes with -9."""
        server = int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        processes = [server, *_children(server)]
        for process in processes:
            os.kill(process, signal.SIGKILL)
        while any(Path(f"/proc/{process}").exists() and not _is_dead(process) for process in processes):
            time.sleep(0.05)
        # Where nobody reaps orphans the number of a dead server stays taken, and a new one would not dare to start.
        for left in (self.cluster.data / "postmaster.pid", *self.cluster.sockets.glob(".s.PGSQL.*")):
            left.unlink()

    def start_again(self):
        """Start on the same port; the server recovers by itself."""
        assert self.cluster.start(self.port) == self.port

    def end(self):
        """Stop and remove."""
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_dead(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


class Broker:
    """A broker of its own that forgets everything when it is killed."""

    def __init__(self):
        """Made and started."""
        program = programs.redis()
        if program is None:
            pytest.skip("no Redis is installed here")
        self.folder = _folder()
        self.words = "not-a-secret-of-anybody"
        self.broker = broker.Broker(
            program, self.folder / "data", self.folder / "log", account.for_database(), durable=False
        )
        self.port, self.process = self.broker.start(self.words)

    @property
    def url(self):
        """Its address."""
        return f"redis://:{self.words}@127.0.0.1:{self.port}/0"

    def kill(self):
        """Kill it with -9."""
        self.process.kill()
        self.process.wait()

    def start_again(self):
        """Start on the same port, empty."""
        port, self.process = self.broker.start(self.words, self.port)
        assert port == self.port

    def end(self):
        """Stop and remove."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
