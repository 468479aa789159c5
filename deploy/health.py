"""Health of one process, for the health checks of the compose file: `python deploy/health.py web|worker|beat`.

web: answers on its port, as the proxy would ask. worker: one of the workers answers a ping through the broker.
beat: it has written its schedule within the last minutes.
"""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HEALTHY, ILL = 0, 1
LAST_LIVING_CODE = 499
BEAT_SILENCE_SECONDS = 600


def web() -> bool:
    """Whether the web server answers; a page of error (5xx) is no answer."""
    asked = urllib.request.Request("http://127.0.0.1:8000/", headers={"X-Forwarded-Proto": "https"})
    try:
        with urllib.request.urlopen(asked, timeout=8) as reply:
            return int(reply.status) <= LAST_LIVING_CODE
    except urllib.error.HTTPError as error:
        with error:
            return error.code <= LAST_LIVING_CODE
    except OSError:
        return False


def worker() -> bool:
    """Whether a worker answers through the broker."""
    from celery import Celery  # noqa: PLC0415 (the other two checks need no Celery)

    asked = Celery(broker=os.environ["CELERY_BROKER_URL"])
    return bool(asked.control.ping(timeout=10.0, limit=1))


def beat() -> bool:
    """Whether beat has lately written its schedule (it does every three minutes)."""
    folder = Path(os.environ.get("REGISTRY_VAR", "/var/lib/register"))
    written = [path.stat().st_mtime for path in folder.glob("beat-schedule*")]
    return bool(written) and time.time() - max(written) < BEAT_SILENCE_SECONDS


def main() -> int:
    """Ask the check that was named; answers the exit code."""
    checks = {"web": web, "worker": worker, "beat": beat}
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in checks:
        sys.stderr.write("usage: health.py web|worker|beat\n")
        return ILL
    return HEALTHY if checks[name]() else ILL


if __name__ == "__main__":
    sys.exit(main())
