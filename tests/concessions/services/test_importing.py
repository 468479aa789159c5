"""Snapshots of a cadastre: matched by code, older ones as history, gone only inside the scope, nothing deleted."""

import json
import warnings
from datetime import date

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command

from concessions.models import MiningRight, RightHolder, RightSnapshot
from registry.audit.models import Event
from registry.common.models import ImportBatch, ImportRow, Job
from registry.places.models import Place

pytestmark = pytest.mark.django_db
FIELDS = ("CODIGOU", "CONCESION", "TIT_CONCES", "FEC_DENU", "ESTADO", "HECTAREA", "ZONA", "DEPA", "PROV", "DIST")


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.REGISTRY_DEMO = False


def cell(east, north, size=1000):
    """A square of the 1 km grid of zone 17."""
    return shapely.box(east * 1000, north * 1000, east * 1000 + size, north * 1000 + size)


def right(code, shape, **values):
    return {"CODIGOU": code, "shape": shape, "CONCESION": f"NAME {code}", "TIT_CONCES": "ONE", **values}


ONE, TWO, THREE = (right(f"0100000{n}", cell(700 + n, 9200)) for n in (11, 12, 13))


def write(path, rows, *, crs="EPSG:32717"):
    """A file of the cadastre with those of the columns that a row names."""
    fields = [name for name in FIELDS if any(name in row for row in rows)]
    columns = [np.array([row.get(name) for row in rows], dtype=object) for name in fields]
    wkb = shapely.to_wkb(np.array([row["shape"] for row in rows], dtype=object))
    path.unlink(missing_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a file that names no system is meant
        pyogrio.raw.write(path, wkb, columns, fields, crs=crs, geometry_type="Unknown")
    return path


@pytest.fixture
def load(tmp_path, capsys):
    """Import rows as a snapshot, and return the answer (refused rows end with 1, which is no error here)."""

    def run(rows, published="2026-03-10", *, scope="zone:17", crs="EPSG:32717", name="r.gpkg", **options):
        path = write(tmp_path / name, rows, crs=crs)
        given = {"source": "INGEMMET", "profile": "ingemmet", "json": True, **options}
        try:
            call_command("import_rights", str(path), published=date.fromisoformat(published), scope=scope, **given)
        except SystemExit as ended:
            if ended.code != 1:
                raise
        return json.loads(capsys.readouterr().out)

    return run


def counts(answer):
    return {name: value for name, value in answer.items() if value and name not in {"run", "seconds"}}


def test_the_same_file_twice_changes_nothing(load):
    assert counts(load([ONE, TWO])) == {"added": 2}
    versions = list(MiningRight.objects.order_by("code").values())
    assert counts(load([ONE, TWO])) == {"unchanged": 2}
    assert list(MiningRight.objects.order_by("code").values()) == versions
    assert RightSnapshot.objects.count() == 2
    assert RightHolder.objects.count() == 2


def test_a_right_is_measured_in_the_grid_of_its_zone(load):
    load([ONE])
    footprint = MiningRight.objects.get().footprint
    assert (footprint.grid_srid, footprint.measured_area_ha, footprint.shape.equals(ONE["shape"])) == (32717, 100, True)
    assert footprint.geom.srid == 4326
    assert footprint.geom.centroid.x == pytest.approx(-79.1, abs=0.1)


def test_one_event_and_one_run_of_measuring_for_all(load):
    load([ONE, TWO])
    assert [event.changes["facts"]["added"] for event in Event.objects.filter(kind="concessions.rights.imported")] == [
        2
    ]
    assert Job.objects.filter(kind="territory.measure").count() == 1


def test_a_newer_snapshot_changes_adds_and_tells_what_is_gone(load):
    load([ONE, TWO], "2025-01-01")
    moved = ONE | {"shape": cell(711, 9200, 500), "TIT_CONCES": "ANOTHER"}
    assert counts(load([moved, THREE])) == {"added": 1, "changed": 1, "gone": 1}
    one, two = (MiningRight.objects.get(code=row["CODIGOU"]) for row in (ONE, TWO))
    assert one.footprint.measured_area_ha == 25
    assert [snapshot.footprint.measured_area_ha for snapshot in one.snapshots.all()] == [100, 25]
    assert [(holder.name, holder.until_on) for holder in one.holders.all()] == [
        ("ONE", date(2026, 3, 10)),
        ("ANOTHER", None),
    ]
    assert (two.gone_on, two.footprint.superseded_at) == (date(2026, 3, 10), None)


def test_an_empty_file_does_not_end_the_cadastre_of_its_scope(load, tmp_path):
    """It would say of every right of the zone that it is gone; it is an export that went wrong."""
    load([ONE, TWO], "2025-01-01")
    path = tmp_path / "empty.gpkg"
    none = np.array([], dtype=object)
    pyogrio.raw.write(path, none, [none], ["CODIGOU"], crs="EPSG:32717", geometry_type="Polygon")
    given = {"source": "INGEMMET", "profile": "ingemmet", "published": date(2026, 3, 10), "scope": "zone:17"}
    with pytest.raises(CommandError, match="holds no row") as refused:
        call_command("import_rights", str(path), **given)
    assert refused.value.returncode == 2
    assert not MiningRight.objects.exclude(gone_on=None).exists()


def test_what_was_gone_and_comes_back_is_there_again(load):
    load([ONE, TWO], "2024-01-01")
    load([ONE], "2025-01-01")
    assert counts(load([ONE, TWO], "2024-01-01")) == {"unchanged": 2}
    assert MiningRight.objects.get(code=TWO["CODIGOU"]).gone_on == date(2025, 1, 1)
    assert counts(load([ONE, TWO])) == {"unchanged": 1, "changed": 1}
    assert MiningRight.objects.get(code=TWO["CODIGOU"]).gone_on is None


def test_gone_is_said_only_inside_the_scope_and_of_the_same_publisher(load):
    elsewhere = right("01000018", cell(300, 9200))
    load([ONE], "2024-01-01")
    load([TWO], "2024-01-01", source="A REGION")
    load([elsewhere], "2024-01-01", scope="zone:18", crs="EPSG:32718")
    assert counts(load([THREE])) == {"added": 1, "gone": 1}
    assert list(MiningRight.objects.exclude(gone_on=None).values_list("code", flat=True)) == [ONE["CODIGOU"]]


def test_a_refused_row_is_not_gone(load):
    load([ONE, TWO], "2024-01-01")
    assert counts(load([ONE, TWO | {"shape": None}])) == {"unchanged": 1, "refused": 1}
    assert not MiningRight.objects.exclude(gone_on=None).exists()


def test_an_older_snapshot_fills_history_and_replaces_nothing(load):
    load([ONE])
    older = ONE | {"shape": cell(711, 9200, 500), "CONCESION": "OLD NAME", "ESTADO": "T"}
    assert counts(load([older], "2009-11-30")) == {"unchanged": 1}
    one = MiningRight.objects.select_related("footprint").get()
    assert (one.name, one.state, one.footprint.measured_area_ha, one.published_on) == (
        ONE["CONCESION"], "unknown", 100, date(2026, 3, 10),
    )  # fmt: skip
    old = one.snapshots.get(published_on=date(2009, 11, 30))
    assert (old.values["state"], old.footprint.measured_area_ha) == ("titled", 25)
    assert old.footprint.superseded_at is not None
    assert counts(load([older], "2009-11-30")) == {"unchanged": 1}
    assert one.snapshots.count() == 2


def test_what_an_older_file_brings_and_a_newer_one_had_not_is_gone(load):
    """The order in which two snapshots are read does not matter."""
    load([ONE], "2026-03-10")
    assert counts(load([ONE, TWO], "2009-11-30")) == {"added": 1, "unchanged": 1}
    assert MiningRight.objects.get(code=TWO["CODIGOU"]).gone_on == date(2026, 3, 10)


def test_a_state_that_the_newer_file_does_not_give_is_unknown(load):
    load([ONE | {"ESTADO": "T", "HECTAREA": 100.0}], "2009-11-30")
    assert MiningRight.objects.get().state == "titled"
    load([ONE])
    one = MiningRight.objects.get()
    assert (one.state, one.declared_hectares) == ("unknown", 100)


def test_a_state_that_an_officer_set_stays(load):
    load([ONE | {"ESTADO": "P"}], "2009-11-30")
    MiningRight.objects.update(state="titled")
    load([ONE])
    assert MiningRight.objects.get().state == "titled"


@pytest.mark.parametrize(
    ("code", "state", "kind"),
    [("T", "titled", "concession"), ("P", "in_process", "petition"), ("X", "extinguished", "unknown"),
     ("H", "withdrawal_notice", "unknown"), ("B", "unknown", "beneficiation"), (None, "unknown", "unknown")],
)  # fmt: skip
def test_codes_of_the_cadastre(load, code, state, kind):
    load([ONE | {"ESTADO": code}])
    one = MiningRight.objects.get()
    assert (one.state, one.kind) == (state, kind)


BOWTIE = shapely.Polygon([(711e3, 92e5), (712e3, 92.01e5), (712e3, 92e5), (711e3, 92.01e5)])


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"CODIGOU": ""}, "no code"),
        ({"CODIGOU": "12-34"}, "does not have the form"),
        ({"CODIGOU": TWO["CODIGOU"]}, "rows 2, 3"),
        ({"shape": None}, "no shape"),
        ({"shape": shapely.Point(711_500, 9_200_500)}, "encloses no area"),
        ({"ZONA": "18"}, "rows declare|declares zone 18"),
    ],
)
def test_one_bad_row_is_refused_and_the_rest_loaded(load, bad, why):
    rows = [ONE, TWO | {"CODIGOU": bad.get("CODIGOU", "01000099")}, right("01000098", cell(720, 9200)) | bad]
    rows = [row | ({"ZONA": "17"} | ({"ZONA": row["ZONA"]} if "ZONA" in row else {})) for row in rows]
    answer = load(rows)
    assert answer["added"] + answer["refused"] == 3
    assert answer["refused"] in {1, 2}
    said = ImportRow.objects.filter(batch=answer["run"], state="refused").values_list("messages", flat=True)
    assert any(part in " ".join(messages) for messages in said for part in why.split("|"))


