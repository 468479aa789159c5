"""A file of the cadastre through the web: kept, tried, read about, loaded."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from concessions.models import MiningRight
from concessions.services.uploads import JOB_KIND
from concessions.tasks import import_rights_file
from registry.common import jobs
from registry.common.models import ImportBatch, Job

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def square(code: str, west: float) -> dict[str, Any]:
    """One invented right of some 0.01 degrees in zone 19."""
    ring = [[west, -12.0], [west + 0.01, -12.0], [west + 0.01, -12.01], [west, -12.01], [west, -12.0]]
    return {
        "type": "Feature",
        "properties": {"CODIGOU": code, "CONCESION": f"Veta {code}"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def cadastre(name: str = "catastro.geojson") -> SimpleUploadedFile:
    """Two invented rights as GeoJSON."""
    content = {"type": "FeatureCollection", "features": [square("990000126", -70.0), square("990000226", -70.02)]}
    return SimpleUploadedFile(name, json.dumps(content).encode())


@pytest.fixture
def kept(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for uploads, in a register that is no demo."""
    settings.REGISTRY_VAR = tmp_path
    settings.REGISTRY_DEMO = False
    return tmp_path / "uploads"


def said(**more: object) -> dict[str, object]:
    """What the form asks for."""
    return {"source": "INGEMMET", "published_on": "2026-03-10", "zones": ["19S"], "profile": "ingemmet", **more}


def work() -> Job:
    """Do the newest import job as a worker does."""
    job = Job.objects.filter(kind=JOB_KIND).latest("id")
    assert jobs.run(job.pk, clock=lambda: AT)
    job.refresh_from_db()
    return job


def test_the_worker_knows_the_job() -> None:
    assert jobs._handlers[JOB_KIND] is import_rights_file


def test_a_file_is_tried_read_about_and_then_loaded(cast: dict[str, Client], kept: Path) -> None:
    browser = cast["cadastre"]
    answer = browser.post(reverse("rights:import_add"), said(file=cadastre()), follow=True)
    assert "nothing is written yet" in answer.content.decode()
    trial = work()
    assert "why" not in trial.result, trial.result
    assert trial.result["added"] == 2
    assert not MiningRight.objects.exists()
    page = browser.get(reverse("rights:import_job", args=[trial.pk])).content.decode()
    assert "Load the file" in page
    assert browser.get(reverse("rights:import_report", args=[trial.result["run"]])).status_code == 200
    browser.post(reverse("rights:import_load", args=[trial.pk]))
    work()
    assert sorted(MiningRight.objects.values_list("code", flat=True)) == ["990000126", "990000226"]
    assert ImportBatch.objects.latest("id").state == "applied"
    assert not list(kept.rglob("*.geojson"))
    gone = browser.post(reverse("rights:import_load", args=[trial.pk]), follow=True)
    assert "kept no longer" in gone.content.decode()


def test_what_cannot_be_read_is_told_and_writes_nothing(cast: dict[str, Client], kept: Path) -> None:
    broken = SimpleUploadedFile("catastro.geojson", b"{")
    cast["cadastre"].post(reverse("rights:import_add"), said(file=broken))
    job = work()
    assert job.result["why"]
    page = cast["cadastre"].get(reverse("rights:import_job", args=[job.pk])).content.decode()
    assert "Refused: nothing was written." in page
    assert "Load the file" not in page


@pytest.mark.parametrize("name", ["cadastre.exe", "../../etc/passwd", "cadastre"])
def test_another_kind_of_file_is_refused_in_the_form(name: str, cast: dict[str, Client], kept: Path) -> None:
    answer = cast["cadastre"].post(reverse("rights:import_add"), said(file=cadastre(name)))
    assert answer.status_code == 422
    assert not Job.objects.filter(kind=JOB_KIND).exists()
    assert not kept.exists()


@pytest.mark.parametrize("scope", [{"zones": []}, {"department": "17"}, {"zones": [], "department": "/etc"}])
def test_the_scope_is_zones_or_one_department_and_never_a_path(
    scope: dict[str, object], cast: dict[str, Client], kept: Path
) -> None:
    answer = cast["cadastre"].post(reverse("rights:import_add"), said(file=cadastre(), **scope))
    assert answer.status_code == 422


def test_that_all_holders_are_listed_is_said_with_its_source(cast: dict[str, Client], kept: Path) -> None:
    url = reverse("rights:import_add")
    asked = said(file=cadastre(), holders_complete="on")
    assert cast["cadastre"].post(url, asked).status_code == 422
    cast["cadastre"].post(url, said(file=cadastre(), holders_complete="on", holders_said="Letter 12-2026"))
    batch = ImportBatch.objects.get(pk=work().result["run"])
    assert (batch.options["holders_complete"], batch.options["holders_said"]) == (True, "Letter 12-2026")
    page = cast["cadastre"].get(reverse("rights:import_report", args=[batch.pk])).content.decode()
    assert "Letter 12-2026" in page
