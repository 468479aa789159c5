"""`overlap_files`: two files measured without a register."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError

DATA = Path(os.environ.get("REGISTRY_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
CAJAMARCA = DATA / "pe-cajamarca-overlays" / "cajamarca.gpkg"
NORTH_WEST = DATA / "pe-ingemmet-17s" / "ingemmet_17s_2026-03-10.gpkg"


def box(column, row):
    """A square kilometre of the grid of zone 17."""
    return shapely.box(*(1000 * np.array([500 + column, 9000 + row, 501 + column, 9001 + row])))


def layer(path, name, shapes, crs="EPSG:32717"):
    """A layer with a field `code`."""
    codes = np.array([f"{name}-{n}" for n in range(len(shapes))], dtype=object)
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    pyogrio.raw.write(path, wkb, [codes], ["code"], crs=crs, geometry_type="Unknown", layer=name, append=path.exists())


@pytest.fixture
def drawn(tmp_path):
    """Three rights, an area over the corner of two, and rows that cannot be measured.

    +---+---+      +---+
    | 0 | 1 |      | 2 |     the area covers half of 0 and half of 1
    +---+---+      +---+
    """
    path = tmp_path / "drawn.gpkg"
    layer(path, "rights", [box(0, 0), box(1, 0), box(5, 0), None, shapely.Polygon()])
    layer(path, "areas", [shapely.box(500_500, 9_000_000, 501_500, 9_001_000)])
    return path


def overlaps(capsys, *args, **options):
    """The JSON answer of the command."""
    call_command("overlap_files", *map(str, args), json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_two_layers(drawn, tmp_path, capsys):
    """Pairs, hectares, what was skipped, and one row a pair in the CSV."""
    out = tmp_path / "out.csv"
    answer = overlaps(capsys, f"{drawn}:rights", f"{drawn}:areas", srid=32717, id_a="code", id_b="code", csv=out)
    assert answer == {"pairs": 2, "hectares": 100.0, "skipped": {"null": 1, "empty": 1}, "repaired": 0}
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert rows[0] == {
        "id_a": "rights-0", "id_b": "areas-0", "hectares": "50.0000", "share_of_a": "0.500000", "share_of_b": "0.500000"
    }  # fmt: skip


def test_a_layer_against_itself_counts_each_pair_once(drawn, capsys):
    """Neighbours give nothing; a double gives one pair, not two and not four."""
    assert overlaps(capsys, drawn, drawn, srid=32717)["pairs"] == 0
    layer(drawn, "doubles", [box(0, 0), box(0, 0), box(1, 1)])
    answer = overlaps(capsys, f"{drawn}:doubles", f"{drawn}:doubles", srid=32717)
    assert (answer["pairs"], answer["hectares"]) == (1, 100.0)


def test_points_are_refused_and_the_end_code_says_so(drawn, capsys):
    """A point shares no area: it is counted, and the command ends with 1."""
    layer(drawn, "points", [shapely.Point(500_600, 9_000_500), box(0, 0)])
    with pytest.raises(SystemExit) as ended:
        overlaps(capsys, f"{drawn}:points", f"{drawn}:areas", srid=32717)
    assert ended.value.code == 1
    assert json.loads(capsys.readouterr().out)["skipped"] == {"null": 0, "empty": 0, "no_area": 1}


@pytest.mark.parametrize(
    ("a", "options", "says"),
    [
        ("nothing.gpkg", {"srid": 32717}, "no file"),
        ("{}:nothing", {"srid": 32717}, "no layer"),
        ("{}", {"srid": 4326}, "degree"),
        ("{}", {"srid": 32717, "id_a": "codigo"}, "no field codigo"),
    ],
)
def test_wrong_input_ends_with_two(drawn, a, options, says):
    """Nothing is written, and the message says what is wrong."""
    with pytest.raises(CommandError, match=says) as refused:
        call_command("overlap_files", a.format(drawn), str(drawn), **options)
    assert refused.value.returncode == 2


@pytest.mark.skipif(not CAJAMARCA.exists(), reason="the real files are not beside the project")
@pytest.mark.parametrize(
    ("name", "pairs", "hectares"), [("anp", 76, 18_531.87), ("zona_amortiguamiento", 131, 19_127.90)]
)
def test_cajamarca(capsys, name, pairs, hectares):
    """Rights against protected areas and their buffer zones, to 0.01 ha in sum."""
    answer = overlaps(capsys, f"{CAJAMARCA}:catastro_minero", f"{CAJAMARCA}:{name}", srid=32717)
    assert answer["pairs"] == pairs
    assert answer["hectares"] == pytest.approx(hectares, abs=0.01)


@pytest.mark.skipif(not NORTH_WEST.exists(), reason="the real files are not beside the project")
def test_zone_17_against_itself(capsys):
    """9,025 rights: 14,225 pairs touch and none is reported."""
    answer = overlaps(capsys, NORTH_WEST, NORTH_WEST, srid=32717)
    assert (answer["pairs"], answer["repaired"]) == (7163, 7)
    assert answer["hectares"] == pytest.approx(440_647.01, abs=0.01)


def test_a_system_without_a_code_is_read_as_it_says(tmp_path, capsys):
    """Kilometres of a projection that no register of codes lists: not taken for metres, and said so."""
    layer(tmp_path / "metres.gpkg", "a", [shapely.box(500_500, 9_000_000, 501_500, 9_001_000)])
    kilometres = "+proj=utm +zone=17 +south +datum=WGS84 +units=km +no_defs"
    layer(tmp_path / "kilometres.gpkg", "b", [shapely.box(501, 9000, 502, 9001)], crs=kilometres)
    call_command(
        "overlap_files", str(tmp_path / "metres.gpkg"), str(tmp_path / "kilometres.gpkg"), srid=32717, json=True
    )
    said = capsys.readouterr()
    assert json.loads(said.out)["hectares"] == pytest.approx(50, abs=1e-3)
    assert "no EPSG code is known" in said.err


def test_a_curve_in_a_table_refuses_its_row_alone(tmp_path, capsys):
    """The other rows of the file are measured."""
    path = tmp_path / "rows.csv"
    square = "POLYGON((500000 9000000,501000 9000000,501000 9001000,500000 9001000,500000 9000000))"
    path.write_text(f'id,wkt\n1,"CURVEPOLYGON(CIRCULARSTRING(0 0,2 2,0 0))"\n2,"{square}"\n3,"{square}"\n')
    answer = overlaps(capsys, path, path, srid=32717)
    assert (answer["pairs"], answer["hectares"], answer["skipped"]["empty"]) == (1, 100.0, 1)


def test_the_number_that_a_geopackage_gives_its_rows_names_them(drawn, tmp_path, capsys):
    """It stands beside the attributes, and everybody who opens the file sees it."""
    out = tmp_path / "out.csv"
    overlaps(capsys, f"{drawn}:rights", f"{drawn}:areas", srid=32717, id_a="fid", csv=out)
    assert [row["id_a"] for row in csv.DictReader(out.read_text(encoding="utf-8").splitlines())] == ["1", "2"]


def test_a_system_made_for_another_place_is_told(tmp_path, capsys):
    """Ghana in a zone of Peru: the number stands, and who reads it is warned; in its own zone nobody is."""
    path = tmp_path / "ghana.gpkg"
    layer(path, "a", [shapely.box(-1.6, 6.1, -1.5, 6.2), shapely.box(-1.55, 6.1, -1.45, 6.2)], crs="EPSG:4326")
    overlaps(capsys, path, path, srid=32630)
    call_command("overlap_files", str(path), str(path), srid=32630, json=True)
    assert capsys.readouterr().err == ""
    call_command("overlap_files", str(path), str(path), srid=32717, json=True)
    assert "up to 23.8 times as large" in capsys.readouterr().err


def test_longitudes_counted_eastward_over_the_date_line(tmp_path, capsys):
    """181 degrees east are degrees, not metres: the same ground as in two parts."""
    path = tmp_path / "fiji.gpkg"
    parts = shapely.MultiPolygon([shapely.box(179, -17, 180, -16), shapely.box(-180, -17, -179, -16)])
    layer(path, "a", [shapely.box(179, -17, 181, -16), parts], crs="EPSG:4326")
    answer = overlaps(capsys, path, path, srid=32760)
    assert answer["pairs"] == 1
    assert answer["hectares"] == pytest.approx(2_364_507, rel=1e-3)


def test_text_as_postgis_writes_it_names_its_system(tmp_path, capsys):
    """Both forms of its export: degrees are moved, not taken for metres; two systems in one column are refused."""
    square = shapely.box(500_500, 9_000_000, 501_500, 9_001_000)
    layer(tmp_path / "metres.gpkg", "a", [square])
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text(f'id,geom\n1,"SRID=32717;{square.wkt}"\n2,nothing\n')
    other.write_text(f"id,geom\n1,{shapely.to_wkb(shapely.set_srid(square, 32718), hex=True, include_srid=True)}\n")
    answer = overlaps(capsys, tmp_path / "metres.gpkg", path, srid=32717)
    assert (answer["hectares"], answer["skipped"]["empty"]) == (100.0, 1)
    assert overlaps(capsys, tmp_path / "metres.gpkg", other, srid=32717)["pairs"] == 0
    path.write_text(path.read_text() + other.read_text().splitlines()[1] + "\n")
    with pytest.raises(CommandError, match="several reference systems"):
        overlaps(capsys, path, path, srid=32717)


def test_a_table_of_rows_is_never_half_written(drawn, tmp_path, monkeypatch, capsys):
    """What stood under the name stays where the new one cannot be written; nothing else is left beside it."""
    out = tmp_path / "folder" / "out.csv"
    out.parent.mkdir()
    out.write_text("of yesterday")
    monkeypatch.setattr(
        "registry.territory.management.commands.overlap_files.HEADING", ("\ud800",)
    )  # as good as a full disk
    with pytest.raises(UnicodeEncodeError):
        overlaps(capsys, f"{drawn}:rights", f"{drawn}:areas", srid=32717, csv=out)
    assert [path.name for path in out.parent.iterdir()] == ["out.csv"]
    assert out.read_text() == "of yesterday"


@pytest.mark.parametrize(("name", "says"), [("nowhere/out.csv", "does not exist"), ("", "is a folder")])
def test_where_the_table_cannot_go_is_said_before_anything_is_measured(drawn, tmp_path, name, says):
    """Not after ten minutes of work."""
    with pytest.raises(CommandError, match=says):
        call_command("overlap_files", str(drawn), str(drawn), "--srid=32717", f"--csv={tmp_path / name}")


def test_degrees_that_are_called_metres_are_told(tmp_path, capsys):
    """A square of degrees is a square of a metre: a number comes out, and nobody should trust it."""
    path = tmp_path / "wrong.gpkg"
    layer(path, "a", [shapely.box(-79, -7, -78, -6), shapely.box(-79, -7, -78, -6)])
    call_command("overlap_files", str(path), str(path), srid=32717, json=True, min_m2=0.0)
    assert "look like degrees" in capsys.readouterr().err
