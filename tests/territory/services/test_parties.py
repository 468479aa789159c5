"""The other side is heard: told once, answers reopen or confirm, an agreement waits for its word."""

import pytest

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.notices.models import Notice
from registry.territory.models import Finding, LandArea, LayerKind, PartyAnswer, PartyNotice, PartyNoticeItem, Verdict
from registry.territory.services.footprints import FootprintDraft, footprint_replace
from registry.territory.services.parties import PartyData, parties_of, party_add, party_change, party_end
from registry.territory.services.parties_telling import tell
from registry.territory.services.party_answers import AnswerData, answer_record, code_of, notice_of
from registry.territory.services.party_outcomes import outcomes
from registry.territory.services.runs import run_request
from registry.territory.services.verdicts import verdict_give
from tests.territory.conftest import AT, ON, block

pytestmark = pytest.mark.django_db
OFFICER, LINK = Actor.user(7), Actor("party:link")


@pytest.fixture
def right(place, land, measure):
    """A right with half of it on a community's land."""
    right = place(block(0, 0))
    land("native_community", block(500, 0))
    measure()
    return right


@pytest.fixture
def party(right):
    """The community's voice."""
    data = PartyData(
        kind=LayerKind.objects.get(code="native_community"), series="native_community", external_id="0",
        area_name="native_community 0", role="community", name="Comunidad Inventada", since_on=ON,
        email="voz@example.org",
    )  # fmt: skip
    return party_add(data=data, by=OFFICER, at=AT)


def finding_of(footprint):
    """Its standing finding on land."""
    rows = Finding.objects.select_related("footprint", "area__layer__kind", "other")
    return rows.get(footprint=footprint, superseded_at=None, area__isnull=False)


def told(footprint):
    """Tell what is new of a footprint."""
    return tell(footprint_ids=[footprint.pk], at=AT)


def agree(right):
    """An officer notes an agreement."""
    return verdict_give(
        finding=finding_of(right), verdict="agreement", reason="signed", evidence="act 3-2026", by=OFFICER, at=AT
    )


def test_told_once_in_its_language_with_a_link(right, party):
    assert told(right)["parties"] == 1
    assert told(right)["parties"] == 0
    notice = PartyNotice.objects.get()
    assert (notice.party, notice.language, notice.items.count()) == (party, "es", 1)
    sent = Notice.objects.get()
    assert (sent.kind, sent.channel, sent.language) == ("land.overlap_found", "mail", "es")
    assert code_of(notice) in sent.text
    assert notice_of(code_of(notice)) == notice


def test_measured_again_is_not_told_again_but_moved_is(right, party, measure):
    told(right)
    run_request(reason="asked", on=ON)
    measure()
    assert told(right)["parties"] == 0
    moved = footprint_replace(footprint=right, draft=FootprintDraft("right", block(100, 0), 32718), on=ON, at=AT)
    measure()
    assert told(moved)["parties"] == 1


def test_the_next_version_of_the_layer_keeps_the_party_and_tells_nothing(right, party, land, measure):
    told(right)
    land("native_community", block(500, 0), version="2")
    measure()
    assert parties_of([finding_of(right).area], on=ON)[finding_of(right).area_id] == [party]
    assert told(right)["parties"] == 0


def test_a_party_that_comes_later_is_told_of_what_stands(right):
    told(right)
    kind = LayerKind.objects.get(code="native_community")
    data = PartyData(kind=kind, series="native_community", external_id="0", area_name="", role="community",
                     name="Comunidad", since_on=ON)  # fmt: skip
    party_add(data=data, by=OFFICER, at=AT)
    assert told(right)["parties"] == 1
    assert Notice.objects.get().state == "unreachable"  # nobody told, never silence


