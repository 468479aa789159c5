"""Trying by a plain form: typed corners of both datums, a point, pasted GeoJSON, a file; without script or cookie."""

import json
import zipfile
from io import BytesIO

import numpy as np
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile

from concessions.models import MiningRight
from registry.common.spatial.srids import reproject
from registry.territory.models import Footprint
from tests.territory.conftest import block, degrees

pytestmark = pytest.mark.django_db
URL = "/en/try/"


@pytest.fixture(autouse=True)
def _plain_http(settings):
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def country(place, land, measure):
    """A right, a buffer zone beside it."""
    MiningRight.objects.create(code="010000119", name="La Inventada", footprint=place(block(0, 0)))
    land("buffer_zone", block(500, 0), licence="open", publication="full")
    measure()


def corners(shape):
    """The corners of a shape, one a line."""
    return "\n".join(f"{x:.3f} {y:.3f}" for x, y in shapely.get_coordinates(shape)[:-1])


def typed(**said):
    """What a person sends."""
    return {"written": "utm", "zone": "18", "datum": "wgs84", "coordinates": corners(block(0, 0)), **said}


def test_utm_corners(client, country):
    page = client.post(URL, typed())
    text = page.content.decode()
    assert page.status_code == 200
    assert "100.0000 ha" in text
    assert "buffer_zone 0: 50.0000 ha" in text
    assert "opinion of SERNANP" in text
    assert "010000119" in text
    assert "Nothing may be read from these" in text
    assert not page.cookies
    assert Footprint.objects.count() == 1  # the right's own


def test_psad56_corners_lie_where_they_lie(client, country):
    """Typed in the old datum, the same ground is met as in the new."""
    column = np.empty(1, dtype=object)
    column[0] = block(0, 0)
    old = corners(reproject(column, 32718, 24878)[0])
    text = client.post(URL, typed(datum="psad56", coordinates=old)).content.decode()
    assert "buffer_zone 0: 50." in text
    wrong = client.post(URL, typed(coordinates=old)).content.decode()  # read as WGS 84 it lies 450 m off
    assert "buffer_zone 0: 50." not in wrong


def test_a_point_in_degrees(client, country):
    point = degrees(shapely.Point(400_700, 8_600_500))[0]
    said = {"written": "degrees", "coordinates": f"{point.x:.6f} {point.y:.6f}", "accuracy_m": "10"}
    text = client.post(URL, said).content.decode()
    assert "A point: it has no hectares" in text
    assert "Buffer zone" in text


def file_of(shape, name="place.geojson"):
    """A GeoJSON file with one shape."""
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(each))} for each in shape
    ]
    return SimpleUploadedFile(name, json.dumps({"type": "FeatureCollection", "features": features}).encode())


def test_a_file(client, country):
    text = client.post(URL, {"written": "", "file": file_of(degrees(block(0, 0)))}).content.decode()
    assert "buffer_zone 0: 50.0000 ha" in text


def test_a_file_is_refused_with_its_reason(client, country):
    two = file_of(degrees(block(0, 0), block(2000, 0)))
    assert "holds 2 shapes" in client.post(URL, {"file": two}).content.decode()
    assert "GeoPackage" in client.post(URL, {"file": SimpleUploadedFile("x.exe", b"MZ")}).content.decode()
    fake = SimpleUploadedFile("x.gpkg", b"<OGRVRTDataSource/>")
    assert "not what its ending says" in client.post(URL, {"file": fake}).content.decode()
    large = SimpleUploadedFile("x.geojson", b"{" + b" " * 2_000_001)
    assert "larger than 2 MB" in client.post(URL, {"file": large}).content.decode()
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.geojson", b"{" + b" " * 60_000_000)
    packed = SimpleUploadedFile("x.zip", bomb.getvalue())
    assert "more than a map file" in client.post(URL, {"file": packed}).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"written": "utm", "coordinates": "x"}, "UTM zone"),
        (typed(zone=""), "Choose the UTM zone"),
        (typed(coordinates="8600000 400000"), "gives north before east"),
        (typed(coordinates="400000 8600000\n401000 8600000"), "Two corners make no area"),
        (typed(coordinates="0 0"), "no UTM place"),
        (typed(coordinates="400000 8600000\n401000 8601000\n401000 8600000\n400000 8601000"), "crosses itself"),
        ({}, "Say how the place is written"),
        ({"written": "utm"}, "give its coordinates"),
        (typed(coordinates="1 1\n" * 150_000), "too long"),
    ],
)
def test_a_slip_stands_beside_its_field(client, db, said, sentence):
    page = client.post(URL, said)
    assert page.status_code == 400
    assert sentence in page.content.decode()


def test_the_rate(client, db, settings):
    settings.REGISTRY_RATES = {"try": 1}
    assert [client.post(URL, typed()).status_code for _ in range(2)] == [200, 429]


def test_the_form_in_spanish_and_in_the_browsers_language(client, db):
    assert client.get("/es/try/")["Content-Language"] == "es"
    assert client.get("/qu/try/")["Content-Language"] == "es"
    assert client.get("/try/", headers={"accept-language": "en"})["Content-Language"] == "en"
