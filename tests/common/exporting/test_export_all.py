"""Leaving with everything: what is written can be read again, is explained, and holds no secret."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pyogrio
import pytest
import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import CommandError, call_command

from concessions.models import MiningRight
from miners.models import Person
from registry.accounts.models import User
from registry.common.backup.folders import digest_of
from registry.places.models import Place
from registry.territory.models import Footprint

pytestmark = pytest.mark.django_db(transaction=True)
NAME = 'Ñam "Quo", a\nperson; = +1'
SQUARE = shapely.set_srid(shapely.box(300_000, 8_540_000, 301_000, 8_541_000.25), 32719)


@pytest.fixture
def exported(settings, tmp_path: Path) -> Path:
    """A small register and its export."""
    settings.REGISTRY_DEMO = True
    settings.MEDIA_ROOT = tmp_path / "documents"
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "paper.pdf").write_bytes(b"%PDF")
    Person.objects.create(full_name=NAME, document_type="dni", document_number="99912345", birth_date=None, source="")
    User.objects.create_user("somebody", password="a-secret-nobody-reads")
    corners = ((-70.123456789, -12), (-70, -12), (-70, -11), (-70.123456789, -12))
    degrees = Polygon(corners, srid=4326)
    Place.objects.create(
        ubigeo="17", level="department", name="Madre de Dios", boundary=MultiPolygon(degrees, srid=4326)
    )
    footprint = Footprint.objects.create(
        owner_kind="right", grid_srid=32719, shape=SQUARE, geom=degrees, measured_area_ha="100.0250", checksum="c"
    )
    MiningRight.objects.create(code="990000001", filed_at="2020-01-02T03:04:05Z", footprint=footprint)
    out = io.StringIO()
    call_command("export_all", str(tmp_path / "export"), "--json", stdout=out, stderr=io.StringIO())
    answer = json.loads(out.getvalue())
    assert answer["documents"] == 1
    assert answer["shapes"] == 2
    return tmp_path / "export"


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{name}.csv").open(newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def test_rows_come_back_as_they_are(exported: Path) -> None:
    (person,) = table(exported, "miners_person")
    assert person["full_name"] == NAME
    assert person["birth_date"] == ""
    assert person["is_deceased"] == "false"
    assert "name_folded" not in person
    (right,) = table(exported, "concessions_miningright")
    assert right["filed_at"] == "2020-01-02T03:04:05.000000Z"
    assert right["footprint_id"] == str(Footprint.objects.get().pk)
    assert table(exported, "miners_personevent")[0]["pgh_label"] == "insert"


def test_the_measuring_shape_is_exact_and_names_its_system(exported: Path) -> None:
    (footprint,) = table(exported, "territory_footprint")
    system, _, text = footprint["shape"].partition(";")
    assert system == "SRID=32719"
    assert shapely.normalize(shapely.from_wkt(text)).equals_exact(shapely.normalize(SQUARE), 0)
    assert "geom" not in footprint


def test_shapes_open_as_geopackage_and_geojson_with_eight_digits(exported: Path) -> None:
    layers = {name for name, _kind in pyogrio.list_layers(exported / "shapes.gpkg")}
    assert layers == {"places_place_boundary", "territory_footprint"}
    meta, _ids, geometry, data = pyogrio.raw.read(exported / "shapes.gpkg", layer="territory_footprint")
    assert meta["crs"] == "EPSG:4326"
    assert shapely.from_wkb(geometry[0]).bounds[0] == -70.123456789
    values = dict(zip(meta["fields"], data, strict=True))
    assert values["register_id"][0] == Footprint.objects.get().pk
    assert values["measured_area_ha"][0] == 100.025
    feature = json.loads((exported / "geojson" / "territory_footprint.geojson").read_text())["features"][0]
    assert feature["geometry"]["coordinates"][0][0] == [-70.12345679, -12]
    assert feature["properties"]["owner_kind"] == "right"


def test_every_column_is_explained_and_every_file_can_be_proved(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_text())
    assert package["demo"] is True
    assert "demo" in (exported / "README.txt").read_text()
    names = {resource["name"] for resource in package["resources"]}
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{digest_of(exported / resource['path'])}"
        for reference in resource.get("schema", {}).get("foreignKeys", []):
            assert reference["reference"]["resource"] in names
    with (exported / "dictionary.csv").open(newline="") as source:
        rows = list(csv.DictReader(source))
    assert [row for row in rows if not row["meaning"].strip(" .")] == []
    told = {(row["table"], row["column"]) for row in rows}
    for path in (exported / "tables").glob("*.csv"):
        with path.open(newline="") as lines:
            assert {(path.stem, column) for column in next(csv.reader(lines))} <= told
    state = next(row for row in rows if (row["table"], row["column"]) == ("concessions_miningright", "state"))
    assert "titled" in state["codes"]


def test_no_secret_leaves_and_what_stays_is_named_with_its_reason(exported: Path) -> None:
    user = User.objects.get(username="somebody")
    for path in (path for path in exported.rglob("*") if path.is_file()):
        assert user.password.encode() not in path.read_bytes()
    left_out = json.loads((exported / "datapackage.json").read_text())["left_out"]
    assert "accounts.user.password" in left_out
    assert not (exported / "tables" / "territory_areapiece.csv").exists()
    assert exported.stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_something_is_refused(exported: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("export_all", str(exported))
    assert refused.value.returncode == 2


def test_a_date_stays_a_date(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "none"
    Person.objects.create(full_name="Zelmoro", birth_date=date(1980, 2, 29))
    call_command("export_all", str(tmp_path / "out"), stdout=io.StringIO(), stderr=io.StringIO())
    assert table(tmp_path / "out", "miners_person")[0]["birth_date"] == "1980-02-29"
