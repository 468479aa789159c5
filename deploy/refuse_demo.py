"""Stops the start of a server whose database holds the logins of a demo: their passwords are known to everybody.

Run after the tables are made, before web, worker and beat: `python deploy/refuse_demo.py` (exit 0: none; 2: refused).
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


def main() -> int:
    """Look for demo logins; answers the exit code."""
    django.setup()
    if settings.REGISTRY_DEMO:
        sys.stderr.write("REGISTRY_DEMO is on: a server is never a demo. Leave it out, or use bin/run.\n")
        return REFUSED
    users = get_user_model().objects.filter(is_active=True)
    names = list(users.filter(username__startswith="demo").values_list("username", flat=True)[:5])
    names += list(users.filter(email__endswith="@demo.invalid").values_list("username", flat=True)[:5])
    if names:
        sys.stderr.write(
            f"This database holds logins of a demo ({', '.join(sorted(set(names)))}), whose passwords are known to "
            "everybody. Begin with an empty database, or switch these users off; then start again.\n"
        )
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main())
