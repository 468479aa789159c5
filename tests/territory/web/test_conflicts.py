"""The desk's list of conflicts: filters, counts, map and files tell the same, within the viewer's reach."""

import csv
import io
import json
import math
import os
import tempfile

import pyogrio
import pytest
from django.urls import reverse
from django.utils import timezone

from concessions.models import MiningRight
from registry.common import jobs
from registry.common.models import Job
from registry.formalization.models import Registration
from registry.territory.models import Finding, RegionNews
from registry.territory.services import conflicts_tiles
from registry.territory.services.parties_telling import tell
from registry.territory.web import conflict_files
from tests.territory.conftest import AT, block, degrees

pytestmark = pytest.mark.django_db
PAGE = "/desk/land/conflicts/"


@pytest.fixture
def country(place, land, measure):
    """Two rights of two regions and a registration's place on three kinds of land."""
    made = []
    for step, (code, ubigeo) in enumerate((("=R1", "170101"), ("R2", "080101"))):
        made.append(place(block(step * 5000, 0)))
        MiningRight.objects.create(code=code, footprint=made[-1], ubigeo=ubigeo)
    made.append(place(block(200, 200, 100, 100), owner="declared_place"))
    Registration.objects.create(code="REG-1", status_code="REG-1", declared_place=made[-1], ubigeo="080102")
    land("buffer_zone", block(0, 0, 6000, 500))
    land("archaeological_zone", block(5500, 0))
    measure()
    return [footprint.pk for footprint in made]


def lines(browser, query=""):
    """The CSV as dictionaries."""
    response = browser.get(reverse("territory:conflict_csv") + query)
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def tile_of(zoom, *, column=0, row=0):
    """Address of the tile of a zoom that holds the corner of the country, or of one beside it."""
    ((lon, lat),) = degrees(block(100, 100))[0].centroid.coords
    n = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return zoom, int((lon + 180) / 360 * n) + column, int(y) + row


def tile(browser, z, x, y, query=""):
    """The bytes of a tile."""
    response = browser.get(reverse("territory:conflict_tile") + (query or "?") + f"&z={z}&x={x}&y={y}")
    assert response.status_code == 200
    return response.content


def read(content, name="n"):
    """The values of one property of each feature of a tile, read by GDAL."""
    with tempfile.NamedTemporaryFile(suffix=".mvt") as kept:
        kept.write(content)
        kept.flush()
        meta, _fids, _shapes, values = pyogrio.raw.read(kept.name, layer="conflicts", read_geometry=False)
    return list(values[list(meta["fields"]).index(name)])


def drawn(browser, query="", *, zoom):
    """How many conflicts each feature stands for; at the nearest zoom, where tiles share shapes, each conflict once."""
    if zoom < conflicts_tiles.SHAPES_FROM:
        content = tile(browser, *tile_of(zoom), query)
        return read(content) if content else []
    around = [tile(browser, *tile_of(11, column=column, row=row), query) for column in (-1, 0, 1) for row in (-1, 0, 1)]
    return [1 for _number in {number for content in around if content for number in read(content, "id")}]


def test_the_page_tells_meaning_and_counts(country, cast):
    page = cast["ministry"].get(PAGE).content.decode()
    assert "opinion of SERNANP" in page
    assert "DS 038-2017-EM, art. 12.1" in page
    assert "Conflicts by kind" in page
    assert "5 entries" in page
    assert page.index("opinion of MINCUL") < page.index("opinion of SERNANP")  # the gravest first


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 5), ("?kind=buffer_zone", 3), ("?region=17", 1), ("?effect=block", 1), ("?outcome=open", 5),
        ("?outcome=agreement", 0), ("?kind=buffer_zone&region=08", 2), ("?kind=footprint:place:right", 1),
    ],
)  # fmt: skip
def test_filters_hold_for_list_files_and_map(country, cast, query, count):
    browser = cast["ministry"]
    assert len(lines(browser, query)) == count
    for zoom in (5, 16):  # in dots that say how many, and one by one
        assert sum(drawn(browser, query, zoom=zoom)) == count
    features = json.loads(b"".join(browser.get(reverse("territory:conflict_geojson") + query).streaming_content))
    assert len(features["features"]) == count
    assert (f"{count} entr" in browser.get(PAGE + query).content.decode()) == (count > 0)


