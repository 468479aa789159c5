"""Layers from files: kinds, coverage, freshness, licence, versions that supersede one another."""

import json
from datetime import date

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command

from registry.common.models import Job
from registry.territory.models import LandArea, LandLayer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.REGISTRY_DEMO = False


def area(code, west, *, size=0.1, **values):
    return {"anp_codi": code, "anp_nomb": f"Name {code}", "shape": shapely.box(west, -7, west + size, -6.9), **values}


A, B, C = area("A", -79.0), area("B", -78.5), area("C", -78.2)
COVERAGE = "POLYGON((-80 -8,-78 -8,-78 -6,-80 -6,-80 -8))"


@pytest.fixture
def load(tmp_path, capsys):
    """Import areas as a version of a layer, and return what the answer counts."""

    def run(rows, published="2026-01-01", **options):
        fields = [
            name for name in ("anp_codi", "anp_nomb", "anp_cate", "anp_felec") if any(name in row for row in rows)
        ]
        columns = [np.array([row.get(name) for row in rows], dtype=object) for name in fields]
        path = tmp_path / "l.gpkg"
        path.unlink(missing_ok=True)
        wkb = shapely.to_wkb(np.array([row["shape"] for row in rows], dtype=object))
        pyogrio.raw.write(path, wkb, columns, fields, crs="EPSG:4326", geometry_type="Unknown")
        given = {"source": "SERNANP", "profile": "sernanp", "json": True, **options}
        given |= {} if "kind_from" in given else {"kind": given.get("kind", "buffer_zone")}
        try:
            call_command("import_layer", str(path), published=date.fromisoformat(published), **given)
        except SystemExit as ended:
            if ended.code != 1:
                raise
        answer = json.loads(capsys.readouterr().out)
        return {name: value for name, value in answer.items() if value and name not in {"run", "seconds"}}

    return run


def current():
    return LandLayer.objects.get(state="current")


def test_a_layer_with_its_areas(load):
    assert load([A | {"anp_felec": "2001-12-13"}, B]) == {"added": 2}
    layer = current()
    assert (layer.publication, layer.coverage, layer.fresh_until) == ("yes_no", None, date(2027, 1, 1))
    first = layer.areas.order_by("id").first()
    assert (first.external_id, first.name, first.valid_from) == ("A", "Name A", date(2001, 12, 13))
    assert first.area_ha == pytest.approx(12_200, rel=0.01)
    assert Job.objects.filter(kind="territory.measure").exists()


def test_the_same_file_twice_loads_nothing(load):
    load([A, B])
    assert load([A, B]) == {"unchanged": 2}
    assert LandLayer.objects.count() == 1


def test_a_new_version_supersedes_and_tells_the_difference(load):
    load([A, B])
    assert load([area("A", -79.01), C], "2026-06-01") == {"added": 1, "changed": 1, "gone": 1}
    assert list(LandLayer.objects.order_by("published_on").values_list("state", flat=True)) == ["superseded", "current"]
    assert LandArea.objects.count() == 4


def test_an_older_version_is_kept_as_history(load):
    load([A, B])
    assert load([A], "2009-01-01") == {"unchanged": 1, "gone": 1}
    assert current().published_on == date(2026, 1, 1)
    assert LandLayer.objects.get(published_on=date(2009, 1, 1)).state == "superseded"


def test_each_kind_of_one_file_is_a_layer_of_its_own(load):
    rows = [A | {"anp_cate": "Parque Nacional"}, B | {"anp_cate": "Coto de Caza"}, C | {"anp_cate": "Zona Reservada"}]
    assert load(rows, kind_from="anp_cate") == {"added": 2, "refused": 1}
    kinds = LandLayer.objects.values_list("kind__code", "areas__external_id")
    assert set(kinds) == {("protected_area_indirect", "A"), ("protected_area_direct", "B")}


def test_a_feature_that_the_file_holds_twice_stays_twice(load):
    assert load([A, A, B]) == {"added": 3}
    assert load([A, A, B]) == {"unchanged": 3}


def test_a_version_that_covers_less_is_refused_unless_it_is_another_series(load):
    load([A, B], coverage=[COVERAGE])
    with pytest.raises(CommandError, match="--series"):
        load([A, B], "2026-06-01")
    load([A, B], "2026-06-01", series="beside it")
    assert LandLayer.objects.filter(state="current").count() == 2


def test_points_show_nearness_only(load):
    assert load(
        [A | {"shape": shapely.Point(-79, -7)}, B | {"shape": shapely.Point(-78, -7)}], kind="native_community"
    ) == {"added": 2}
    assert (current().shape_class, current().areas.first().area_ha) == ("point", None)


