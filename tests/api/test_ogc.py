"""OGC API - Features: read by programs that know nothing of us, in the order of axes that each system asks."""

import json
import shutil
import subprocess
import sys

import pytest
from pyproj import Transformer

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
ITEMS = "/ogc/collections/rights/items"


def get(client, address, status=200, **query):
    """A body with that status."""
    response = client.get(address, query)
    assert response.status_code == status, response.content[:500]
    return json.loads(response.content)


def test_a_client_finds_its_way_from_the_landing_page(client, ground):
    landing = get(client, "/ogc/")
    links = {link["rel"]: link["href"] for link in landing["links"]}
    assert {"self", "conformance", "data", "service-desc"} <= set(links)
    assert (
        f"{'http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs'}"
        in get(client, links["conformance"])["conformsTo"]
    )
    collections = {one["id"]: one for one in get(client, links["data"])["collections"]}
    assert set(collections) == {"rights", "overlaps", "land-buffer_zone"}, (
        "yes-no and internal layers are no collections"
    )
    rights = get(client, {link["rel"]: link["href"] for link in collections["rights"]["links"]}["self"])
    assert rights["crs"] == [CRS84, *(f"{EPSG}{code}" for code in (4326, 32717, 32718, 32719))]
    west, south, east, north = rights["extent"]["spatial"]["bbox"][0]
    assert -71 < west < east < -70
    assert -13 < south < north < -12
    items = {link["rel"]: link["href"] for link in rights["links"]}["items"]
    assert len(get(client, items)["features"]) == 2


def test_pages_follow_each_other_and_are_counted(client, ground):
    first = get(client, ITEMS, limit=1)
    assert (first["numberMatched"], first["numberReturned"]) == (2, 1)
    following = {link["rel"]: link["href"] for link in first["links"]}["next"]
    second = get(client, following)
    assert [page["features"][0]["id"] for page in (first, second)] == ["010000119", "010000219"]
    assert "next" not in {link["rel"] for link in second["links"]}
    assert get(client, ITEMS, limit=1_000_000)["numberReturned"] == 2, "too large a limit is clamped"


def test_the_axes_stand_in_the_order_of_the_system(client, ground):
    shape = ground.titled.footprint
    lon, lat = shape.geom.extent[:2]
    for address, expected in (
        (CRS84, (lon, lat)),
        (f"{EPSG}4326", (lat, lon)),
        (f"{EPSG}32719", (350_000.0, 8_590_000.0)),
    ):
        response = client.get(f"{ITEMS}/010000119", {"crs": address})
        ring = json.loads(response.content)["geometry"]["coordinates"][0]
        corner = min(x for x, _y in ring), min(y for _x, y in ring)
        assert corner == pytest.approx(expected, abs=1e-3)
        assert response["Content-Crs"] == f"<{address}>"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"bbox": "-80,-18,-68,0"}, ["010000119", "010000219"]),
        ({"bbox": "-18,-80,0,-68", "bbox-crs": f"{EPSG}4326"}, ["010000119", "010000219"]),
        ({"bbox": "-80,-18,0,-68,0,100"}, ["010000119", "010000219"]),
        ({"bbox": "349900,8589900,350100,8590100", "bbox-crs": f"{EPSG}32719"}, ["010000119"]),
        ({"bbox": "100000,8000000,110000,8010000", "bbox-crs": f"{EPSG}32719"}, []),
        ({"state": "titled"}, ["010000119"]),
        ({"ubigeo": "170102"}, ["010000219"]),
        ({"state": "titled", "bbox": "-80,-18,-79,-17"}, []),
        ({"datetime": "2026-01-01T00:00:00Z/.."}, ["010000119", "010000219"]),
    ],
)
def test_features_are_chosen_by_box_attribute_and_time(client, ground, query, codes):
    assert [feature["id"] for feature in get(client, ITEMS, **query)["features"]] == codes


def test_a_time_leaves_out_what_lies_outside_and_keeps_what_has_none(client, ground):
    type(ground.titled).objects.filter(pk=ground.titled.pk).update(filed_at="2020-05-05T12:00:00Z")
    for asked, codes in (
        ("2020-05-05T00:00:00Z/2020-05-06T00:00:00Z", ["010000119", "010000219"]),
        ("2021-01-01/..", ["010000219"]),
        ("../2019-01-01T00:00:00Z", ["010000219"]),
    ):
        assert [one["id"] for one in get(client, ITEMS, datetime=asked)["features"]] == codes


