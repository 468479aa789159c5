"""A regional office's sheet: read as people fill it in, only of that region, tried before it is loaded."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.audit.services import Actor
from registry.common import jobs
from registry.common.models import ImportRow, Job
from registry.formalization.models import Registration
from registry.formalization.services.uploads import sheet_import_run

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
HEAD = (
    "CODIGO REINFO;DNI;NOMBRE / RAZON SOCIAL;ACTIVIDAD;ESTADO;UBIGEO;TIPO DE YACIMIENTO;CAPACIDAD T/DIA;CAPACIDAD M3/DIA;"
    "USA MERCURIO;USA EXPLOSIVOS;HABITUAL;MUJERES;HOMBRES;ESTE;NORTE;ZONA;DATUM"
).replace(";", ",")
GOOD = 'S-1,09999991,ROSA INVENTADA,EXPLOTACION,VIGENTE,170102,Metálica,"1,234.5 t/día",,Sí,NO,x,2,3,345000.5,8590000,19S,WGS84'
ODD = "S-2,99999992,JUAN INVENTADO,EXPLOTACION,VIGENTE,170102,barro,mucho,-1,quizás,,,dos,3,345000,,19S,"
ELSEWHERE = "S-3,99999993,ANA INVENTADA,EXPLOTACION,VIGENTE,080102,placer,,150,no,no,no,1,1,,,,"


@pytest.fixture(autouse=True)
def _no_demo(settings, tmp_path: Path) -> None:
    settings.REGISTRY_DEMO = False
    settings.REGISTRY_VAR = str(tmp_path)


def load(tmp_path: Path, *rows: str, **more) -> dict[str, object]:
    folder = tmp_path / "kept"
    folder.mkdir(exist_ok=True)
    path = folder / "sheet.csv"
    path.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    payload = {
        "path": str(path), "source": "DREM invented", "published_on": "2026-11-01", "profile": "sheet",
        "accuracy_m": 5.0, "srid": None, "regions": ["17"], "dry_run": False, "into_demo": False,
        "by": Actor.user(1).key, "user": 1,
    } | more  # fmt: skip
    return sheet_import_run(payload=payload, at=AT, progress=lambda _done, _total: None)


def test_a_row_is_read_as_people_write(tmp_path: Path) -> None:
    answer = load(tmp_path, GOOD)
    assert (answer["added"], answer["refused"], answer["repaired"]) == (1, 0, 0)
    row = Registration.objects.select_related("person", "declared_place").get()
    assert (row.deposit_class, row.capacity_t_per_day) == ("metallic", Decimal("1234.5"))
    assert (row.mercury_use, row.uses_explosives, row.is_habitual) == ("used", False, True)
    assert (row.workers_women, row.workers_men, row.state) == (2, 3, "in_force")
    assert row.person is not None
    assert (row.person.document_number, row.person.ruc, row.person.full_name) == ("09999991", "", "ROSA INVENTADA")
    assert row.declared_place is not None
    assert (row.declared_place.source_srid, row.declared_place.accuracy_m) == (32719, 5)
    assert row.declared_place.shape.x == pytest.approx(345_000.5, abs=0.001)
    assert load(tmp_path, GOOD)["unchanged"] == 1


def test_what_is_not_understood_stays_unknown_and_is_told(tmp_path: Path) -> None:
    answer = load(tmp_path, GOOD, ODD)
    row = Registration.objects.get(code="S-2")
    assert (row.deposit_class, row.capacity_t_per_day, row.capacity_m3_per_day) == ("unknown", None, None)
    assert (row.mercury_use, row.uses_explosives, row.workers_women, row.workers_men) == ("unknown", None, None, 3)
    assert row.declared_place is None
    told = " ".join(ImportRow.objects.get(batch=answer["run"], key="S-2").messages)
    for word in ("barro", "mucho", "-1", "quizás", "dos"):
        assert word in told
    assert "JUAN" not in str(ImportRow.objects.get(batch=answer["run"], key="S-2").raw)


def test_rows_of_another_region_are_refused_also_where_the_register_has_them_there(tmp_path: Path) -> None:
    answer = load(tmp_path, ELSEWHERE)
    assert (answer["added"], answer["refused"]) == (0, 1)
    assert load(tmp_path, ELSEWHERE, regions=None)["added"] == 1
    moved = ELSEWHERE.replace("080102", "170102")
    assert load(tmp_path, moved)["refused"] == 1
    assert Registration.objects.get().ubigeo == "080102"


def test_an_officer_brings_a_sheet_reads_its_report_and_loads_it(cast: dict[str, Client], rows) -> None:
    sent = {
        "file": SimpleUploadedFile("sheet.csv", "\n".join((HEAD, GOOD, ELSEWHERE)).encode()), "profile": "sheet",
        "source": "DREM invented", "published_on": "2026-11-01",
    }  # fmt: skip
    officer = cast["officer"]
    answer = officer.post(reverse("registrations:import_add"), sent)
    assert answer.status_code == 302
    job = Job.objects.get(kind="formalization.registrations_import", payload__source="DREM invented")
    assert job.payload["regions"] == ["17"]
    assert cast["other_officer"].get(answer["Location"]).status_code == 403
    assert jobs.run(job.pk, clock=lambda: AT)
    assert not Registration.objects.filter(code="S-1").exists()
    assert "Load the file" in officer.get(answer["Location"]).content.decode()
    job.refresh_from_db()
    report = officer.get(reverse("registrations:import_report", args=[job.result["run"]])).content.decode()
    assert "outside your regions" in report
    loading = officer.post(reverse("registrations:import_load", args=[job.pk]))
    again = Job.objects.filter(kind="formalization.registrations_import").latest("id")
    assert loading["Location"] == reverse("registrations:import_job", args=[again.pk])
    assert jobs.run(again.pk, clock=lambda: AT)
    assert Registration.objects.get(code="S-1").source == "DREM invented"
    assert date(2026, 11, 1) == Registration.objects.get(code="S-1").published_on
