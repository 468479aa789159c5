"""Who keeps a copy asks for what changed: an entry also changes by what it shows of others, and only by that."""

import json
from datetime import UTC, date, datetime

import pytest

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.audit.models import Event
from registry.formalization.models import Determination, Registration
from registry.territory.models import Finding, NeighbourCheck, OverlapRun
from tests.api.conftest import footprint, square

pytestmark = pytest.mark.django_db
LONG_AGO, BEFORE, SINCE, AFTER = (datetime(2027, month, 1, 12, tzinfo=UTC) for month in (1, 8, 9, 10))
PERSON, COMPANY = "REG-0001", "REG-0002"


def told(client):
    """The codes of the entries that changed since."""
    body = client.get("/api/v1/registrations/", {"updated_since": SINCE.isoformat(), "fields": "code"}).content
    return [row["code"] for row in json.loads(body)["results"]]


@pytest.fixture(autouse=True)
def _quiet(ground):
    """Nothing changed since: what the ground wrote down lies before."""
    OverlapRun.objects.update(finished_at=BEFORE)
    Registration.objects.filter(code=COMPANY).update(declared_place=footprint(square(0.2, 0.2, 0.1), "declared_place"))
    for model in (Registration, MiningRight, Group, Person):
        model.objects.update(updated_at=LONG_AGO)


def test_nothing_changed(client):
    assert told(client) == []


def test_what_is_not_shown_of_a_person_does_not_tell_that_it_changed(client):
    """A telephone: who asks each day would learn of it."""
    Person.objects.update(updated_at=AFTER)
    assert told(client) == []


@pytest.mark.parametrize(
    ("field", "expected"), [("full_name", [PERSON]), ("document_number", [PERSON]), ("phone", []), ("address", [])]
)
def test_of_a_person_a_changed_name_or_number_counts(client, ground, field, expected):
    Event.objects.create(
        kind="miners.person.changed", at=AFTER, actor="user:77", subject_type="miners.person",
        subject_id=ground.person.pk, changes={field: {"digest": ["a", "b"]}},
    )  # fmt: skip
    assert told(client) == expected


def test_a_name_that_is_not_published_does_not_tell_that_it_changed(client, ground):
    Registration.objects.filter(code=PERSON).update(state="excluded")
    test_of_a_person_a_changed_name_or_number_counts(client, ground, "full_name", [])


@pytest.mark.parametrize(
    ("model", "expected"), [(Registration, [PERSON, COMPANY]), (MiningRight, [PERSON]), (Group, [COMPANY])]
)
def test_the_row_its_right_and_its_group_count(client, model, expected):
    model.objects.update(updated_at=AFTER)
    assert told(client) == expected


@pytest.mark.parametrize(
    ("number", "notified_on", "expected"), [(0, date(2027, 9, 2), []), (1, date(2027, 9, 2), [COMPANY]), (1, None, [])]
)
def test_a_class_counts_once_it_is_published(client, ground, number, notified_on, expected):
    row = ground.determinations[number]
    Determination.objects.filter(pk=row.pk).update(notified_on=notified_on)
    Event.objects.create(
        kind="formalization.determination.agreed",
        at=AFTER,
        actor="user:77",
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
    )
    assert told(client) == expected


def meet(ground, code, finished_at, *, is_turned=False):
    """The place of an entry lies on a right, as a run measured it."""
    place = Registration.objects.get(code=code).declared_place
    run = OverlapRun.objects.create(
        reason="asked", noise_area_m2=100, noise_radius_m=1, on_day=date(2026, 8, 1), finished_at=finished_at
    )
    sides = (place, ground.petition.footprint) if is_turned else (ground.petition.footprint, place)
    return Finding.objects.create(
        footprint=sides[0], other=sides[1], run=run, relation="shared_area", grid_srid=32719, shared_m2=2_500.0,
        share_of_footprint=0.0025, share_of_area=0.25, measured_on=date(2026, 8, 1),
    )  # fmt: skip


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(("finished_at", "expected"), [(BEFORE, []), (AFTER, [COMPANY]), (None, [COMPANY])])
def test_the_rights_on_which_a_legal_person_lies_count_and_those_of_a_person_never(
    client, ground, finished_at, expected, is_turned
):
    meet(ground, COMPANY, finished_at, is_turned=is_turned)
    meet(ground, PERSON, finished_at, is_turned=is_turned)
    assert told(client) == expected


@pytest.mark.parametrize("is_turned", [False, True])
def test_a_right_met_that_changed_or_is_met_no_more_counts(client, ground, is_turned):
    finding = meet(ground, COMPANY, BEFORE, is_turned=is_turned)
    assert told(client) == []
    MiningRight.objects.filter(pk=ground.petition.pk).update(updated_at=AFTER)
    assert told(client) == [COMPANY]
    MiningRight.objects.update(updated_at=LONG_AGO)
    Finding.objects.filter(pk=finding.pk).update(superseded_at=AFTER)
    assert told(client) == [COMPANY]


def test_a_place_that_was_measured_and_met_none_counts(client, ground):
    run = OverlapRun.objects.create(
        reason="asked", noise_area_m2=100, noise_radius_m=1, on_day=date(2026, 10, 1), finished_at=AFTER
    )
    for code in (PERSON, COMPANY):
        place = Registration.objects.get(code=code).declared_place
        NeighbourCheck.objects.create(footprint=place, run=run, why="measured", checked_on=date(2026, 10, 1))
    assert told(client) == [COMPANY]