def test_what_is_repaired_is_told(load, tmp_path):
    row = ONE | {"shape": BOWTIE, "CONCESION": "NÂº 1", "FEC_DENU": "31/02/1999", "HECTAREA": "0"}
    assert counts(load([row], report=tmp_path / "r.json")) == {"added": 1, "repaired": 1}
    (told,) = json.loads((tmp_path / "r.json").read_text())["rows"]
    assert [sentence.split(" ")[0] for sentence in told["why"]] == ["CONCESION:", "The", "0", "The"]
    one = MiningRight.objects.get()
    assert (one.name, one.filed_at, one.declared_hectares, one.footprint.measured_area_ha) == ("Nº 1", None, None, 50)


def test_a_dry_run_writes_nothing(load):
    assert counts(load([ONE, TWO], dry_run=True)) == {"added": 2}
    assert not MiningRight.objects.exists()
    assert not Event.objects.filter(kind="concessions.rights.imported").exists()
    assert ImportBatch.objects.get().state == "dry_run"


def test_an_import_that_fails_leaves_nothing_and_says_so(load, monkeypatch):
    def fail(**_event):
        raise KeyboardInterrupt

    monkeypatch.setattr("concessions.services.importing.rights.event_record", fail)
    with pytest.raises(CommandError, match="nothing was written") as refused:
        load([ONE])
    assert refused.value.returncode == 2
    assert not MiningRight.objects.exists()
    assert ImportBatch.objects.get().state == "refused"


