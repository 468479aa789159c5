"""Coordinates as people type them."""

import pytest

from registry.common.errors import DomainError
from registry.territory.services.coordinates import read_place

SQUARE = "345,000 8,590,000\n346,000.5 8590000\n346000;8591000\n"


def test_thousands_points_and_semicolons_read_the_same() -> None:
    place = read_place(written="utm", zone=19, text=SQUARE)
    assert place is not None
    assert (place.srid, place.grid_srid) == (32719, 32719)
    assert list(place.shape.exterior.coords)[1] == (346000.5, 8590000.0)
    assert place.source_text == SQUARE


def test_an_old_plan_is_kept_in_its_datum_and_measured_in_the_zone() -> None:
    place = read_place(written="utm", zone=18, datum="psad56", text="345000 8590000")
    assert place is not None
    assert (place.shape.geom_type, place.srid, place.grid_srid) == ("Point", 24878, 32718)


@pytest.mark.parametrize("text", ["-70.5 -12.3", "-70.5,-12.3", "-70.5, -12.3"])
def test_degrees_with_or_without_a_comma(text: str) -> None:
    place = read_place(written="degrees", text=text)
    assert place is not None
    assert (place.shape.x, place.shape.y) == (-70.5, -12.3)


@pytest.mark.parametrize(
    "wrap",
    [
        "{}",
        '{{"type": "Feature", "properties": {{}}, "geometry": {}}}',
        '{{"type": "FeatureCollection", "features": [{{"type": "Feature", "geometry": {}}}]}}',
    ],
)
def test_geojson_as_geometry_feature_or_collection_of_one(wrap: str) -> None:
    place = read_place(written="geojson", text=wrap.format('{"type": "Point", "coordinates": [-70.5, -12.3]}'))
    assert place is not None
    assert (place.shape.x, place.srid) == (-70.5, 4326)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"written": "utm", "zone": None, "text": SQUARE}, "zone"),
        ({"written": "utm", "zone": 19, "text": "8590000 345000"}, "north before east"),
        ({"written": "utm", "zone": 19, "text": "345000 8590000\n346000 8590000"}, "Two corners"),
        ({"written": "utm", "zone": 19, "text": "345000"}, "two numbers"),
        ({"written": "utm", "zone": 19, "text": "345000 eight"}, "not a number"),
        (
            {"written": "utm", "zone": 19, "text": "345000 8590000\n346000 8591000\n346000 8590000\n345000 8591000"},
            "crosses itself",
        ),
        ({"written": "utm", "zone": 19, "text": "-70.5 -12.3"}, "no UTM place"),
        ({"written": "degrees", "text": "-60 -12"}, "outside Peru"),
        ({"written": "geojson", "text": "{"}, "not GeoJSON"),
        ({"written": "geojson", "text": '{"type": "FeatureCollection", "features": []}'}, "not GeoJSON"),
        (
            {"written": "geojson", "text": '{"type": "LineString", "coordinates": [[-70, -12], [-71, -12]]}'},
            "another kind",
        ),
        ({"written": "geojson", "text": '{"type": "Point", "coordinates": [345000, 8590000]}'}, "outside Peru"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(given: dict[str, object], says: str) -> None:
    with pytest.raises(DomainError, match=says) as refused:
        read_place(**given)  # type: ignore[arg-type]
    assert refused.value.field == "coordinates"


def test_nothing_given_is_no_place() -> None:
    assert read_place(written="", text="") is None
    assert read_place(written="utm", zone=19, text="  \n\u200b") is None


def test_coordinates_are_never_passed_over_in_silence() -> None:
    with pytest.raises(DomainError, match="how these coordinates are written"):
        read_place(written="", text="345678.50 8590123.00")


def test_signs_that_nobody_sees_are_none_of_the_coordinates() -> None:
    assert read_place(written="utm", zone=19, text="345678.50\u200b 8590123.00\ufeff") is not None
