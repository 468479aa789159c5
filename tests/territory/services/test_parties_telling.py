"""The officers of a region are told once a place and month, however many findings; noise and old pairs tell nobody."""

from datetime import UTC, datetime

import pytest

from concessions.models import MiningRight
from registry.accounts.models import Appointment, Role, User
from registry.audit.models import Event
from registry.common.announcements import subscribe
from registry.common.models import Job
from registry.notices.models import Notice
from registry.territory.models import Finding, RegionNews, RegionNewsItem
from registry.territory.services.parties_telling import REGION_TOLD, places_of, tell, tell_request
from registry.territory.services.runs import run_request
from tests.territory.conftest import AT, ON, block

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(place, land, measure):
    """Thirty rights of one province, and one of another, on a buffer zone."""
    made = []
    for step in range(31):
        footprint = place(block(step * 1000, 0))
        ubigeo = "170101" if step < 30 else "080101"
        MiningRight.objects.create(code=f"R{step:04}", footprint=footprint, ubigeo=ubigeo)
        made.append(footprint.pk)
    land("buffer_zone", block(0, 0, 31_000, 500))
    measure()
    return made


def test_many_findings_are_one_line_a_province(crowd):
    heard = []
    subscribe(REGION_TOLD, heard.extend)
    assert tell(footprint_ids=crowd, at=AT) == {"new": 31, "regions": 2, "parties": 0}
    told = {(news.region, news.place, str(news.month)): news.items.count() for news in RegionNews.objects.all()}
    assert told == {("17", "1701", "2026-11-01"): 30, ("08", "0801", "2026-11-01"): 1}
    assert sorted(heard) == sorted(RegionNews.objects.values_list("pk", flat=True))
    assert Event.objects.filter(kind=REGION_TOLD).count() == 2
    assert set(RegionNewsItem.objects.values_list("effect", flat=True)) == {"condition"}


def test_told_again_adds_nothing_and_a_new_one_only_adds(crowd, land, measure):
    tell(footprint_ids=crowd, at=AT)
    assert tell(footprint_ids=crowd, at=AT)["new"] == 0
    run_request(reason="asked", on=ON)
    measure()
    assert tell(footprint_ids=crowd, at=AT)["new"] == 0  # the same pairs, measured again
    land("water_body", block(0, 0, 2_000, 500))
    measure()
    assert tell(footprint_ids=crowd, at=AT) == {"new": 2, "regions": 0, "parties": 0}
    assert RegionNews.objects.get(place="1701").items.count() == 32


def test_the_next_month_is_told_anew(crowd, land, measure):
    tell(footprint_ids=crowd, at=AT)
    land("water_body", block(0, 0, 2_000, 500))
    measure()
    assert tell(footprint_ids=crowd, at=datetime(2026, 12, 3, 15, tzinfo=UTC))["regions"] == 1


def test_noise_tells_nobody(place, land, measure):
    footprint = place(block(0, 0))
    land("buffer_zone", block(999.9, 0, 500, 900))
    measure()
    assert Finding.objects.get(area__isnull=False, superseded_at=None).edge_noise
    assert tell(footprint_ids=[footprint.pk], at=AT)["new"] == 0


def test_a_place_nobody_knows_is_told_as_such(place, land, measure):
    footprint = place(block(0, 0))
    land("buffer_zone", block(500, 0))
    measure()
    finding = Finding.objects.get(area__isnull=False, superseded_at=None)
    assert places_of([finding.pk]) == {finding.pk: ""}
    tell(footprint_ids=[footprint.pk], at=AT)
    assert RegionNews.objects.get().region == ""


def test_a_change_of_findings_asks_for_the_telling(place, land, measure):
    """In the transaction of the measuring, as a job."""
    footprint = place(block(0, 0))
    land("buffer_zone", block(500, 0))
    measure()
    assert footprint.pk in {n for job in Job.objects.filter(kind="territory.tell") for n in job.payload["footprints"]}


def test_a_great_many_footprints_are_several_jobs(db):
    tell_request(list(range(4_500)))
    sizes = [len(job.payload["footprints"]) for job in Job.objects.filter(kind="territory.tell").order_by("id")]
    assert sizes == [2_000, 2_000, 500]


def officer(name, role, regions):
    """Somebody of the staff with an address."""
    user = User.objects.create_user(username=name, email=f"{name}@example.org")
    Appointment.objects.create(
        user=user, role=Role.objects.get(code=role), regions=regions, from_on=ON.replace(year=2020)
    )
    return user


def test_the_officers_of_the_region_get_one_message(crowd):
    near = officer("near", "regional_officer", ["17"])
    officer("elsewhere", "regional_officer", ["20"])
    ministry = officer("ministry", "ministry_officer", [])
    tell(footprint_ids=crowd, at=AT)
    told = {notice.recipient: notice.text for notice in Notice.objects.filter(kind="land.region_news")}
    assert set(told) == {f"user:{near.pk}", f"user:{ministry.pk}"}  # region 08 has no officer: the country's are told
    assert "30" in told[f"user:{near.pk}"]
    tell(footprint_ids=crowd, at=AT)
    assert Notice.objects.filter(kind="land.region_news").count() == 2