def test_the_next_import_tells_of_one_that_was_killed(load, capsys):
    left = ImportBatch.objects.create(
        kind="rights", file_name="old.gpkg", checksum="0" * 64, source="I", published_on=date(2026, 1, 1)
    )
    load([ONE])
    left.refresh_from_db()
    assert left.state == "refused"
    assert "left nothing" in left.message


@pytest.mark.parametrize(
    ("options", "code", "why"),
    [
        ({"profile": "cadastre"}, 2, "no profile cadastre"),
        ({"scope": "nowhere.gpkg"}, 2, "no file nowhere.gpkg"),
        ({"scope": "18"}, 2, "belongs to zone 17"),
        ({"scope": "department:06"}, 3, "import_boundaries"),
        ({"scope": "zone:18"}, 2, "belongs to zone 17"),
        ({"srid": 32718}, 2, "file itself says EPSG:32717"),
        (
            {"crs": None, "profile": "ingemmet", "scope": "POLYGON((-80 -8,-78 -8,-78 -6,-80 -6,-80 -8))"},
            2,
            "EPSG:32717: around",
        ),
        ({"report": "r.txt"}, 2, ".json or .csv"),
    ],
)
def test_wrong_input_is_refused_with_its_exit_code(load, options, code, why, tmp_path):
    if "report" in options:
        options = {"report": tmp_path / options["report"]}
    with pytest.raises(CommandError, match=why) as refused:
        load([ONE], **options)
    assert refused.value.returncode == code
    assert not MiningRight.objects.exists()


def test_known_rights_refuse_a_file_read_in_the_wrong_system(load):
    rows = [right(f"0100{n:05}", cell(700 + n, 9200)) for n in range(5)]
    load(rows, "2024-01-01")
    for srid, scope in ((24877, "zone:17"), (32718, "zone:18")):
        with pytest.raises(CommandError, match="5 of 5 entries known by their code"):
            load(rows, crs=None, srid=srid, scope=scope)
    assert counts(load(rows, crs=None)) == {"unchanged": 5}


def test_district_names_become_a_code_once_the_places_are_known(load):
    for ubigeo, level, name in (
        ("06", "department", "Cajamarca"),
        ("0607", "province", "Hualgayoc"),
        ("060701", "district", "Bambamarca"),
    ):
        Place.objects.create(ubigeo=ubigeo, level=level, name=name)
    load([ONE | {"DEPA": "CAJAMARCA", "PROV": "HUALGAYOC", "DIST": "BAMBAMARCA"}])
    one = MiningRight.objects.get()
    assert (one.ubigeo, one.place_published) == ("060701", "BAMBAMARCA, HUALGAYOC, CAJAMARCA")


