"""The register as a server of its own: gunicorn on the loopback, over the database of the test."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.territory.faults.stage import address

ROOT = Path(__file__).resolve().parents[2]
STARTS_S = 60
# Counting is tried elsewhere: here every request comes from one address, and all of them are to reach the views.
UNCOUNTED = """
def post_worker_init(_worker):
    from django.conf import settings
    settings.REGISTRY_RATES = dict.fromkeys(("try", "answer", "report", "report_follow", "subscribe"), 0)
"""


@contextmanager
def server(folder: Path, *options: str, **more: str) -> Iterator[tuple[str, int]]:
    """Give the address of a running server and the number of its process; its files and its log lie in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "static").mkdir(exist_ok=True)
    (folder / "gunicorn.py").write_text(UNCOUNTED)
    env = os.environ | {
        "DATABASE_URL": address(None), "REGISTRY_VAR": str(folder), "REGISTRY_API_RATE": "0", "DJANGO_DEBUG": "0",
        "REGISTRY_API_BULK_RATE": "0", "REGISTRY_API_AT_ONCE": "0", "ALLOWED_HOSTS": "127.0.0.1", **more,
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", "registry.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--workers", "1", "--threads", "4", "--no-control-socket", "--config", str(folder / "gunicorn.py"), *options,
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            _answers(f"http://127.0.0.1:{port}/api/v1/", folder / "server.log")
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait(30)


def _answers(url: str, log: Path) -> None:
    until = time.monotonic() + STARTS_S
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            assert time.monotonic() < until, log.read_text(errors="replace")[-2000:]
            time.sleep(0.3)
