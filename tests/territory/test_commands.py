"""`check_overlaps` and `export_overlaps` on a drawn country."""

import csv
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from concessions.models import MiningRight
from registry.territory.models import LandLayer, OverlapRun
from registry.territory.selectors import EXPORT_COLUMNS
from tests.territory.conftest import block

pytestmark = pytest.mark.django_db


@pytest.fixture
def right(place):
    """A right of 100 ha with a shape."""
    return MiningRight.objects.create(code="010000124", state="titled", footprint=place(block(0, 0)))


def test_export_of_a_demo_says_demo_in_a_last_column(right, land, measure, capsys, settings):
    """The stated columns stay first."""
    settings.REGISTRY_DEMO = True
    land("buffer_zone", block(500, 0, 1000, 500))
    measure()
    call_command("export_overlaps", kind="buffer_zone")
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert tuple(row) == (*EXPORT_COLUMNS, "register")
    assert (row["hectares"], row["register"]) == ("25.0000", "demo")
    call_command("export_overlaps", kind="buffer_zone", json=True)
    assert json.loads(capsys.readouterr().out)[0]["register"] == "demo"


def test_export_sorted_with_four_decimals(right, land, measure, capsys, settings):
    """One row a pair, as CSV and as JSON; measured in another system the numbers move by a hair."""
    settings.REGISTRY_DEMO = False
    layer = land("buffer_zone", block(500, 0, 1000, 500), block(0, 900, 400, 400))
    land("urban_area", block(0, 0, 100, 100))
    measure()
    call_command("export_overlaps", kind="buffer_zone")
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert tuple(rows[0]) == EXPORT_COLUMNS
    assert [(row["right_code"], row["hectares"], row["share_of_area"]) for row in rows] == [
        ("010000124", "25.0000", "0.5000"),
        ("010000124", "4.0000", "0.2500"),
    ]
    call_command("export_overlaps", layer=layer.pk, srid=32717, json=True)
    other = json.loads(capsys.readouterr().out)
    assert [row["hectares"] for row in other] == pytest.approx([25, 4], rel=0.02)
    assert other[0]["hectares"] != 25
    call_command("export_overlaps", min_m2=100_000, json=True)
    assert len(json.loads(capsys.readouterr().out)) == 1


@pytest.mark.parametrize("options", [{"layer": 999}, {"kind": "nothing"}, {"srid": 4326}, {"srid": 0}])
def test_export_refuses_wrong_input(options):
    """Ends with 2."""
    with pytest.raises(CommandError) as refused:
        call_command("export_overlaps", **options)
    assert refused.value.returncode == 2


def test_export_says_what_it_may_lack(right, land, measure, capsys):
    """A list before the measuring is not a list of no overlaps."""
    layer = land("urban_area", block(500, 0))
    call_command("export_overlaps", json=True)
    said = capsys.readouterr()
    assert json.loads(said.out) == []
    assert said.err.startswith("1 pairs of a right and a layer are not measured yet")
    measure()
    for options in ({}, {"layer": layer.pk}, {"kind": "urban_area"}, {"srid": 32718}):
        call_command("export_overlaps", json=True, **options)
        said = capsys.readouterr()
        assert (len(json.loads(said.out)), said.err) == (1, "")
    land("urban_area", block(500, 0), series="another")
    call_command("export_overlaps", layer=layer.pk)
    assert capsys.readouterr().err == ""
    call_command("export_overlaps", kind="urban_area")
    assert "not measured yet" in capsys.readouterr().err


def test_export_of_a_superseded_layer_is_refused(right, land):
    """An empty list would read as if nothing overlapped."""
    layer = land("urban_area", block(500, 0))
    LandLayer.objects.filter(pk=layer.pk).update(state="superseded", superseded_at=layer.loaded_at)
    with pytest.raises(CommandError, match="was superseded") as refused:
        call_command("export_overlaps", layer=layer.pk)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("least", ["nan", "-1", "inf", "a lot"])
@pytest.mark.parametrize("command", [["export_overlaps"], ["overlap_files", "a", "b", "--srid", "32717"]])
def test_a_least_area_that_is_none_is_refused(command, least):
    """Not taken for a number that nothing passes."""
    with pytest.raises(CommandError, match=f"{least} is no area"):
        call_command(*command, f"--min-m2={least}")


def test_check_writes_a_run_with_its_scope(right, land, capsys):
    """One right, one layer, everything: the scope stands in the run."""
    layer = land("urban_area", block(0, 0))
    for options, scope in (
        ({"right": right.code}, {"footprints": [right.footprint_id]}),
        ({"layer": layer.pk}, {"layers": [layer.pk]}),
        ({}, {}),
    ):
        call_command("check_overlaps", json=True, **options)
        run = OverlapRun.objects.get(pk=json.loads(capsys.readouterr().out)["run"])
        assert (run.scope, run.job.state) == (scope, "waiting")
    with pytest.raises(CommandError, match="no right 99"):
        call_command("check_overlaps", right="99")
