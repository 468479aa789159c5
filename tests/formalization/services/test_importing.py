"""Published lists of registrations: both spellings, states with their history, registrants by RUC."""

import csv
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.common.codes import is_code
from registry.common.identity import ruc_check_digit
from registry.common.models import ImportRow, Job
from registry.formalization.models import Registration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.REGISTRY_DEMO = False


def ruc(first_ten: str) -> str:
    return first_ten + str(ruc_check_digit(first_ten))


PERSON, GROUP, OTHER = ruc("1000000001"), ruc("2000000001"), ruc("1500000001")


def entry(code="RN-1", **values):
    """A row of the map service, with invented people."""
    row = {
        "COD_REINFO": code, "M_RUC": PERSON, "NOMBRE_MIN": "QORI AMARU", "ID_UNIDAD": "010000111", "NOMBRE_DM": "SUMAQ",
        "TIPO_ACT": "EXPLOTACIÓN", "ESTADO": "VIGENTE", "A_INSCRIPCION": "2016", "ID_DIST": "60701",
        "LATITUD_G84": "-6.76", "LONGITUD_G84": "-78.61",
    }  # fmt: skip
    return row | values


@pytest.fixture
def load(tmp_path, capsys):
    """Import rows as a list, and return what the answer counts."""

    def run(*rows, published="2025-02-26", **options):
        path = tmp_path / "list.csv"
        with path.open("w", newline="", encoding="utf-8") as sink:
            writer = csv.DictWriter(sink, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        given = {"profile": "reinfo", "json": True, "published": date.fromisoformat(published), **options}
        try:
            call_command("import_registrations", str(path), **given)
        except SystemExit as ended:
            if ended.code != 1:
                raise
        answer = json.loads(capsys.readouterr().out)
        return {name: value for name, value in answer.items() if value and name not in {"run", "seconds"}}

    return run


def test_a_row_of_the_map_service(load):
    right = MiningRight.objects.create(code="010000111")
    assert load(entry()) == {"added": 1}
    one = Registration.objects.select_related("person", "declared_place").get()
    assert (one.code, one.activity, one.state, one.enrolled_year, one.ubigeo) == (
        "RN-1", "exploitation", "in_force", 2016, "060701",
    )  # fmt: skip
    assert (one.right, one.right_name_declared) == (right, "SUMAQ")
    assert (one.person.document_type, one.person.document_number) == ("dni", "00000001")
    assert is_code(one.status_code)
    assert (one.declared_place.is_point, one.declared_place.grid_srid) == (True, 32717)
    assert (one.declared_place.geom.x, one.declared_place.geom.y) == pytest.approx((-78.61, -6.76))
    assert Job.objects.filter(kind="territory.measure").exists()
    (move,) = one.state_changes.all()
    assert (move.state, move.from_on, move.reason_code) == ("in_force", None, "published_list")


def test_a_row_of_the_web_list(load):
    row = {
        "ID": "RN-9", "RUC": GROUP, "Minero en vías de formalización": "ASOCIACIÓN SUMAQ", "Código único": "010000999",
        "Derecho minero": "TRES", "Departamento": "CAJAMARCA", "Estado": "SUSPENDIDO",
    }  # fmt: skip
    assert load(row) == {"added": 1}
    one = Registration.objects.get()
    assert (one.state, one.right, one.right_code_declared, one.declared_place) == ("suspended", None, "010000999", None)
    assert (one.group.kind, one.group.ruc, one.person) == ("unknown", GROUP, None)


def test_the_same_list_twice_changes_nothing(load):
    load(entry(), entry("RN-2", M_RUC=GROUP))
    before = list(Registration.objects.order_by("code").values())
    assert load(entry(), entry("RN-2", M_RUC=GROUP)) == {"unchanged": 2}
    assert list(Registration.objects.order_by("code").values()) == before
    assert (Person.objects.count(), Group.objects.count()) == (1, 1)


def test_a_newer_list_moves_states_and_places_and_tells_what_is_gone(load):
    load(entry(), entry("RN-2"))
    assert load(entry(ESTADO="SUSPENDIDO", LATITUD_G84="-6.77"), published="2026-01-01") == {"changed": 1, "gone": 1}
    one = Registration.objects.get(code="RN-1")
    assert [move.state for move in one.state_changes.all()] == ["in_force", "suspended"]
    assert one.declared_place.geom.y == pytest.approx(-6.77)
    assert Registration.objects.get(code="RN-2").state == "in_force"


def test_an_older_list_changes_nothing(load):
    load(entry())
    assert load(entry(ESTADO="SUSPENDIDO"), published="2020-01-01") == {"unchanged": 1}
    assert Registration.objects.get().state == "in_force"


@pytest.mark.parametrize(
    ("state", "since", "kept"),
    [
        ("excluded", date(2024, 1, 1), True),  # only an act reopens it
        ("suspended", date(2026, 3, 1), True),  # later than the list
        ("suspended", date(2024, 1, 1), False),
    ],
)
def test_a_state_given_by_an_act(load, state, since, kept):
    load(entry())
    Registration.objects.update(state=state, state_since=since)
    answer = load(entry(), published="2026-01-01")
    assert (Registration.objects.get().state == state) is kept
    assert answer == ({"unchanged": 1, "repaired": 1} if kept else {"changed": 1})


def test_a_person_known_by_dni_is_that_person(load):
    known = Person.objects.create(full_name="Qori Amaru W.", document_type="dni", document_number="00000001")
    load(entry())
    assert Registration.objects.get().person == known
    assert Person.objects.get().full_name == "Qori Amaru W."


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"M_RUC": OTHER}, "neither 10 nor 20"),
        ({"M_RUC": ""}, "no RUC"),
        ({"ESTADO": "RARO"}, "state RARO"),
        ({"TIPO_ACT": "PESCA"}, "activity PESCA"),
        ({"A_INSCRIPCION": "2099"}, "year of enrolment 2099"),
        ({"LATITUD_G84": "0", "LONGITUD_G84": "0"}, "nowhere in Peru"),
    ],
)
def test_what_cannot_be_read_stays_unknown_and_is_told(load, values, why):
    assert load(entry(**values)) == {"added": 1, "repaired": 1}
    assert why in " ".join(ImportRow.objects.get().messages)
    assert Registration.objects.exists()


@pytest.mark.parametrize(
    "values", [{"COD_REINFO": ""}, {"M_RUC": "12345"}, {"M_RUC": PERSON[:10] + str((int(PERSON[10]) + 1) % 10)}]
)
def test_a_row_that_could_be_somebody_elses_is_refused(load, values):
    assert load(entry(**values), entry("RN-2")) == {"added": 1, "refused": 1}
    assert Registration.objects.get().code == "RN-2"


def test_the_staged_row_holds_nothing_personal(load):
    load(entry(NOMBRE_MIN="QORI PEÃ‘A"), entry("RN-3", M_RUC="10999"))
    kept = json.dumps(list(ImportRow.objects.values_list("raw", "messages")))
    assert not any(part in kept for part in (PERSON, "10999", "QORI", "-6.76"))


def test_another_profile_or_a_list_without_codes_is_refused(load):
    with pytest.raises(CommandError, match="there are: reinfo"):
        load(entry(), profile="")
    with pytest.raises(CommandError, match="COD_REINFO"):
        load({"M_RUC": PERSON, "NOMBRE_MIN": "X"})
