"""A person's verdict: kept while both shapes are, refused without reason or document, reopened and never deleted."""

import pytest

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.territory.models import Finding, Verdict
from registry.territory.services.footprints import FootprintDraft, footprint_replace
from registry.territory.services.runs import run_request
from registry.territory.services.verdicts import verdict_give, verdict_reopen, verdicts_standing
from tests.territory.conftest import AT, ON, block

pytestmark = pytest.mark.django_db
OFFICER = Actor.user(7)


@pytest.fixture
def right(place, land, measure):
    """A right with half of it on a community's land."""
    right = place(block(0, 0))
    land("native_community", block(500, 0))
    measure()
    return right


def finding_of(footprint):
    """Its standing finding."""
    return Finding.objects.select_related("footprint", "area", "other").get(footprint=footprint, superseded_at=None)


def give(finding, verdict="confirmed", **said):
    """Give a verdict with a reason."""
    return verdict_give(finding=finding, verdict=verdict, by=OFFICER, at=AT, **{"reason": "seen on site", **said})


def test_survives_a_run_over_unchanged_shapes(right, measure):
    """The newer finding of the same two shapes has the verdict."""
    given = give(finding_of(right))
    run_request(reason="asked", on=ON)
    measure()
    newer = finding_of(right)
    assert newer.pk != given.finding_id
    assert verdicts_standing([newer]) == {newer.pk: given}


def test_reopened_by_a_moved_shape(right, measure):
    """Another shape has no verdict, and the old one says why it ended."""
    given = give(finding_of(right))
    moved = footprint_replace(footprint=right, draft=FootprintDraft("right", block(100, 0), 32718), on=ON, at=AT)
    measure()
    assert verdicts_standing([finding_of(moved)]) == {}
    given.refresh_from_db()
    assert (given.reopened_at, given.reopened_why) == (AT, "a shape of the pair moved")


def test_a_newer_verdict_takes_the_place_of_the_older(right):
    """One holds; both are kept."""
    give(finding_of(right))
    newer = give(finding_of(right), "agreement", evidence="act 12-2026")
    assert verdicts_standing([finding_of(right)])[finding_of(right).pk] == newer
    assert Verdict.objects.count() == 2


def test_reopened_by_an_objection(right):
    """It does not hold any more; reopening again changes nothing."""
    given = give(finding_of(right))
    for why in ("the community objects", "again"):
        verdict_reopen(verdict=given, why=why, by=OFFICER, at=AT)
    given.refresh_from_db()
    assert given.reopened_why == "the community objects"
    assert verdicts_standing([finding_of(right)]) == {}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"verdict": "agreement"}, "evidence"),
        ({"verdict": "whatever"}, "verdict"),
    ],
)
def test_refused(right, said, field):
    """Without a reason, an agreement without document, an unknown kind."""
    with pytest.raises(DomainError) as refused:
        give(finding_of(right), **said)
    assert refused.value.field == field
    assert not Verdict.objects.exists()


def test_a_superseded_finding_takes_no_verdict(right, measure):
    """Who looked at an older page is sent to the newer finding."""
    old = finding_of(right)
    run_request(reason="asked", on=ON)
    measure()
    with pytest.raises(DomainError) as refused:
        give(old)
    assert refused.value.code == "finding_superseded"
