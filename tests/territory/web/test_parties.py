"""Pages of parties: who keeps them, what they show to whom, and what an answer does."""

import pytest
from django.urls import reverse

from registry.audit.models import Event
from registry.territory.models import AreaParty, Finding, PartyAnswer, PartyNoticeItem
from registry.territory.services.parties_telling import tell
from tests.territory.conftest import AT, block

pytestmark = pytest.mark.django_db
SAID = {
    "role": "community", "name": "Comunidad Inventada", "language": "es", "email": "voz@example.org",
    "since_on": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def area(place, land, measure):
    """A community's area with a right on it."""
    place(block(0, 0))
    land("native_community", block(500, 0))
    measure()
    return Finding.objects.get(area__isnull=False, superseded_at=None).area


def add(cast, area, **said):
    """Record a party through the form."""
    return cast["cadastre"].post(reverse("territory:party_add", args=[area.pk]), {**SAID, **said})


def test_a_party_is_recorded_and_told(area, cast):
    assert add(cast, area).status_code == 302
    party = AreaParty.objects.get()
    assert (party.external_id, party.series, party.kind.code) == ("0", "native_community", "native_community")
    tell(footprint_ids=[Finding.objects.latest("id").footprint_id], at=AT)
    page = cast["cadastre"].get(reverse("territory:party", args=[party.pk])).content.decode()
    assert "voz@example.org" in page
    assert "/answer/" in page
    assert "Comunidad Inventada" in cast["auditor"].get(reverse("territory:area", args=[area.pk])).content.decode()


def test_contacts_and_links_are_for_who_keeps_parties(area, cast):
    add(cast, area)
    party = AreaParty.objects.get()
    tell(footprint_ids=[Finding.objects.latest("id").footprint_id], at=AT)
    page = cast["officer"].get(reverse("territory:party", args=[party.pk])).content.decode()
    assert "Comunidad Inventada" in page
    assert "voz@example.org" not in page
    assert "/answer/" not in page


def test_an_answer_is_written_down_and_reopens_the_verdict(area, cast):
    add(cast, area)
    finding = Finding.objects.get(area__isnull=False, superseded_at=None)
    tell(footprint_ids=[finding.footprint_id], at=AT)
    verdict = {"verdict": "confirmed", "reason": "Seen."}
    cast["cadastre"].post(reverse("territory:verdict", args=[finding.pk]), verdict)
    url = reverse("territory:answer_add", args=[PartyNoticeItem.objects.get().pk])
    assert cast["cadastre"].post(url, {"kind": "objection"}).status_code == 422
    assert cast["cadastre"].post(url, {"kind": "objection", "text": "Not ours to share."}).status_code == 302
    assert not PartyAnswer.objects.get().is_by_link
    page = cast["auditor"].get(reverse("territory:finding", args=[finding.pk])).content.decode()
    assert "the other side objects" in page
    assert "nobody has judged it" in page
    assert "Not ours to share." not in page  # its words are for who keeps parties


def test_an_agreement_shows_that_it_waits(area, cast):
    add(cast, area)
    finding = Finding.objects.get(area__isnull=False, superseded_at=None)
    said = {"verdict": "agreement", "reason": "Signed.", "evidence": "Act 1"}
    cast["cadastre"].post(reverse("territory:verdict", args=[finding.pk]), said)
    page = cast["auditor"].get(reverse("territory:finding", args=[finding.pk])).content.decode()
    assert "agreement, not confirmed by the other side" in page
    assert "agreement, not confirmed" in cast["auditor"].get("/desk/land/conflicts/").content.decode()


def test_change_and_end(area, cast):
    add(cast, area)
    party = AreaParty.objects.get()
    change = reverse("territory:party_change", args=[party.pk])
    assert "Comunidad Inventada" in cast["cadastre"].get(change).content.decode()
    assert cast["cadastre"].post(change, {**SAID, "language": "qu"}).status_code == 302
    end = reverse("territory:party_end", args=[party.pk])
    assert cast["cadastre"].post(end, {"until_on": "2020-01-01"}).status_code == 422
    assert cast["cadastre"].post(end, {"until_on": "2026-12-31"}).status_code == 302
    party.refresh_from_db()
    assert (party.language, str(party.until_on)) == ("qu", "2026-12-31")


def test_the_list_is_searched_and_bounded(area, cast, django_assert_max_num_queries):
    for number in range(8):
        add(cast, area, name=f"Comunidad {number}")
    with django_assert_max_num_queries(8):
        page = cast["officer"].get("/desk/land/parties/").content.decode()
    assert "8 entries" in page
    assert "1 entry" in cast["officer"].get("/desk/land/parties/?q=Comunidad 3").content.decode()


def test_who_reads_contacts_leaves_an_event_without_them(area, cast):
    add(cast, area)
    party = AreaParty.objects.get()
    cast["cadastre"].get(reverse("territory:party", args=[party.pk]))
    event = Event.objects.get(kind="audit.personal_data.read", subject_type="territory.areaparty")
    assert "voz@example.org" not in str(event.changes)
    cast["officer"].get(reverse("territory:party", args=[party.pk]))
    assert Event.objects.filter(kind="audit.personal_data.read").count() == 1
