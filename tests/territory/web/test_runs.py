"""The page of a run tells done, total and left."""

import pytest
from django.urls import reverse

from registry.territory.models import OverlapRun, RunPart
from tests.territory.conftest import AT, block

pytestmark = pytest.mark.django_db


def test_done_total_and_left(place, cast):
    place(block(0, 0))
    run = OverlapRun.objects.latest("id")
    RunPart.objects.create(run=run, number=1, footprint_ids=[1, 2, 3], done_at=AT)
    RunPart.objects.create(run=run, number=2, footprint_ids=[4])
    page = cast["officer"].get(reverse("territory:run_page", args=[run.pk])).content.decode()
    assert "3 of 4 footprints measured, 1 left" in page
    assert "75 %" in page