@pytest.mark.parametrize("code", ["", "x", "a" * 36, "é" * 36])
def test_a_code_that_is_not_ours_opens_nothing(right, party, code):
    told(right)
    assert notice_of(code) is None
    ours = code_of(PartyNotice.objects.get())
    assert notice_of(ours[:-1] + ("0" if ours[-1] != "0" else "1")) is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (AnswerData("objection", text="The river is ours."), "the other side objects"),
        (AnswerData("document", document="Title 12-1990"), "the other side brought a document"),
    ],
)
def test_an_objection_or_a_document_reopens_the_verdict(right, party, data, why):
    told(right)
    verdict = verdict_give(finding=finding_of(right), verdict="wrong_data", reason="seen", by=OFFICER, at=AT)
    answer_record(item=PartyNoticeItem.objects.get(), data=data, by=LINK, at=AT, is_by_link=True)
    verdict.refresh_from_db()
    assert verdict.reopened_why == why
    assert outcomes([finding_of(right)], on=ON)[finding_of(right).pk].code == "open"


def test_an_agreement_waits_for_the_other_side(right, party):
    told(right)
    verdict = agree(right)
    finding = finding_of(right)
    assert outcomes([finding], on=ON)[finding.pk].code == "agreement_unconfirmed"
    assert told(right)["parties"] == 1  # asked to confirm, once
    assert told(right)["parties"] == 0
    item = PartyNoticeItem.objects.get(verdict=verdict)
    assert Notice.objects.filter(kind="land.agreement_asked").count() == 1
    answer_record(item=item, data=AnswerData("agreement"), by=LINK, at=AT, is_by_link=True)
    assert outcomes([finding], on=ON)[finding.pk].code == "agreement"


def test_an_agreement_denied_is_reopened(right, party):
    verdict = agree(right)
    told(right)
    item = PartyNoticeItem.objects.get(verdict=verdict)
    answer_record(item=item, data=AnswerData("no_agreement", text="Nobody asked us."), by=LINK, at=AT, is_by_link=True)
    finding = finding_of(right)
    assert outcomes([finding], on=ON)[finding.pk].code == "open"
    assert Verdict.objects.get().reopened_why == "the other side says there is no agreement"


def test_an_agreement_where_nobody_speaks_for_the_area_holds_at_once(right):
    agree(right)
    finding = finding_of(right)
    assert outcomes([finding], on=ON)[finding.pk].code == "agreement"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (AnswerData("objection", text="  "), "text"),
        (AnswerData("document"), "document"),
        (AnswerData("agreement"), "kind"),
        (AnswerData("shouting"), "kind"),
    ],
)
def test_an_answer_is_refused_with_its_field(right, party, data, field):
    told(right)
    with pytest.raises(DomainError) as refused:
        answer_record(item=PartyNoticeItem.objects.get(), data=data, by=LINK, at=AT, is_by_link=True)
    assert refused.value.field == field
    assert not PartyAnswer.objects.exists()


def test_events_hold_no_name_and_no_word(right, party):
    told(right)
    data = AnswerData("objection", text="Said by Comunidad Inventada.")
    answer_record(item=PartyNoticeItem.objects.get(), data=data, by=LINK, at=AT, is_by_link=True)
    written = " ".join(str(event.__dict__) for event in Event.objects.all())
    assert "territory.party.answered" in written
    assert "Inventada" not in written
    assert "voz@example.org" not in written


def test_a_party_ends_and_is_told_no_more(right, party, measure, land):
    party_end(party=party, until_on=ON, by=OFFICER, at=AT)
    assert parties_of(LandArea.objects.select_related("layer"), on=ON.replace(year=2027)) == {}
    with pytest.raises(DomainError):
        party_end(party=party, until_on=ON.replace(year=2020), by=OFFICER, at=AT)


def test_a_change_keeps_personal_values_out_of_the_event(right, party):
    data = PartyData(
        kind=party.kind, series=party.series, external_id="0", area_name=party.area_name, role="community",
        name="Otra Comunidad", since_on=ON, language="qu",
    )  # fmt: skip
    party_change(party=party, data=data, by=OFFICER, at=AT)
    event = Event.objects.get(kind="territory.party.changed")
    assert event.changes["language"] == ["es", "qu"]
    assert set(event.changes) == {"email", "language", "name"}
    assert "Otra" not in str(event.changes)
