"""Registers from before the row of a layer stayed: past versions are put in line, and every row is kept."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from registry.territory.models import Check, LandArea, LandLayer
from registry.territory.selectors import areas_of_version, versions_of
from tests.territory.conftest import AT, block

pytestmark = pytest.mark.django_db
PAST = import_module("registry.territory.migrations.0008_past_versions_in_line")


def test_past_versions_are_put_in_line(place, land, measure):
    """Three versions as they were once kept, each whole; one of history, and one whose layer is broken, stay alone."""
    right = place(block(0, 0))
    for number in range(3):
        land("urban_area", block(500, 0), block(9000, 0), series=f"v{number}", version=str(number))
    measure()
    for number in range(2):
        went = AT + timedelta(days=number + 1)
        LandLayer.objects.filter(series=f"v{number}").update(state="superseded", superseded_at=went, loaded_at=AT)
        Check.objects.filter(layer__series=f"v{number}").update(superseded_at=went)
    LandLayer.objects.update(series="towns")
    land("urban_area", block(0, 0), series="broken")
    LandLayer.objects.filter(series="broken").update(state="broken")
    history = land("urban_area", block(0, 0), series="history")
    LandLayer.objects.filter(pk=history.pk).update(series="towns", state="superseded", superseded_at=AT, loaded_at=AT)
    counts = Check.objects.count(), LandArea.objects.count(), LandLayer.objects.count()
    with connection.cursor() as cursor:
        for operation in PAST.Migration.operations:
            cursor.execute(operation.sql)
    assert (Check.objects.count(), LandArea.objects.count(), LandLayer.objects.count()) == counts
    stays = LandLayer.objects.get(series="towns", state="current")
    assert [(row.version, row.edition, row.line_id) for row in versions_of(stays)] == [
        ("2", 3, None), ("1", 2, stays.pk), ("0", 1, stays.pk),
    ]  # fmt: skip
    assert [areas_of_version(row).count() for row in versions_of(stays)] == [2, 2, 2]
    assert all(set(areas_of_version(row)) == set(row.areas.all()) for row in versions_of(stays))
    said = Check.objects.filter(footprint=right, kind__code="urban_area", layer__line=stays) | stays.checks.all()
    assert {(check.layer.version, check.edition) for check in said} == {("0", 1), ("1", 2), ("2", 3)}
    history.refresh_from_db()
    assert (history.line_id, history.edition) == (None, 1)