@pytest.mark.parametrize("name", ["csv", "geojson", "gpkg", "tile"])
def test_an_unknown_filter_gives_no_file_at_all(country, cast, name):
    """Never all rows instead of the ones that were asked for."""
    response = cast["ministry"].get(reverse(f"territory:conflict_{name}") + "?effect=forbidden")
    assert response.status_code == 400
    assert "forbidden" in response.content.decode()


def test_a_persons_place_is_listed_in_its_region_only(country, cast):
    assert {row["registration"] for row in lines(cast["ministry"])} == {"", "REG-1"}
    assert {row["registration"] for row in lines(cast["other_officer"])} == {"", "REG-1"}  # of region 08
    assert {row["registration"] for row in lines(cast["officer"])} == {""}  # of region 17
    assert b"REG-1" in tile(cast["ministry"], *tile_of(12))
    assert b"REG-1" not in tile(cast["officer"], *tile_of(12))


def test_the_files(country, cast, tmp_path, settings):
    settings.REGISTRY_DEMO = False
    rows = lines(cast["ministry"])
    assert {row["right_code"] for row in rows} >= {"'=R1"}  # no spreadsheet takes it for a formula
    settings.REGISTRY_DEMO = True
    assert {row["register"] for row in lines(cast["ministry"])} == {"demo"}
    text = b"".join(cast["ministry"].get(reverse("territory:conflict_geojson")).streaming_content).decode()
    corner = json.loads(text)["features"][0]["geometry"]["coordinates"][0][0]
    while isinstance(corner[0], list):
        corner = corner[0]
    assert max(len(repr(number).partition(".")[2]) for number in corner) == 8
    path = tmp_path / "conflicts.gpkg"
    path.write_bytes(b"".join(cast["ministry"].get(reverse("territory:conflict_gpkg")).streaming_content))
    meta, _ids, shapes, values = pyogrio.raw.read(path)
    assert len(shapes) == 5
    assert set(dict(zip(meta["fields"], values, strict=True))["effect"]) == {"block", "condition"}


def test_an_empty_package_is_still_one(db, cast, tmp_path):
    path = tmp_path / "conflicts.gpkg"
    path.write_bytes(b"".join(cast["ministry"].get(reverse("territory:conflict_gpkg")).streaming_content))
    assert pyogrio.read_info(path)["features"] == 0


