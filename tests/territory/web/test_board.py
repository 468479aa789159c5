"""The board: how fresh, for where, what is missing where; and the tolerances with who set them."""

from datetime import date

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from registry.places.models import Place
from registry.territory.models import NoiseTolerance, OverlapRun
from registry.territory.selectors import areas_of_version
from registry.territory.selectors.gaps import coverage_gaps
from registry.territory.web.overlaps import check_lines
from tests.territory.conftest import block, degrees

pytestmark = pytest.mark.django_db


def department(code, name, shape):
    """A department with a boundary in metres."""
    outline = GEOSGeometry(memoryview(shapely.to_wkb(degrees(shape)[0])), srid=4326)
    return Place.objects.create(ubigeo=code, level="department", name=name, boundary=MultiPolygon(outline))


@pytest.fixture
def country(land):
    """Three departments in a row: covered, covered by half, not at all."""
    for step, (code, name) in enumerate((("01", "West"), ("02", "Middle"), ("03", "East"))):
        department(code, name, block(step * 50_000, 0, 50_000, 50_000))
    land("buffer_zone", block(0, 0), coverage=degrees(block(0, 0, 75_000, 50_000))[0])
    land("water_body", block(0, 0), coverage=None)


def test_what_is_missing_where(country):
    gaps = coverage_gaps()
    assert [name for _code, name in gaps.departments] == ["West", "Middle", "East"]
    assert [gaps.of("buffer_zone", code) for code in ("01", "02", "03")] == ["whole", "part", "none"]
    assert gaps.of("water_body", "01") == "none"  # a layer that states no coverage clears nowhere
    assert gaps.of("urban_area", "01") == "none"


def test_the_pages(country, cast, django_assert_max_num_queries):
    page = cast["officer"].get("/desk/land/gaps/").content.decode()
    assert page.count("covered") >= 1
    assert "in part" in page
    with django_assert_max_num_queries(8):
        board = cast["officer"].get("/desk/land/").content.decode()
    assert "nowhere: clears nothing" in board
    assert "none loaded: not checked" in board


def test_an_overdue_layer_is_said_to_be(land, cast):
    land("buffer_zone", block(0, 0), fresh_until=date(2020, 1, 1))
    assert "overdue since" in cast["officer"].get("/desk/land/").content.decode()


def test_without_boundaries_the_page_says_so(db, cast):
    assert "import_boundaries" in cast["officer"].get("/desk/land/gaps/").content.decode()


def test_tolerances_are_set_with_a_reason_and_measured_anew(db, cast):
    assert "defaults of the product" in cast["officer"].get("/desk/land/tolerances/").content.decode()
    url = "/desk/land/tolerances/set/"
    assert cast["cadastre"].post(url, {"area_m2": "200", "radius_m": "1", "reason": ""}).status_code == 422
    assert cast["cadastre"].post(url, {"area_m2": "200", "radius_m": "1", "reason": "RD 1-2026"}).status_code == 302
    row = NoiseTolerance.objects.get()
    assert (row.area_m2, row.radius_m) == (200, 1)
    assert OverlapRun.objects.get(reason="tolerance_changed").noise_area_m2 == 200
    assert "RD 1-2026" in cast["officer"].get("/desk/land/tolerances/").content.decode()


def test_a_layer_page_tells_its_versions_and_what_each_held(land, cast):
    """The page of the version that went lists its areas; that of the layer the present ones; each leads to the other."""
    layer = land("urban_area", block(0, 0), block(5000, 0))
    land("urban_area", block(0, 0), block(9000, 0), version="2")
    (past,) = layer.past.all()
    now, then = (cast["officer"].get(f"/desk/land/layers/{each.pk}/").content.decode() for each in (layer, past))
    assert f'href="/desk/land/layers/{past.pk}/"' in now
    assert f'href="/desk/land/layers/{layer.pk}/"' in then
    held = [{area.pk for area in areas_of_version(each)} for each in (layer, past)]
    assert [len(areas) for areas in held] == [2, 2]
    assert len(held[0] & held[1]) == 1
    for page, areas in zip((now, then), held, strict=True):
        assert all(f'href="/desk/land/areas/{number}/"' in page for number in areas)


def test_an_answer_says_against_which_version_it_was_measured(place, land, measure, cast):
    """A right far from the change: its answer stands for version 2 and says that it was measured against version 1."""
    near, far = place(block(9000, 0)), place(block(0, 0))
    land("urban_area", block(500, 0))
    measure()
    land("urban_area", block(500, 0), block(9500, 0), version="2")
    measure()
    said = {right.pk: next(line.measured for line in check_lines(right) if line.check.layer) for right in (near, far)}
    assert said[near.pk] == ""
    assert "against version 1; nothing near it changed since" in said[far.pk]


def said_of(footprint, kind):
    """What the page of a footprint says of a kind of land, layer by layer."""
    return [line.check.answer for line in check_lines(footprint) if line.check.kind.code == kind]


def test_a_layer_that_was_not_measured_yet_is_said_to_wait_beside_another_of_its_kind(place, land, measure):
    field = place(block(0, 0))
    assert check_lines(field) == [], "nothing is known of it"
    land("buffer_zone", block(20_000, 0), series="first")
    measure()
    assert said_of(field, "buffer_zone") == ["clear"]
    land("buffer_zone", block(0, 0), series="second")
    assert said_of(field, "buffer_zone") == ["clear", "not_checked"]
    measure()
    assert said_of(field, "buffer_zone") == ["clear", "overlaps"]
    land("urban_area", block(0, 0))
    assert [line.check.why for line in check_lines(field) if line.check.kind.code == "urban_area"] == ["waiting"]


def test_a_wrong_layer_is_taken_out_of_use_and_clears_nobody_any_more(place, land, measure, cast):
    field = place(block(0, 0))
    layer = land("buffer_zone", block(20_000, 0))
    measure()
    assert said_of(field, "buffer_zone") == ["clear"]
    one = f"/desk/land/layers/{layer.pk}/"
    assert f"{one}break/" not in cast["officer"].get(one).content.decode()
    assert cast["officer"].post(f"{one}break/", {"why": "x"}).status_code == 403
    browser = cast["cadastre"]
    assert f"{one}break/" in browser.get(one).content.decode()
    assert browser.post(f"{one}break/", {"why": " "}).status_code == 422
    assert browser.post(f"{one}break/", {"why": "drawn in the wrong zone"}).status_code == 302
    page = browser.get(one).content.decode()
    assert "drawn in the wrong zone" in page
    assert f"{one}break/" not in page
    assert said_of(field, "buffer_zone") == ["not_checked"]
    assert browser.post(f"{one}break/", {"why": "again"}).status_code == 422
    assert "a layer was taken out of use" in browser.get("/desk/land/runs/").content.decode()
