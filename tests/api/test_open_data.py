"""The open data: files that agree with the lists, described, checked by their checksums, without what is withheld."""

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime

import geopandas
import pytest

from registry.audit.services import Actor
from registry.publishing.models import PublishedTable, Snapshot
from registry.publishing.services.open_data import DRAWN, LISTS, folder_of, snapshot_make
from registry.publishing.services.tables import tables_publish

AT, BY, DAY = datetime(2026, 11, 20, 7, tzinfo=UTC), Actor.system("test"), date(2026, 11, 20)
SECRETS = [
    "70000001", "10700000017", "900 000 001", "quispillo@example.org", "1980-02-03", "Jirón Inventado", "BBBBBBBBBB",
    "Secret yes_no", "Secret internal", "Qispillo stopped", "R.D. 1 Qispillo", "Qispillo says", "secret_fact", "user:77",
]  # fmt: skip


@pytest.fixture
def snapshot(ground, settings, tmp_path):
    """The open data of a day of the small ground."""
    settings.REGISTRY_VAR = tmp_path
    return snapshot_make(on=DAY, by=BY, at=AT)


def test_each_file_holds_what_its_list_gives(client, snapshot):
    for name in LISTS:
        table = list(csv.DictReader(io.StringIO((folder_of(DAY) / f"{name}.csv").read_text(encoding="utf-8"))))
        listed = json.loads(client.get(f"/api/v1/{name}/?page_size=1000").content)["results"]
        assert len(table) == len(listed), name
        assert list(table[0]) == list(LISTS[name].names)
    rights = geopandas.read_file(folder_of(DAY) / "rights.geojson")
    assert sorted(rights.code) == ["010000119", "010000219"]
    for name in DRAWN:
        layer = geopandas.read_file(folder_of(DAY) / "register.gpkg", layer=LISTS[name].name)
        assert len(layer) == len(json.loads(client.get(f"/api/v1/{name}/").content)["results"])
        assert layer.crs.to_epsg() == 4326


def test_geoparquet_stands_beside_where_the_extra_is_installed(snapshot):
    pytest.importorskip("pyarrow", reason="the extra `exports` (pyarrow) is not installed")
    rights = geopandas.read_parquet(folder_of(DAY) / "rights.parquet")
    assert sorted(rights.code) == ["010000119", "010000219"]
    assert rights.crs.to_string() == "OGC:CRS84"
    assert -71 < rights.total_bounds[0] < -70


def test_no_file_holds_what_is_withheld(snapshot):
    for path in folder_of(DAY).iterdir():
        held = path.read_bytes()
        for secret in SECRETS:
            assert secret.encode() not in held, (path.name, secret)


def test_the_package_describes_every_file_and_its_checksum(snapshot):
    package = json.loads((folder_of(DAY) / "datapackage.json").read_text())
    described = {one["path"]: one for one in package["resources"]}
    assert set(described) == {path.name for path in folder_of(DAY).iterdir()} - {"datapackage.json"}
    for name, one in described.items():
        content = (folder_of(DAY) / name).read_bytes()
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert one["bytes"] == len(content)
    fields = described["rights.csv"]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(LISTS["rights"].names)
    assert described["registrations.csv"]["withheld"]["status_code"].endswith(".")
    first = next(csv.reader(io.StringIO((folder_of(DAY) / "eiti-2.3-licences.csv").read_text())))
    assert first == [field["name"] for field in described["eiti-2.3-licences.csv"]["schema"]["fields"]]


def test_the_register_leaves_in_the_words_of_others(snapshot):
    (titled, _petition) = csv.DictReader(io.StringIO((folder_of(DAY) / "eiti-2.3-licences.csv").read_text()))
    assert titled["license_holder"] == "Qispillo Ñahui, Rosaura; Minera Inventada S.A.C."
    assert titled["coordinates"].startswith("POLYGON")
    site = json.loads((folder_of(DAY) / "icglr-mine-sites.json").read_text())[0]
    assert (site["nationalId"], site["icglrId"], site["certificationStatus"]) == ("010000119", None, None)
    assert -71 < site["mineSiteLocation"]["geolocalization"]["longitude"] < -70


def test_the_files_are_served_with_their_checksum_and_dated(client, snapshot):
    index = json.loads(client.get("/open-data/index.json").content)["snapshots"][0]
    one = next(one for one in index["files"] if one["name"] == "rights.csv")
    response = client.get(one["address"])
    assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == one["sha256"]
    assert client.get(one["address"], HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
    assert client.get("/open-data/latest/rights.csv").url == "/open-data/2026-11-20/rights.csv"
    for wrong in ("latest/../settings.py", "2026-11-20/nothing.csv", "yesterday/rights.csv", "2026-11-19/rights.csv"):
        assert client.get(f"/open-data/{wrong}").status_code in {301, 404}
    catalogue = json.loads(client.get("/open-data/catalog.jsonld").content)
    (rights,) = [one for one in catalogue["dcat:dataset"] if one["@id"].endswith("#rights")]
    kinds = {one["dcat:mediaType"]["@id"].partition("/media-types/")[2] for one in rights["dcat:distribution"]}
    assert kinds >= {"text/csv", "application/geo+json"}
    page = client.get("/open-data/").content.decode()
    assert one["sha256"][:16] in page
    assert "status_code" in page


def test_made_again_on_a_day_it_replaces_and_another_day_is_kept(snapshot):
    again = snapshot_make(on=DAY, by=BY, at=AT)
    assert again.pk == snapshot.pk
    snapshot_make(on=date(2026, 11, 21), by=BY, at=AT)
    assert Snapshot.objects.count() == 2
    assert (folder_of(DAY) / "rights.csv").is_file()
    assert not list(folder_of(DAY).parent.glob(".*"))


def test_tables_of_what_is_not_public_are_published_once_a_month(client, ground):
    assert json.loads(client.get("/api/v1/statistics/persons-by-gender/").content)["rows"] == []
    assert tables_publish(on=DAY, by=BY, at=AT) == 4
    assert tables_publish(on=date(2026, 11, 30), by=BY, at=AT) == 0
    assert tables_publish(on=date(2026, 12, 1), by=BY, at=AT) == 4
    body = json.loads(client.get("/api/v1/statistics/persons-by-gender/").content)
    assert body["on"] == "2026-12-01"
    assert [row["cells"] for row in body["rows"]] == [[None] * len(body["columns"])], "one person in a table is hidden"
    assert PublishedTable.objects.count() == 8
    for query in ("?gender=woman", "?ubigeo=17", "?page_size=1"):
        assert client.get(f"/api/v1/statistics/persons-by-gender/{query}").status_code == 400


def test_tables_of_public_attributes_are_exact_and_of_today(client, ground):
    body = json.loads(client.get("/api/v1/statistics/registrations-by-state/").content)
    codes = [column["code"] for column in body["columns"]]
    (row,) = body["rows"]
    assert (row["key"], row["total"]) == ("17", 2)
    assert row["cells"][codes.index("in_force")] == row["cells"][codes.index("suspended")] == 1
    assert body["hidden_below"] is None
    for one in json.loads(client.get("/api/v1/statistics/").content)["results"]:
        assert client.get(one["address"]).status_code == 200
