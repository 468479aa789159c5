"""Step of the Dockerfile: front-end files, translations and static files, from the clone into the image.

Usage: `python3 deploy/build.py VENV`, in the folder of the clone. The same code as in `bin/run` does the work.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CLONE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CLONE / "bin"))

from stack import environment, home  # noqa: E402 (found through the line above)


@dataclass(frozen=True)
class Image(home.Home):
    """The clone with the environment at the place the image gives it."""

    given_venv: Path = Path("/opt/register")

    @property
    def venv(self) -> Path:
        """The environment that the Dockerfile has made."""
        return self.given_venv


def main() -> int:
    """Build; answers the exit code."""
    work = Path(tempfile.mkdtemp(prefix="register-build-"))
    for part in ("stamps", "logs"):
        (work / part).mkdir()
    image = Image(CLONE, work, Path(sys.argv[1]))
    environment.front_end(image)
    environment.translations(image)
    # Collecting reads the settings, which want addresses; nobody is asked at them, and the key is thrown away.
    env = {
        **os.environ,
        "SECRET_KEY": "only-to-build-" + os.urandom(32).hex(),
        "DATABASE_URL": "postgis://nobody@127.0.0.1:1/none",
        "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
        "STATIC_ROOT": str(CLONE / "staticfiles"),
    }
    command = [str(image.python), "manage.py", "collectstatic", "--noinput"]
    subprocess.run(command, cwd=CLONE, env=env, check=True)
    shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
