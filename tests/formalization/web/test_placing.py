"""The place of a registration in its form: as a file, drawn into the same field, and compared before it is kept."""

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.casework.models import Draft
from registry.formalization.models import Registration
from registry.places.models import Place

RIGHT = "99000001D26"  # of the rows: 340,000 to 341,000 east, 8,590,000 to 8,591,000 north, zone 19
INSIDE = "340,200 8,590,200\n340,800 8,590,200\n340,800 8,590,800"
ASTRIDE = "340,500 8,590,200\n341,500 8,590,200\n341,500 8,590,800\n340,500 8,590,800"
GPX = '<gpx><wpt lat="-12.75" lon="-70.47"/></gpx>'


def add(browser: Client, **said: Any) -> Any:
    typed = {
        "code": "MDD-77", "deposit_class": "unknown", "mercury_use": "unknown", "right_code_declared": RIGHT,
        "ubigeo": "170102", "written": "utm", "zone": "19", "datum": "wgs84", "coordinates": INSIDE,
    } | said  # fmt: skip
    return browser.post(reverse("registrations:add"), typed)


def test_a_place_inside_of_its_right_is_kept_without_a_question(cast: dict[str, Client], rows: dict[str, int]) -> None:
    assert add(cast["officer"]).status_code == 302
    assert Registration.objects.get(code="MDD-77").declared_place is not None
    assert rows


@pytest.mark.parametrize(
    ("coordinates", "doubt"),
    [
        (ASTRIDE, "Only 50 % of it lies inside of the declared right 99000001D26."),
        ("342000 8590500", "It lies 1,000 m outside of the declared right 99000001D26."),
    ],
)
def test_a_place_outside_of_its_right_is_asked_about_once(
    cast: dict[str, Client], rows: dict[str, int], coordinates: str, doubt: str
) -> None:
    asked = add(cast["officer"], coordinates=coordinates)
    assert asked.status_code == 422
    assert doubt in asked.content.decode()
    assert 'type="checkbox" name="place_is_meant"' in asked.content.decode()
    assert not Registration.objects.filter(code="MDD-77").exists()
    assert add(cast["officer"], coordinates=coordinates, place_is_meant="on").status_code == 302
    assert rows


def test_within_the_accuracy_of_a_point_nothing_is_asked(cast: dict[str, Client], rows: dict[str, int]) -> None:
    assert add(cast["officer"], coordinates="341004 8590500", accuracy_m="5").status_code == 302
    assert rows


def test_a_place_in_another_district_is_asked_about(cast: dict[str, Client], rows: dict[str, int]) -> None:
    far = MultiPolygon(Polygon.from_bbox((-75, -10, -74, -9)), srid=4326)
    Place.objects.create(ubigeo="17", level="department", name="Elsewhere", boundary=far)
    asked = add(cast["officer"])
    assert asked.status_code == 422
    assert "It does not lie in Elsewhere" in asked.content.decode()
    Place.objects.all().delete()
    assert add(cast["officer"]).status_code == 302, "a boundary that is not loaded raises no doubt"
    assert rows


def test_a_wrong_zone_is_caught_by_the_right(cast: dict[str, Client], rows: dict[str, int]) -> None:
    asked = add(cast["officer"], zone="18")
    assert asked.status_code == 422
    assert "m outside of the declared right" in asked.content.decode()
    assert rows


def test_a_file_fills_the_typed_fields_and_is_not_lost_with_another_mistake(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    handed = SimpleUploadedFile("walk.gpx", GPX.encode())
    again = add(cast["officer"], code="", written="", coordinates="", place_file=handed)
    assert again.status_code == 422
    form = again.context["form"]
    assert form["written"].value() == "degrees"
    assert form["coordinates"].value() == "-70.470000000 -12.750000000"
    bad = add(cast["officer"], place_file=SimpleUploadedFile("walk.gpx", b"no xml"))
    assert "place_file" in bad.context["form"].errors
    assert rows


def test_a_draft_keeps_the_place_of_a_file(cast: dict[str, Client], rows: dict[str, int]) -> None:
    handed = SimpleUploadedFile("walk.gpx", GPX.encode())
    add(cast["officer"], draft="keep", written="", coordinates="", place_file=handed)
    assert Draft.objects.get().values["coordinates"] == ["-70.470000000 -12.750000000"]
    assert rows


def test_the_same_bad_place_has_the_same_words_typed_in_a_file_and_by_a_program(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    outside = '{"type": "Point", "coordinates": [10, 50]}'
    typed = add(cast["officer"], written="geojson", coordinates=outside)
    program = Client().post("/api/v1/try/", outside, content_type="application/json")
    said = str(typed.context["form"].errors["coordinates"][0])
    assert said in program.json()["error"]["fields"]["coordinates"]
    bow = '{"type":"Polygon","coordinates":[[[-70,-12],[-69,-13],[-69,-12],[-70,-13],[-70,-12]]]}'
    handed = add(cast["officer"], place_file=SimpleUploadedFile("a.geojson", bow.encode()))
    typed = add(cast["officer"], written="degrees", coordinates="-70 -12\n-69 -13\n-69 -12\n-70 -13")
    assert handed.context["form"].errors["place_file"][0] == typed.context["form"].errors["coordinates"][0]
    assert rows


def test_the_map_is_offered_where_a_place_is_asked(cast: dict[str, Client], rows: dict[str, int]) -> None:
    for address in (reverse("registrations:add"), reverse("casework:location", args=[rows["registration"]])):
        page = cast["officer"].get(address).content.decode()
        assert "js/drawing.js" in page
        assert "data-drawing" in page
    assert (
        "js/drawing.js"
        not in cast["officer"].get(reverse("casework:note", args=[rows["registration"]])).content.decode()
    )
