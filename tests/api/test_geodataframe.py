"""The dozen lines of docs/api.md, word for word against a running server; the same layer through ogr2ogr."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas
import pytest

from registry.territory.models import LayerKind

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = re.search(
    r"## A dozen lines.*?```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.DOTALL
)
COMMAND = re.search(r"^ogr2ogr .*$", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def served(transactional_db, live_server, settings, request):
    """The address of a real server; the buffer zone of the ground is a protected area here."""
    settings.SECURE_SSL_REDIRECT = False
    ground = request.getfixturevalue("ground")
    layer = ground.areas["full"][0].layer
    layer.kind = LayerKind.objects.get(code="protected_area_indirect")
    layer.save()
    layer.checks.update(kind=layer.kind)
    return live_server.url


def test_the_script_of_the_documentation_prints_rights_inside_a_protected_area(served):
    script = SCRIPT[1]
    assert len(script.strip().splitlines()) <= 14, "a dozen lines"
    done = subprocess.run(
        [sys.executable, "-c", script.replace("https://register.example", served)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert re.search(r"^Secret full 1 +25(\.0)?$", done.stdout, re.MULTILINE)
    assert re.search(r"^Secret full 2 +25(\.0)?$", done.stdout, re.MULTILINE)


def test_the_same_through_the_command_of_the_documentation(served, tmp_path):
    if shutil.which("ogr2ogr") is None:
        pytest.skip("ogr2ogr is not installed: apt-get install gdal-bin")
    command = COMMAND[0].replace("https://register.example", served)
    subprocess.run(command, cwd=tmp_path, shell=True, check=True, timeout=120, capture_output=True)
    (written,) = tmp_path.iterdir()
    found = geopandas.read_file(written)
    assert set(found.columns) >= {"right_code", "area_name", "hectares", "geometry"}
    assert set(found.layer_kind) == {"protected_area_indirect"}
    assert found.groupby("area_name")["hectares"].sum().to_dict() == {"Secret full 1": 25.0, "Secret full 2": 25.0}
