"""Stops the start of a server whose database holds the logins of a demo: their passwords are known to everybody.

Run after the tables are made, before web, worker and beat: `python deploy/refuse_demo.py` (exit 0: none; 2: refused).
A login counts when it is active, has the name of one of the demo and still its printed password.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model

REFUSED = 2
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
django.setup()

from registry.formalization.services.demo import demo_logins  # noqa: E402 (models exist only after setup)


def main() -> int:
    """Look for demo logins; answers the exit code."""
    if settings.REGISTRY_DEMO:
        sys.stderr.write("REGISTRY_DEMO is on: a server is never a demo. Leave it out, or use bin/run.\n")
        return REFUSED
    passwords = {login.username: login.password for login in demo_logins()}
    found = get_user_model().objects.filter(is_active=True, username__in=passwords)
    names = sorted(user.username for user in found if user.check_password(passwords[user.username]))
    if names:
        sys.stderr.write(
            f"This database holds logins of a demo ({', '.join(names)}), whose passwords are known to everybody. "
            "Begin with an empty database, or switch these users off; then start again.\n"
        )
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
