"""Try before filing: the answers of a stored footprint, with nothing stored."""

import pytest
import shapely

from registry.common.errors import DomainError
from registry.territory.models import Check, Finding, Footprint, OverlapRun
from registry.territory.services.footprints import FootprintDraft
from registry.territory.services.trial import place_try
from tests.territory.conftest import EAST, NORTH, ON, block

pytestmark = pytest.mark.django_db


def by_kind(trial):
    """Answer and why of each kind."""
    return {each.kind.code: (each.answer, each.why) for each in trial.answers}


def test_the_same_answers_as_a_stored_one(place, land, measure):
    """Every kind and layer says the same of a tried and of a stored place; only the stored one leaves rows."""
    land("urban_area", block(500, 0))
    land("water_body", block(5000, 0))
    right = place(block(0, 0))
    measure()
    before = [model.objects.count() for model in (Footprint, Check, Finding, OverlapRun)]
    trial = place_try(draft=FootprintDraft("declared_place", block(0, 0), 32718), on=ON)
    assert [model.objects.count() for model in (Footprint, Check, Finding, OverlapRun)] == before
    stored = Check.objects.filter(footprint=right, superseded_at=None).values_list("kind__code", "answer", "why")
    assert by_kind(trial) == {kind: (answer, why) for kind, answer, why in stored}
    assert trial.hectares == 100
    ((area, found),) = next(each.areas for each in trial.answers if each.kind.code == "urban_area")
    assert (area.name, found.shared_m2) == ("urban_area 0", pytest.approx(500_000, abs=0.01))
    assert [(other.footprint_id, round(other.share, 6)) for other in trial.rights] == [(right.pk, 1.0)]


@pytest.mark.parametrize(("x", "relation"), [(500, "inside"), (1020, "undecided"), (1100, None)])
def test_a_point_on_a_right(place, measure, x, relation):
    """In degrees, with its accuracy."""
    right = place(block(0, 0))
    draft = FootprintDraft("declared_place", shapely.Point(EAST + x, NORTH + 500), 32718, accuracy_m=50)
    found = [(other.footprint_id, other.relation, other.share) for other in place_try(draft=draft, on=ON).rights]
    assert found == ([(right.pk, relation, None)] if relation else [])


def test_refused_without_ground():
    """The same refusal as when it is filed."""
    with pytest.raises(DomainError):
        place_try(draft=FootprintDraft("declared_place", shapely.Polygon(), 32718), on=ON)
