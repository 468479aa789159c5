"""Trying by program: the same answer as a stored place, the rules of publication, nothing stored, bounded cost."""

import json
import math
import time

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concessions.models import MiningRight
from registry.territory.models import Check, Finding, Footprint, LayerKind, OverlapRun
from tests.territory.conftest import block, degrees

pytestmark = pytest.mark.django_db
URL = "/api/v1/try/"


@pytest.fixture(autouse=True)
def _plain_http(settings):
    settings.SECURE_SSL_REDIRECT = False


def geojson(shape):
    """A shape of the grid as GeoJSON in degrees."""
    return json.loads(shapely.to_geojson(degrees(shape)[0]))


def post(client, body, query=""):
    """Try a body, GeoJSON or text."""
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(URL + query, text, content_type="application/json")


def by_kind(answer):
    """The answers by kind of land."""
    return {each["layer_kind"]: each for each in answer["answers"]}


@pytest.fixture
def country(place, land, measure):
    """A right, layers of each way of publication, and one that does not touch."""
    right = place(block(0, 0))
    MiningRight.objects.create(code="010000119", name="La Inventada", footprint=right)
    land("buffer_zone", block(500, 0), licence="open", publication="full")
    land("native_community", block(500, 0))
    land("archaeological_zone", block(500, 0), publication="internal")
    land("water_body", block(5_000, 0), licence="open", publication="full")
    measure()


def test_each_layer_is_told_as_it_may_be(client, country):
    before = [model.objects.count() for model in (Footprint, Check, Finding, OverlapRun)]
    response = post(client, geojson(block(0, 0)))
    assert response.status_code == 200
    answer = response.json()
    said = by_kind(answer)
    assert (answer["hectares"], answer["utm_zone"], answer["is_stored"]) == (100.0, 18, False)
    buffer = said["buffer_zone"]
    assert (buffer["answer"], buffer["areas"][0]["name"]) == ("overlaps", "buffer_zone 0")
    assert math.isclose(buffer["areas"][0]["hectares"], 50, abs_tol=0.001)
    assert (buffer["consequence"]["effect"], buffer["consequence"]["opinion_of"]) == ("condition", "SERNANP")
    community = said["native_community"]  # yes or no only
    assert (community["answer"], community["areas"], community["nearest_m"]) == ("overlaps", [], None)
    hidden = said["archaeological_zone"]  # internal: neither named nor answered
    assert (hidden["answer"], hidden["why"], hidden["layer"]) == ("not_checked", "not_public", None)
    assert said["water_body"]["answer"] == "clear"
    assert said["peasant_community"]["why"] == "no_layer"
    assert {"archaeological_zone", "peasant_community"} <= set(answer["not_checked"])
    assert [(right["code"], right["hectares"]) for right in answer["rights"]] == [("010000119", 100.0)]
    assert [model.objects.count() for model in (Footprint, Check, Finding, OverlapRun)] == before


def test_every_measured_kind_is_answered(client, country):
    said = by_kind(post(client, geojson(block(0, 0))).json())
    assert set(said) == set(LayerKind.objects.filter(is_measured=True).values_list("code", flat=True))


def test_a_point_with_its_accuracy(client, country):
    point = geojson(shapely.Point(400_500, 8_600_500))
    near = by_kind(post(client, point, "?accuracy_m=30").json())["buffer_zone"]
    assert (near["answer"], near["why"]) == ("not_checked", "undecided")
    sure = by_kind(post(client, geojson(shapely.Point(400_700, 8_600_500)), "?accuracy_m=30").json())["buffer_zone"]
    assert sure["answer"] == "overlaps"
    assert post(client, point, "?accuracy_m=-1").status_code == 400
    assert post(client, point, "?accuracy_m=x").status_code == 400


def swapped():
    """Latitude before longitude."""
    ring = [[y, x] for x, y in geojson(block(0, 0))["coordinates"][0]]
    return {"type": "Polygon", "coordinates": [ring]}


def bow_tie():
    """An outline that crosses itself."""
    return {
        "type": "Polygon",
        "coordinates": [[[-76, -12], [-75.99, -11.99], [-75.99, -12], [-76, -11.99], [-76, -12]]],
    }


def circle(corners):
    """An outline of many corners."""
    turns = [2 * math.pi * k / corners for k in range(corners)]
    ring = [[-76 + 0.01 * math.cos(t), -12 + 0.01 * math.sin(t)] for t in turns]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (swapped(), 400, "longitude first"),
        (bow_tie(), 400, "crosses itself"),
        (circle(6_000), 400, "corners"),
        (circle(100_000), 413, "bytes"),
        (geojson(block(-150_000, 0, 300_000, 1000)), 400, "larger than"),
        ({"type": "Point", "coordinates": [2.35, 48.85]}, 400, "outside Peru"),
        ({"type": "LineString", "coordinates": [[-76, -12], [-75, -12]]}, 400, "another kind of shape"),
        ({"type": "FeatureCollection", "features": []}, 400, "GeoJSON"),
        ({"type": "Polygon", "coordinates": []}, 400, "GeoJSON"),
        ({"type": "Polygon", "coordinates": [[["a", "b"], [1, 2], [3, 4], ["a", "b"]]]}, 400, "GeoJSON"),
        ('{"type": "Point", "coordinates": [NaN, -12]}', 400, ""),
        ("[" * 50_000, 400, ""),
        ("no json", 400, "GeoJSON"),
        ("", 400, "GeoJSON"),
        ("null", 400, "GeoJSON"),
    ],
)
def test_bad_input_gets_a_sentence_at_once(client, db, body, status, said):
    begun = time.process_time()
    response = post(client, body)
    assert response.status_code == status, response.content[:300]
    assert said in response.json()["error"]["message"]
    assert time.process_time() - begun < 1


def test_the_rate_of_trying_is_its_own(client, db, settings):
    settings.REGISTRY_RATES = {"try": 2}
    shape = geojson(block(0, 0))
    assert [post(client, shape).status_code for _ in range(3)] == [200, 200, 429]
    assert post(client, "{}").status_code == 400  # what is refused is not counted
    assert client.get("/api/v1/layers/").status_code == 200


def test_the_queries_do_not_grow_with_areas_and_rights(client, country, land, place, measure):
    with CaptureQueriesContext(connection) as few:
        assert post(client, geojson(block(0, 0))).status_code == 200
    for step in range(5):
        MiningRight.objects.create(code=f"R{step}", footprint=place(block(step * 10, 0)))
    land("buffer_zone", *(block(500 + n, 0, 1, 1000) for n in range(0, 40, 2)), version="2", licence="open")
    measure()
    with CaptureQueriesContext(connection) as many:
        assert post(client, geojson(block(0, 0))).status_code == 200
    assert len(few) <= 12
    assert len(many) == len(few)
