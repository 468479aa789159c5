"""Vector tiles: what is public and no more, bounded for each zoom."""

import gzip
import json
import math

import pytest

from concessions.models import MiningRight
from registry.publishing.api import tiles


def tile_of(lon, lat, z):
    """The tile that holds a place."""
    n = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return f"{z}/{int((lon + 180) / 360 * n)}/{int(y)}"


@pytest.fixture
def here(ground):
    """The middle of the titled right."""
    return ground.titled.footprint.geom.centroid.coords


@pytest.fixture(autouse=True)
def _drawn_anew(settings):
    settings.REGISTRY_TILE_CACHE_S = 0


def test_a_tile_holds_the_named_public_columns_of_what_lies_there(client, here):
    response = client.get(f"/tiles/rights/{tile_of(*here, 12)}.pbf")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert b"010000119" in response.content
    assert b"substance_class" in response.content
    assert b"holders" not in response.content
    again = client.get(f"/tiles/rights/{tile_of(*here, 12)}.pbf", HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304


def test_elsewhere_and_below_the_least_zoom_there_is_nothing(client, here):
    assert client.get("/tiles/rights/12/0/0.pbf").status_code == 204
    assert client.get(f"/tiles/rights/{tile_of(*here, 4)}.pbf").status_code == 204
    assert client.get(f"/tiles/rights/{tile_of(*here, 5)}.pbf").status_code == 200
    for path in (
        "rights/17/0/0",
        "rights/3/8/0",
        f"rights/{10**40}/0/0",
        "nothing/10/1/1",
        "land-native_community/9/1/1",
    ):
        assert client.get(f"/tiles/{path}.pbf").status_code == 404
    assert client.get(f"/tiles/rights/{tile_of(*here, 12)}.pbf?state=titled").status_code == 400


def test_a_full_tile_is_cut_and_says_so(client, here, ground, monkeypatch):
    monkeypatch.setattr(tiles, "_RIGHTS", tiles.Drawn(5, 1, ("code",)))
    response = client.get(f"/tiles/rights/{tile_of(*here, 8)}.pbf")
    assert response["X-Features-Left-Out"] == "true"
    assert MiningRight.objects.count() == 2


def test_a_person_is_drawn_as_the_cell(client, ground):
    lon, lat = ground.place
    drawn = client.get(f"/tiles/registrations/{tile_of(lon, lat, 14)}.pbf").content
    assert b"grid_cell" in drawn
    assert b"Qispillo" not in drawn
    corner = math.floor(lon * 20) / 20 + 0.001, math.floor(lat * 20) / 20 + 0.001
    assert b"REG-0001" in client.get(f"/tiles/registrations/{tile_of(*corner, 14)}.pbf").content


@pytest.mark.parametrize("name", ["overlaps", "land-buffer_zone"])
def test_layers_are_drawn_as_their_publication_says(client, here, name):
    drawn = client.get(f"/tiles/{name}/{tile_of(*here, 12)}.pbf").content
    assert b"Secret full" in drawn
    assert b"Secret yes_no" not in drawn
    assert b"Secret internal" not in drawn


def test_tiles_are_described_and_compressed(client, here):
    said = json.loads(client.get("/tiles/rights/tiles.json").content)
    assert said["tiles"][0].endswith("/tiles/rights/{z}/{x}/{y}.pbf")
    assert (said["minzoom"], said["maxzoom"]) == (5, 16)
    answer = client.get("/api/v1/law/", HTTP_ACCEPT_ENCODING="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.content))["parameters"]
    assert client.get("/api/v1/law/", HTTP_ACCEPT_ENCODING="br, gzip")["Content-Encoding"] == "br"