def test_the_queries_do_not_grow_with_the_list(country, cast, place, measure, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as few:
        cast["ministry"].get(PAGE)
    for step in range(12):
        MiningRight.objects.create(code=f"N{step}", footprint=place(block(step * 400, 0)), ubigeo="170101")
    measure()
    with django_assert_max_num_queries(12) as many:
        cast["ministry"].get(PAGE)
    assert len(many) == len(few)


def test_what_is_new_opens_its_conflicts(country, cast):
    tell(footprint_ids=country, at=AT)
    page = cast["ministry"].get("/desk/land/news/").content.decode()
    news = RegionNews.objects.get(region="17")
    assert f"?news={news.pk}" in page
    assert len(lines(cast["ministry"], f"?news={news.pk}")) == news.items.count()
    assert f"?news={news.pk}" not in cast["other_officer"].get("/desk/land/news/").content.decode()
    assert cast["ministry"].get(PAGE + "?news=x").status_code == 200


def test_the_queries_of_the_news_do_not_grow(country, cast, django_assert_max_num_queries):
    tell(footprint_ids=country, at=AT)
    with django_assert_max_num_queries(10):
        cast["ministry"].get("/desk/land/news/")


@pytest.mark.parametrize("most", [5_000, 2])
def test_every_conflict_is_drawn_and_counted_once(country, cast, monkeypatch, most):
    """From afar dots add up over all tiles of a zoom; a tile that holds too many is drawn in dots however near it is."""
    monkeypatch.setattr(conflicts_tiles, "MOST_SHAPES", most)
    browser = cast["ministry"]
    for zoom in (0, 6, 8, *((10, 12) if most == 2 else ())):
        around = [
            tile(browser, *tile_of(zoom, column=i, row=j))
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            if zoom or not (i or j)
        ]
        assert sum(sum(read(content)) for content in around if content) == 5
    kinds = read(tile(browser, *tile_of(6)), "kind")
    assert kinds[0] == "block"  # the gravest of what lies in the dot


def test_what_has_no_shared_shape_is_drawn_where_it_lies(country, cast):
    """A point, or an old finding without a stored shape, is a dot; nothing disappears from the map."""
    Finding.objects.update(shared_geom=None)
    assert sum(drawn(cast["ministry"], zoom=5)) == 5
    assert len(drawn(cast["ministry"], zoom=11)) == 5
    assert all(read(tile(cast["ministry"], *tile_of(13)), "dot"))  # the whole right is not what is shared


@pytest.mark.parametrize("address", ["?z=17", "?z=2&x=4&y=0", "?z=-1", "?z=x", "?z=999999"])
def test_an_address_that_is_no_tile(country, cast, address):
    assert cast["ministry"].get(reverse("territory:conflict_tile") + address).status_code == 404


def test_a_package_of_very_many_is_made_by_a_worker(country, cast, monkeypatch, settings, tmp_path):
    """Above the bound: ordered on a page, written by a worker, taken by whoever ordered it and by nobody else."""
    monkeypatch.setattr(conflict_files, "MOST_PACKED", 2)
    settings.REGISTRY_VAR = tmp_path
    browser, page, file = cast["ministry"], "/desk/land/conflicts/package/", reverse("territory:conflict_gpkg")
    assert browser.get(file + "?kind=buffer_zone").url == page + "?kind=buffer_zone"
    assert "Make the file" in browser.get(page + "?kind=buffer_zone").content.decode()
    assert browser.post(page + "order/?kind=buffer_zone").url == page + "?kind=buffer_zone"
    assert "A worker writes the file" in browser.get(page + "?kind=buffer_zone").content.decode()
    assert browser.get(file + "?kind=buffer_zone").status_code == 302  # nothing half-written is given out
    (job,) = Job.objects.filter(kind="territory.conflict_package")
    assert jobs.run(job.pk, clock=timezone.now)
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == ("done", 3)
    assert "Take the file" in browser.get(page + "?kind=buffer_zone").content.decode()
    path = tmp_path / "taken.gpkg"
    path.write_bytes(b"".join(browser.get(file + "?kind=buffer_zone").streaming_content))
    assert pyogrio.read_info(path)["features"] == 3
    assert cast["auditor"].get(file + "?kind=buffer_zone").status_code == 302
    assert browser.get(file).status_code == 302  # other filters are another order
    assert browser.post(page + "order/?kind=nonsense").status_code == 400


def test_an_old_package_is_removed(country, cast, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(conflict_files, "MOST_PACKED", 2)
    settings.REGISTRY_VAR = tmp_path
    page = "/desk/land/conflicts/package/"
    for _day in range(2):
        cast["ministry"].post(page + "order/")
        assert jobs.run(Job.objects.latest("pk").pk, clock=timezone.now)
        (kept,) = (tmp_path / "packages").iterdir()
        os.utime(kept, (0, 0))
        assert "Make the file" in cast["ministry"].get(page).content.decode()
    cast["auditor"].post(page + "order/")
    assert jobs.run(Job.objects.latest("pk").pk, clock=timezone.now)
    assert [path != kept for path in (tmp_path / "packages").iterdir()] == [True]
