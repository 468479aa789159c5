"""The law loads no framework: asked of a fresh interpreter, for import contracts do not see everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORBIDDEN = ("django", "celery", "rest_framework", "psycopg")
PROGRAM = f"""
import sys
import registry.rules.catalogue, registry.rules.classify
registry.rules.catalogue.get_pack("PE")
print([name for name in {FORBIDDEN!r} if name in sys.modules])
"""


def test_loading_every_pack_loads_no_framework() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
