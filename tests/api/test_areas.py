"""Polygons that are sent to search by: bounded, checked, and refused with a sentence that helps."""

import json

import pytest

SQUARE = [[-70.45, -12.8], [-70.3, -12.8], [-70.3, -12.7], [-70.45, -12.7], [-70.45, -12.8]]


def polygon(*rings):
    """A GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": list(rings)}


def post(client, body, status=200, query=""):
    """The answer to a posted polygon."""
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    response = client.post(f"/api/v1/rights/search/{query}", content, content_type="application/json")
    assert response.status_code == status, response.content[:300]
    return json.loads(response.content)


def test_rights_are_met_by_a_polygon_and_thinned_by_filters(client, ground):
    assert [row["code"] for row in post(client, {"intersects": polygon(SQUARE)})["results"]] == [
        "010000119",
        "010000219",
    ]
    found = post(client, {"intersects": polygon(SQUARE)}, query="?state=titled&fields=code")
    assert found["results"] == [{"code": "010000119"}]
    elsewhere = [[x - 5, y] for x, y in SQUARE]
    assert post(client, {"intersects": {"type": "MultiPolygon", "coordinates": [[elsewhere]]}})["results"] == []


def test_the_next_page_is_posted_with_the_same_body(client, ground):
    body = {"intersects": polygon(SQUARE)}
    first = post(client, body, query="?page_size=1")
    second = client.post(first["next"], json.dumps(body), content_type="application/json").json()
    assert [first["results"][0]["code"], second["results"][0]["code"]] == ["010000119", "010000219"]


def test_a_short_polygon_fits_the_address(client, ground):
    said = client.get("/api/v1/rights/", {"intersects": json.dumps(polygon(SQUARE)), "state": "titled"})
    assert [row["code"] for row in said.json()["results"]] == ["010000119"]


BOW = [[-70.4, -12.8], [-70.3, -12.7], [-70.3, -12.8], [-70.4, -12.7], [-70.4, -12.8]]
MANY = [[-70.4 + n * 1e-6, -12.8] for n in range(100_000)]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        ([], "member"),
        ({"intersects": None}, "Polygon"),
        ({"intersects": polygon(SQUARE), "state": "titled"}, "member"),
        ({"polygon": polygon(SQUARE)}, "member"),
        ({"intersects": {"type": "Point", "coordinates": [-70, -12]}}, "Polygon"),
        ({"intersects": {"type": "Polygon"}}, "missing"),
        ({"intersects": {"type": "Polygon", "coordinates": [[]]}}, "missing"),
        ({"intersects": {"type": "Polygon", "coordinates": "x"}}, "missing"),
        ({"intersects": polygon(SQUARE[:3])}, "closed"),
        ({"intersects": polygon(SQUARE[:-1])}, "closed"),
        ({"intersects": polygon(BOW)}, "crosses itself"),
        ({"intersects": polygon([[y, x] for x, y in SQUARE])}, "swapped"),
        ({"intersects": polygon([[350_000, 8_590_000]] * 4)}, "degrees"),
        ({"intersects": polygon([["a", "b"]] * 4)}, "numbers"),
        ({"intersects": polygon([[True, False]] * 4)}, "numbers"),
        ({"intersects": polygon([[-70.4]] * 4)}, "numbers"),
        ({"intersects": polygon(MANY[:10_001])}, "10000"),
        ({"intersects": polygon(MANY)}, "1 MB"),
        ({"intersects": polygon([[-70.4, -12.8]] * 5)}, ""),
    ],
)
def test_a_polygon_that_cannot_be_used_is_told_why(client, ground, body, word):
    error = post(client, body, 400)["error"]
    assert error["code"] == "invalid_parameters"
    assert word in error["fields"]["intersects"][0]
    assert len(error["message"]) < 300


def test_a_polygon_stands_in_the_body_or_in_the_address_and_not_in_both(client, ground):
    assert "intersects" in post(client, {"intersects": polygon(SQUARE)}, 400, query="?intersects=x")["error"]["fields"]
    assert client.get("/api/v1/rights/search/").status_code == 405