def test_a_table_without_shapes_brings_attributes_and_says_nothing_of_what_is_gone(load, tmp_path, capsys):
    """Whether the table is complete in the scope cannot be told from it."""
    load([ONE, TWO], "2024-01-01")
    (tmp_path / "t.csv").write_text(f"CODIGOU,ESTADO,HECTAREA\n{ONE['CODIGOU']},T,100\n")
    call_command(
        "import_rights", str(tmp_path / "t.csv"), source="INGEMMET", profile="ingemmet", scope="17", json=True,
        published=date(2026, 3, 10),
    )  # fmt: skip
    assert counts(json.loads(capsys.readouterr().out)) == {"changed": 1}
    one = MiningRight.objects.get(code=ONE["CODIGOU"])
    assert (one.state, one.declared_hectares, one.footprint.measured_area_ha) == ("titled", 100, 100)


def test_one_damaged_shape_in_ten_is_one_refused_row(tmp_path, capsys):
    rows = [f"0100000{n};{cell(700 + n, 9200).wkt}" for n in range(9)]
    (tmp_path / "w.csv").write_text("\n".join(["CODIGOU;WKT", *rows, "01000009;POLYGON((1 2, 3"]))
    given = {"source": "I", "profile": "ingemmet", "published": date(2026, 3, 10), "json": True}
    with pytest.raises(CommandError, match="belongs to zone 19"):
        call_command("import_rights", str(tmp_path / "w.csv"), scope="17", srid=32719, **given)
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        call_command("import_rights", str(tmp_path / "w.csv"), scope="17", **given)
    assert ended.value.code == 1
    assert counts(json.loads(capsys.readouterr().out)) == {"added": 9, "refused": 1}


def test_real_data_stays_out_of_a_demo_register(load, settings):
    MiningRight.objects.create(code="DEMO0001", source="demo")
    settings.REGISTRY_DEMO = True
    with pytest.raises(CommandError, match="--into-demo"):
        load([ONE])
    assert counts(load([ONE], into_demo=True)) == {"added": 1}


def test_a_file_says_of_itself_that_it_lists_all_holders(load, capsys):
    path_options = ImportBatch.objects.get(pk=load([ONE])["run"]).options
    assert "holders_complete" not in path_options
    said = ImportBatch.objects.get(pk=load([ONE], holders_complete="")["run"]).options
    assert (said["holders_complete"], said["holders_said"]) == (True, "INGEMMET")
    named = ImportBatch.objects.get(pk=load([ONE], holders_complete="Letter 12-2026")["run"]).options
    assert named["holders_said"] == "Letter 12-2026"
    with pytest.raises(CommandError, match="without a source"):
        load([ONE], holders_complete=" ")


class TestRealFiles:
    """The two published files: 2,785 rights of 2009 in degrees, 9,025 of 2026 in metres, 497 codes in both."""

    @pytest.fixture
    def read(self, shared_data, capsys):
        def run(name, published, scope, **options):
            given = {"source": "INGEMMET", "profile": "ingemmet", "json": True, **options}
            call_command(
                "import_rights", f"{shared_data}/{name}", published=date.fromisoformat(published), scope=scope, **given
            )
            return json.loads(capsys.readouterr().out)

        return run

    def test_2009_then_2026(self, read):
        old = read("pe-cajamarca-overlays/cajamarca.gpkg:catastro_minero", "2009-11-30", "zone:17,zone:18")
        assert counts(old) == {"added": 2785, "repaired": 3}
        assert MiningRight.objects.filter(footprint__grid_srid=32718).count() == 73
        with pytest.raises(CommandError, match="475 of 497 entries"):
            read("pe-ingemmet-17s/17s_100326.geojson.zip", "2026-03-10", "zone:17", srid=24877)
        new = read("pe-ingemmet-17s/17s_100326.geojson.zip", "2026-03-10", "zone:17")
        assert counts(new) == {"added": 8528, "changed": 497, "gone": 2215, "repaired": 268}
        again = read("pe-ingemmet-17s/ingemmet_17s_2026-03-10.gpkg", "2026-03-10", "zone:17")
        assert counts(again) == {"unchanged": 9025, "repaired": 268}

    def test_a_shapefile_without_its_dbf(self, read):
        with pytest.raises(CommandError, match=r"without its \.dbf") as refused:
            read("pe-ingemmet-17s/CatastroMinero_WGS84_17S_300126_NO_DBF.zip", "2026-01-30", "zone:17")
        assert refused.value.returncode == 2