@pytest.mark.parametrize(
    ("query", "at_fault"),
    [
        ({"colour": "red"}, "colour"),
        ({"limit": "0"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"limit": "-1"}, "limit"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "-12.9,-70.2,-12.8,-70.1"}, "bbox"),
        ({"bbox": "1,2,3,4", "bbox-crs": "EPSG:4326"}, "bbox-crs"),
        ({"bbox": "5,5,1,1", "bbox-crs": f"{EPSG}32719"}, "bbox"),
        ({"crs": f"{EPSG}3857"}, "crs"),
        ({"datetime": "yesterday"}, "datetime"),
        ({"datetime": "2026-01-02/2026-01-01"}, "datetime"),
        ({"f": "html"}, "f"),
        ({"cursor": "x"}, "cursor"),
        ({"intersects": "{}"}, "intersects"),
        ({"state": "vigente"}, "state"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(client, ground, query, at_fault):
    assert at_fault in get(client, ITEMS, 400, **query)["error"]["fields"]


@pytest.mark.parametrize(
    "path", ["internal", "land-native_community", "land-archaeological_zone", "registrations", "land-x", "rights%2F.."]
)
def test_what_is_not_given_out_is_no_collection(client, ground, path):
    assert client.get(f"/ogc/collections/{path}/items").status_code == 404
    assert client.get(f"/ogc/collections/{path}").status_code == 404


def test_an_area_is_an_item_of_its_kind_only(client, ground):
    area = ground.areas["full"][0]
    assert get(client, f"/ogc/collections/land-buffer_zone/items/{area.pk}")["properties"]["name"] == area.name
    for other in (ground.areas["internal"][0].pk, ground.areas["yes_no"][0].pk, "x", "9" * 30):
        assert client.get(f"/ogc/collections/land-buffer_zone/items/{other}").status_code == 404


@pytest.fixture
def served(transactional_db, live_server, settings, request):
    """The address of a real server with the small ground behind it."""
    settings.SECURE_SSL_REDIRECT = False
    request.getfixturevalue("ground")
    return f"{live_server.url}/ogc"


def test_part_one_is_read_by_the_distribution_s_ogr2ogr(served, tmp_path):
    program = shutil.which("ogr2ogr")
    if program is None:
        pytest.skip("ogr2ogr is not installed: apt-get install gdal-bin")
    out = tmp_path / "rights.geojson"
    subprocess.run(
        [program, "-f", "GeoJSON", str(out), f"OAPIF:{served}", "rights", "-oo", "PAGE_SIZE=1"],
        check=True, timeout=120, capture_output=True,
    )  # fmt: skip
    features = json.loads(out.read_text())["features"]
    assert sorted(feature["properties"]["code"] for feature in features) == ["010000119", "010000219"]
    west = min(x for x, _y in features[0]["geometry"]["coordinates"][0])
    assert -71 < west < -70


READ = """
import json, sys
import pyogrio
if "OAPIF" not in pyogrio.list_drivers():
    sys.exit(3)
crs = sys.argv[2]
found = pyogrio.read_dataframe(
    f"OAPIF:{sys.argv[1]}", layer="rights", **({"CRS": crs} if crs else {}), PAGE_SIZE=1, INITIAL_REQUEST_PAGE_SIZE=1,
)
print(json.dumps({"codes": sorted(found.code), "crs": found.crs.to_epsg(), "bounds": list(found.total_bounds)}))
"""


@pytest.mark.parametrize(("system", "epsg"), [("", None), ("EPSG:4326", 4326), ("EPSG:32719", 32719)])
def test_part_two_is_read_by_the_driver_of_the_pyogrio_wheel(served, ground_corner, system, epsg):
    found = subprocess.run(
        [sys.executable, "-c", READ, served, system], check=False, timeout=120, capture_output=True, text=True
    )
    if found.returncode == 3:
        pytest.skip("this pyogrio wheel has no OAPIF driver")
    assert found.returncode == 0, found.stderr
    said = json.loads(found.stdout)
    assert said["codes"] == ["010000119", "010000219"]
    expected = (350_000, 8_590_000) if epsg == 32719 else ground_corner
    assert said["bounds"][:2] == pytest.approx(expected, abs=1e-3), (
        "GDAL turns 4326 round itself: longitude stays first"
    )


@pytest.fixture
def ground_corner():
    """The south-west corner of the small ground in degrees."""
    transformer = Transformer.from_crs(32719, 4326, always_xy=True)
    corners = [
        transformer.transform(x, y) for x, y in ((350_000, 8_590_000), (350_000, 8_591_000), (351_000, 8_590_000))
    ]
    return min(x for x, _y in corners), min(y for _x, y in corners)
