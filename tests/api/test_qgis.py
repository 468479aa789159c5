"""QGIS itself opens the OGC addresses: Debian's python3-qgis, without a screen, in a process of its own."""

import json
import os
import subprocess
from pathlib import Path

import pytest

PYTHON = Path("/usr/bin/python3")  # the distribution's, where its QGIS lies; the register's own knows none
HAS_QGIS = Path("/usr/lib/python3/dist-packages/qgis/core").is_dir()
READ = """
import json, os, sys
from qgis.core import Qgis, QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
def layer(more=""):
    return QgsVectorLayer(f"url='{sys.argv[1]}' typename='rights' pagingEnabled='true' {more}", "rights", "OAPIF")
whole, paged, boxed = layer(), layer("pageSize='1'"), layer("restrictToRequestBBOX='1'")
box = QgsFeatureRequest(QgsRectangle(*map(float, sys.argv[2].split(","))))
corner = min(vertex.x() for one in whole.getFeatures() for vertex in one.geometry().vertices())
print(json.dumps({
    "version": Qgis.QGIS_VERSION, "valid": whole.isValid(), "counted": whole.featureCount(), "west": corner,
    "read": sorted(one["code"] for one in whole.getFeatures()),
    "paged": sorted(one["code"] for one in paged.getFeatures()),
    "boxed": sorted(one["code"] for one in boxed.getFeatures(box)),
    "system": whole.crs().authid(), "fields": [field.name() for field in whole.fields()],
}), flush=True)
os._exit(0)  # Qt's own end of a process without a screen breaks down
"""


@pytest.mark.skipif(
    not HAS_QGIS, reason="QGIS is not installed: apt-get install --no-install-recommends python3-qgis qgis-providers"
)
@pytest.mark.parametrize("address", ["/ogc", "/ogc/"])
def test_qgis_reads_counts_pages_and_asks_by_box(transactional_db, live_server, settings, request, tmp_path, address):
    settings.SECURE_SSL_REDIRECT = False
    ground = request.getfixturevalue("ground")
    west, south, east, north = ground.titled.footprint.geom.extent
    around = f"{west - 1e-4},{south - 1e-4},{east + 1e-4},{north + 1e-4}"
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [str(PYTHON), "-c", READ, live_server.url + address, around],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["valid"]
    assert said["counted"] == 2
    assert said["read"] == said["paged"] == ["010000119", "010000219"]
    assert said["boxed"] == ["010000119"]
    assert said["system"] in {"EPSG:4326", "OGC:CRS84"}
    assert abs(said["west"] - west) < 1e-7
    assert {"code", "state", "declared_hectares"} <= set(said["fields"])
