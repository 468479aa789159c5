"""Places and their boundaries, and the scopes named by them."""

import json
from datetime import date

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command

from registry.audit.models import Event
from registry.common.errors import DomainError
from registry.places.models import Place
from registry.places.selectors import MissingBoundaryError, department_at, district_codes, scope_parse, ubigeo_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.REGISTRY_DEMO = False


@pytest.fixture
def load(tmp_path, capsys):
    """Import departments given as (code, name, shape)."""

    def run(*places, name="d.gpkg", **options):
        path = tmp_path / name
        path.unlink(missing_ok=True)
        codes, names, shapes = (np.array(column, dtype=object) for column in zip(*places, strict=True))
        pyogrio.raw.write(
            path,
            shapely.to_wkb(shapes),
            [codes, names],
            ["FIRST_IDDP", "NOMBDEP"],
            crs="EPSG:4326",
            geometry_type="Unknown",
        )
        try:
            call_command(
                "import_boundaries", str(path), source="INEI", published=date(2007, 10, 21), json=True, **options
            )
        except SystemExit as ended:
            if ended.code != 1:
                raise
        answer = json.loads(capsys.readouterr().out)
        return {key: value for key, value in answer.items() if value and key not in {"run", "seconds"}}

    return run


WEST, EAST = shapely.box(-80, -8, -79, -7), shapely.box(-79, -8, -78, -7)


def test_twice_is_once_and_a_renamed_place_is_changed(load):
    assert load(("06", "CAJAMARCA", WEST), ("01", "AMAZONAS", EAST)) == {"added": 2}
    assert load(("06", "CAJAMARCA", WEST), ("01", "AMAZONAS", EAST)) == {"unchanged": 2}
    assert load(("06", "CAXAMARCA", WEST)) == {"changed": 1}
    assert Place.objects.count() == 2
    assert Event.objects.filter(kind="places.boundaries.imported").count() == 3


def test_a_place_without_a_shape_keeps_its_code_and_an_earlier_boundary(load):
    assert load(("06", "CAJAMARCA", None), ("01", "AMAZONAS", EAST)) == {"added": 2, "repaired": 1}
    assert Place.objects.get(ubigeo="06").boundary is None
    assert load(("01", "AMAZONAS", None), ("06", "CAJAMARCA", WEST)) == {"unchanged": 1, "changed": 1, "repaired": 1}
    assert Place.objects.get(ubigeo="01").boundary is not None


def test_a_code_that_names_two_places_is_refused(load):
    assert load(("06", "CAJAMARCA", WEST), ("06", "CAJAMARQUILLA", EAST), ("01", "AMAZONAS", EAST)) == {
        "added": 1,
        "refused": 2,
    }
    assert list(Place.objects.values_list("ubigeo", flat=True)) == ["01"]


def test_a_lost_zero_is_given_back_and_another_length_refused(load):
    assert load(("6", "CAJAMARCA", WEST), ("061", "X", EAST)) == {"added": 1, "repaired": 1, "refused": 1}
    assert Place.objects.get().ubigeo == "06"


def test_a_file_without_codes_names_its_columns(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="columns are: a, b") as refused:
        call_command("import_boundaries", str(tmp_path / "x.csv"), source="INEI", published=date(2007, 1, 1))
    assert refused.value.returncode == 2


@pytest.mark.parametrize("text", ["department:06", "06", "Cajamarca", "departamento cajamarca", "cajamarca,01"])
def test_a_department_is_a_scope_by_code_or_name(load, text):
    load(("06", "Cajamarca", WEST), ("01", "Amazonas", EAST))
    scope = scope_parse(text)
    assert scope.area.contains(shapely.Point(-79.5, -7.5))
    assert not scope.zones


@pytest.mark.parametrize(
    ("text", "zones"), [("17S", {17}), ("17", {17}), ("zone:18", {18}), ("zona 19 S", {19}), ("17S, zone:18", {17, 18})]
)
def test_zones_are_scopes(text, zones):
    assert scope_parse(text).zones == zones


def test_a_number_that_is_zone_and_department_is_the_zone_in_a_scope_and_the_department_in_a_coverage(load):
    load(("17", "Madre de Dios", EAST))
    assert scope_parse("17").zones == {17}
    assert scope_parse("department:17").area.equals(EAST)
    assert scope_parse("17", is_coverage=True).area.equals(EAST)
    assert scope_parse("country").area.equals(EAST)


def test_what_no_place_is_called_is_refused(load):
    with pytest.raises(MissingBoundaryError, match="import_boundaries"):
        scope_parse("Cajamarca")
    load(("06", "Cajamarca", WEST))
    with pytest.raises(DomainError, match="no department Atlantis"):
        scope_parse("Atlantis")


def test_the_department_at_a_point(load):
    load(("06", "Cajamarca", WEST))
    assert (department_at(-79.5, -7.5), department_at(-70, -7.5)) == ("Cajamarca", "")


def test_a_district_is_known_by_all_its_names():
    for code, name in (("06", "Cajamarca"), ("0601", "Cajamarca"), ("060101", "Cajamarca"), ("060102", "Asunción")):
        Place.objects.create(ubigeo=code, name=name, level={2: "department", 4: "province", 6: "district"}[len(code)])
    codes = district_codes()
    assert ubigeo_of(codes, "CAJAMARCA", "CAJAMARCA", "ASUNCION") == "060102"
    assert ubigeo_of(codes, "CAJAMARCA", "CAJAMARCA", "NOWHERE") == "0601"
    assert ubigeo_of(codes, "", "CAJAMARCA", "ASUNCION") == ""


def test_the_published_boundaries_of_2007(shared_data, capsys):
    """Eight districts without a shape, and two codes that name two provinces each."""
    path = f"{shared_data}/pe-boundaries/peru_limites_inei2007_simple.gpkg"
    with pytest.raises(SystemExit):
        call_command("import_boundaries", path, source="INEI", published=date(2007, 10, 21), json=True)
    answer = json.loads(capsys.readouterr().out)
    assert (answer["added"], answer["repaired"], answer["refused"]) == (2052, 8, 4)
