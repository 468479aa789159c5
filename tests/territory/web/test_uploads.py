"""A layer brought through the web: tried first, loaded on the second asking; no path of the server can be named."""

import json

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.common.models import Job
from registry.territory.models import LandArea, LandLayer, OverlapRun
from registry.territory.services.uploads import layer_import_run
from tests.territory.conftest import AT, block, degrees

pytestmark = pytest.mark.django_db
ADD = "/desk/land/layers/add/"


def said(**more):
    """What an officer sends."""
    text = json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"NAME": "Zona", "CODE": "Z1", "SINCE": "1999-05-02"},
             "geometry": json.loads(shapely.to_geojson(degrees(block(0, 0))[0]))},
        ],
    })  # fmt: skip
    return {
        "file": SimpleUploadedFile("zones.geojson", text.encode()), "kind": "buffer_zone", "source": "SERNANP",
        "published_on": "2026-01-01", "publication": "yes_no", "column_name": "NAME", "column_id": "CODE",
        "column_valid_from": "SINCE", **more,
    }  # fmt: skip


def work(job):
    """Do a job as the worker does."""
    job.result = layer_import_run(payload=job.payload, at=AT, progress=lambda _done, _total: None)
    job.state = "done"
    job.save()
    return job


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.REGISTRY_VAR = str(tmp_path)
    settings.REGISTRY_DEMO = False


def test_tried_then_loaded(cast):
    browser = cast["cadastre"]
    assert browser.post(ADD, said()).status_code == 302
    job = work(Job.objects.get(kind="territory.layer_import"))
    assert job.result["added"] == 1
    assert not LandLayer.objects.exists()
    page = browser.get(reverse("territory:layer_job", args=[job.pk])).content.decode()
    assert "Load the file" in page
    report = browser.get(reverse("territory:layer_report", args=[job.result["run"]])).content.decode()
    assert "zones.geojson" in report
    assert browser.post(reverse("territory:layer_load", args=[job.pk])).status_code == 302
    work(Job.objects.filter(kind="territory.layer_import").latest("id"))
    area = LandArea.objects.select_related("layer").get()
    assert (area.name, area.external_id, str(area.valid_from)) == ("Zona", "Z1", "1999-05-02")
    assert area.layer.state == "current"
    assert OverlapRun.objects.filter(reason="layer_loaded").exists()


def test_a_bad_file_is_answered_and_nothing_written(cast):
    browser = cast["cadastre"]
    browser.post(ADD, said(file=SimpleUploadedFile("zones.geojson", b"{}")))
    job = work(Job.objects.get(kind="territory.layer_import"))
    assert job.result["why"]
    assert "nothing was written" in browser.get(reverse("territory:layer_job", args=[job.pk])).content.decode()
    assert not LandLayer.objects.exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"coverage": "/etc/passwd"}, "departments as two digits"),
        ({"coverage": "polygon:/etc/passwd"}, "departments as two digits"),
        ({"kind": "-"}, "Name the column that says the kind"),
        ({"file": SimpleUploadedFile("x.exe", b"MZ")}, "This kind of file is not read"),
        ({"published_on": ""}, "required"),
    ],
)
def test_a_slip_stands_beside_its_field(cast, more, sentence):
    page = cast["cadastre"].post(ADD, said(**more))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Job.objects.filter(kind="territory.layer_import").exists()


def test_full_publication_needs_a_licence(cast):
    cast["cadastre"].post(ADD, said(publication="full"))
    job = work(Job.objects.get(kind="territory.layer_import"))
    assert "licence" in str(job.result["why"])