def test_one_bad_row_is_refused_and_the_rest_loaded(load):
    assert load([A, B | {"shape": None}, C | {"anp_felec": "21/07/11"}]) == {"added": 2, "repaired": 1, "refused": 1}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"kind": "no_such_kind"}, "Kinds are: .*buffer_zone"),
        ({"publication": "full"}, "Without a licence"),
        ({"profile": "sernamp"}, "there are: sernanp, cofopri"),
        ({"name": "nombre"}, "--name nombre"),
        ({"srid": 32717}, "file itself says EPSG:4326"),
        ({"coverage": ["POLYGON((-70 -8,-69 -8,-69 -7,-70 -8))"]}, "touches the coverage"),
    ],
)
def test_wrong_input_is_refused(load, options, why):
    with pytest.raises(CommandError, match=why) as refused:
        load([A], **options)
    assert refused.value.returncode == 2
    assert not LandLayer.objects.exists()


def test_the_protected_areas_of_the_country(shared_data, capsys):
    """98 areas of nine categories: those that admit no use of their resources, and the others."""
    path = f"{shared_data}/pe-sernanp-anp/ANPNacionalDefinitivas.zip"
    call_command(
        "import_layer",
        path,
        kind_from="anp_cate",
        source="SERNANP",
        published=date(2023, 3, 23),
        profile="sernanp",
        json=True,
    )
    assert json.loads(capsys.readouterr().out)["added"] == 98
    found = {layer.kind.code: layer.areas.count() for layer in LandLayer.objects.select_related("kind")}
    assert found == {"protected_area_indirect": 29, "protected_area_direct": 69}
    assert not LandArea.objects.filter(valid_from=None).exists()


def test_a_file_without_rows_says_nothing_of_what_is_gone(load):
    """An export that went wrong: the version in use stays, and the command ends with 2."""
    load([A, B], coverage=[COVERAGE])
    for dry in (True, False):
        with pytest.raises(CommandError, match="holds no row") as refused:
            load([], "2026-06-01", coverage=[COVERAGE], dry_run=dry)
        assert refused.value.returncode == 2
    assert (current().published_on, current().areas.count()) == (date(2026, 1, 1), 2)


def test_rows_of_another_kind_of_shape_are_refused_one_by_one(load):
    """Of as many the one with ground, and never the whole file for one row."""
    line, point = shapely.LineString([(-79, -7), (-78, -7)]), shapely.Point(-79, -7)
    assert load([A, area("L", 0) | {"shape": line}, area("P", 0) | {"shape": point}]) == {"added": 1, "refused": 2}
    assert current().shape_class == "polygon"
    points = [area(f"P{n}", 0) | {"shape": shapely.Point(-79 + n, -7)} for n in range(2)]
    assert load([*points, C], "2026-06-01", kind="water_body") == {"added": 2, "refused": 1}
    assert LandLayer.objects.get(kind__code="water_body").shape_class == "point"


def test_whoever_says_complete_is_told_what_the_refused_rows_mean(load, capsys, tmp_path):
    """Where nobody knows where a row lies, "clear" may be said on top of it; else its ground is left out."""
    path = tmp_path / "one.gpkg"
    pole = shapely.Point(-78.5, -7)
    command = ["import_layer", str(path), "--kind=buffer_zone", "--source=x", "--published=2026-01-01", "--dry-run"]
    for other, coverage, told in (
        (None, [], ()),
        (None, ["--coverage", COVERAGE], ("would be called clear",)),
        (pole, ["--coverage", COVERAGE], ("left out of the coverage",)),
    ):
        path.unlink(missing_ok=True)
        wkb = shapely.to_wkb(np.array([A["shape"], other], dtype=object))
        pyogrio.raw.write(
            path, wkb, [np.array(["A", "B"], dtype=object)], ["name"], crs="EPSG:4326", geometry_type="Unknown"
        )
        with pytest.raises(SystemExit):
            call_command(*command, *coverage)
        said = capsys.readouterr().err
        assert [word for word in ("would be called clear", "left out of the coverage") if word in said] == [*told]


def test_nobody_is_cleared_on_the_ground_of_a_refused_row_until_it_is_mended(load):
    broken = B | {"shape": shapely.LineString([(-78.5, -7), (-78.4, -6.9)])}
    assert load([A, broken], coverage=[COVERAGE]) == {"added": 1, "refused": 1}
    covered = shapely.from_wkb(bytes(current().coverage.wkb))
    assert not shapely.intersects(covered, shapely.box(-78.5, -7, -78.4, -6.9))
    assert shapely.covers(covered, shapely.box(-78.3, -7, -78.1, -6.9))
    assert load([A, B], "2026-02-01", coverage=[COVERAGE]) == {"added": 1, "unchanged": 1}
    assert shapely.equals(shapely.from_wkb(bytes(current().coverage.wkb)), shapely.from_wkt(COVERAGE))
    assert load([A, broken], "2026-03-01", coverage=[COVERAGE]) == {"unchanged": 1, "gone": 1, "refused": 1}
    assert load([A], "2026-03-01", coverage=[COVERAGE]) == {"unchanged": 1}
    assert shapely.covers(shapely.from_wkb(bytes(current().coverage.wkb)), B["shape"])


@pytest.mark.parametrize("metres", ["-5", "nan", "near"])
def test_an_accuracy_that_is_none_is_refused(metres):
    with pytest.raises(CommandError, match="no length in metres"):
        call_command("import_layer", "a", "--kind=x", "--source=x", "--published=2026-01-01", f"--accuracy-m={metres}")
