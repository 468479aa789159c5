"""One's own ledger: who comes in, what stands there, and what "this was not me" does."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from miners.models import Group, Membership, Person
from registry.accounts.models import Appointment, Role, User
from registry.accounts.web.titles import TITLES
from registry.audit.models import Event
from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError, NotAllowedError
from registry.formalization.models import Registration
from registry.notices.models import Notice
from registry.portal.models import Dispute, EntryCode
from registry.portal.selectors.ledger import NOT_TOLD, TOLD, is_private_act, ledger_of
from registry.portal.services.disputes import dispute_answer, dispute_open
from registry.portal.services.entering import visit_of, visit_open

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DNI = "70000001"


def test_a_person_comes_in_with_the_code_on_her_phone(phone, told, sent_secret, entered, plain):
    token = entered(phone)
    page = plain(phone.post("/en/mine/ledger/", {"visit": token}))
    assert "REG-17-1" in page
    assert "In force" in page
    row = EntryCode.objects.get()
    assert row.channel == "sms"
    assert sent_secret() not in (row.digest, row.handle)
    assert token not in row.visit_digest


def test_a_wrong_pair_looks_the_same_and_sends_nothing(phone, told):
    def shape(response):
        return re.sub(r'(value|nonce)="[^"]*"', "", response.content.decode())

    right = phone.post("/en/mine/", {"code": "AAAAAAAAAA", "document": DNI})
    wrong = phone.post("/en/mine/", {"code": "AAAAAAAAAA", "document": "70000002"})
    assert right.status_code == wrong.status_code == 200
    assert shape(right) == shape(wrong)
    assert EntryCode.objects.count() == 1
    assert Notice.objects.filter(kind="contact.code").count() == 1


def test_nobody_comes_in_without_the_right_code(phone, told, sent_secret, asked):
    handle, secret = asked(phone), sent_secret()
    other = f"{(int(secret) + 1) % 1_000_000:06d}"
    for said in (
        {"handle": handle, "secret": other},
        {"handle": "x", "secret": secret},
        {"handle": handle, "secret": ""},
    ):
        assert phone.post("/en/mine/enter/", said).status_code in {400, 403}
    assert (
        phone.post("/en/mine/enter/", {"handle": handle, "secret": f" {secret[:3]} {secret[3:]} "}).status_code == 200
    )
    # a code opens once
    assert phone.post("/en/mine/enter/", {"handle": handle, "secret": secret}).status_code == 403


def test_five_wrong_codes_close_it(phone, told, sent_secret, asked):
    handle, secret = asked(phone), sent_secret()
    for _ in range(5):
        phone.post("/en/mine/enter/", {"handle": handle, "secret": "no"})
    assert phone.post("/en/mine/enter/", {"handle": handle, "secret": secret}).status_code == 403


def test_a_code_and_a_visit_run_out(phone, told, sent_secret, asked):
    handle, secret = asked(phone), sent_secret()
    now = timezone.now()
    with pytest.raises(DomainError):
        visit_open(handle=handle, secret=secret, at=now + timedelta(minutes=11))
    token = visit_open(handle=handle, secret=secret, at=now)
    assert visit_of(token, at=now + timedelta(minutes=19)) is not None
    assert visit_of(token, at=now + timedelta(minutes=21)) is None


def test_a_phone_is_not_flooded_with_codes(phone, told, asked):
    for _ in range(6):
        asked(phone)
    assert EntryCode.objects.count() == 3


def test_leaving_ends_the_visit(phone, told, entered):
    token = entered(phone)
    phone.post("/en/mine/leave/", {"visit": token})
    assert phone.post("/en/mine/ledger/", {"visit": token}).status_code == 403


@pytest.mark.parametrize(
    "path", ["ledger/", "data/", "dispute/", "mandate/", "mandate/end/", "contact/", "members/", "under/", "bring/"]
)
def test_nothing_is_shown_or_done_without_a_visit(phone, told, path):
    for token in ("", "x", "\0", "A" * 500):
        response = phone.post(f"/en/mine/{path}", {"visit": token})
        assert response.status_code == 403
        assert "REG-17-1" not in response.content.decode()
        assert not response.cookies


def test_who_has_no_contact_is_told_where_to_go(phone, told, plain):
    Person.objects.update(phone="", email="")
    page = plain(phone.post("/en/mine/", {"code": "AAAAAAAAAA", "document": DNI}))
    assert "Go to the office with your document." in page
    assert not EntryCode.objects.exists()


def test_the_ledger_tells_every_act_and_officers_by_their_office(phone, told, entered, plain):
    officer = User.objects.create_user(username="o", organization="Office of region 17", display_name="Secret Name")
    with transaction.atomic():
        event_record(kind="formalization.registration.changed", by=Actor.user(officer.pk), at=AT, subject=told.entry)
        event_record(
            kind="casework.production.filed", by=Actor.user(officer.pk), at=AT, facts={"registration": told.entry.pk}
        )
        event_record(kind="casework.act.done", by=Actor.system("x"), at=AT, facts={"registration": told.entry.pk + 1})
    page = plain(phone.post("/en/mine/ledger/", {"visit": entered(phone)}))
    assert "The entry was changed" in page
    assert "Office of region 17" in page
    assert "Secret Name" not in page
    assert "A production declaration was filed" in page
    assert "The authority made an act" not in page


def test_the_ledger_costs_the_same_whatever_its_length(told, django_assert_max_num_queries):
    with transaction.atomic():
        for number in range(40):
            event_record(kind="formalization.registration.changed", by=Actor.user(number), at=AT, subject=told.entry)
    with django_assert_max_num_queries(6):
        assert len(ledger_of(told.person)) == 41


def test_events_of_an_entry_are_found_by_an_index(told):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM audit_event WHERE (changes #>> '{facts,registration}') IN ('1', '2')")
        assert "portal_event_registration" in "\n".join(row[0] for row in cursor.fetchall())


def filed(told, kind="casework.production.filed", by=Actor("person:1")):  # noqa: B008
    with transaction.atomic():
        return event_record(kind=kind, by=by, at=AT, facts={"registration": told.entry.pk}, ubigeo="170102")


def able(username, regions, role="regional_officer"):
    user = User.objects.create_user(username=username)
    Appointment.objects.create(user=user, role=Role.objects.get(code=role), regions=regions, from_on=date(2020, 1, 1))
    return user


def test_this_was_not_me_opens_a_dispute_with_owner_and_due_day(phone, told, entered, plain):
    able("far", ["08"])
    near = able("near", ["17"])
    event = filed(told)
    token = entered(phone)
    form = phone.post("/en/mine/dispute/", {"visit": token, "event": event.pk})
    assert form.status_code == 200
    assert "What is wrong?" in plain(form)
    page = plain(phone.post("/en/mine/dispute/", {"visit": token, "event": event.pk, "said": "No fui yo"}))
    dispute = Dispute.objects.get()
    assert dispute.owner_key == f"user:{near.pk}"
    assert dispute.is_frozen
    assert dispute.due_on > timezone.localdate()
    assert "The act counts for nothing until then." in page
    assert Notice.objects.filter(kind="dispute.opened", recipient=f"person:{told.person.pk}").exists()
    assert "No fui yo" not in str(Event.objects.get(kind="portal.dispute.opened").changes)
    again = phone.post("/en/mine/dispute/", {"visit": token, "event": event.pk, "said": "again"})
    assert again.status_code == 422


def test_ten_working_days_pass_holidays(told):
    able("near", ["17"])
    dispute = dispute_open(owner=told.person, event_id=filed(told).pk, said="x", by=Actor("person:1"), at=AT)
    # From Friday 20 November 2026; 8 December is a holiday, but the tenth day is Friday the 4th.
    assert dispute.due_on == date(2026, 12, 4)


def test_a_decision_of_an_authority_is_never_frozen(told):
    event = filed(told, kind="casework.act.done", by=Actor.user(1))
    dispute = dispute_open(owner=told.person, event_id=event.pk, said="x", by=Actor("person:1"), at=AT)
    assert not dispute.is_frozen
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.update(is_frozen=True)


@pytest.mark.parametrize(
    ("kind", "is_private"),
    [
        ("casework.production.filed", True), ("casework.location.declared", True), ("portal.mandate.given", True),
        ("portal.contact.changed", True), ("casework.act.done", False), ("formalization.determination.made", False),
        ("formalization.registration.state_changed", False), ("casework.production.justified", False),
        ("casework.challenge.decided", False), ("documents.paper.withdrawn", False),
    ],
)  # fmt: skip
def test_which_acts_are_those_of_a_person(kind, is_private):
    assert is_private_act(kind) is is_private


def test_nobody_disputes_acts_of_others(told):
    stranger = Person.objects.create(full_name="Otra Inventada")
    with pytest.raises(DomainError) as refused:
        dispute_open(owner=stranger, event_id=filed(told).pk, said="x", by=Actor("person:2"), at=AT)
    assert refused.value.code == "not_in_ledger"


def test_a_refused_dispute_lets_the_act_count_again_and_tells_why(told):
    dispute = dispute_open(owner=told.person, event_id=filed(told).pk, said="x", by=Actor("person:1"), at=AT)
    with pytest.raises(DomainError):
        dispute_answer(dispute=dispute, is_upheld=False, answer=" ", by=Actor.user(9), at=AT)
    row = dispute_answer(dispute=dispute, is_upheld=False, answer="Su firma está en el cargo.", by=Actor.user(9), at=AT)
    assert not row.is_frozen
    assert Notice.objects.filter(kind="dispute.answered").exists()
    with pytest.raises(DomainError):
        dispute_answer(dispute=dispute, is_upheld=True, answer="y", by=Actor.user(9), at=AT)


def test_an_officer_does_not_answer_for_her_own_act(told):
    event = filed(told, by=Actor.user(9))
    dispute = dispute_open(owner=told.person, event_id=event.pk, said="x", by=Actor("person:1"), at=AT)
    with pytest.raises(NotAllowedError):
        dispute_answer(dispute=dispute, is_upheld=True, answer="y", by=Actor.user(9), at=AT)


def test_a_contact_changes_by_a_second_proof_and_the_old_one_is_told(phone, told, sent_secret, entered, plain):
    token = entered(phone)
    page = phone.post("/en/mine/contact/", {"visit": token, "field": "phone", "value": "+51 900 000 077"})
    handle = re.search(r'name="handle" value="([^"]+)"', page.content.decode())[1]
    proof = Notice.objects.filter(kind="contact.code").order_by("-id").first()
    assert proof.channel == "mail"  # to the other contact, not to the phone that opened the visit
    wrong = phone.post("/en/mine/contact/confirm/", {"visit": token, "handle": handle, "secret": "000000x"})
    assert wrong.status_code == 422
    done = phone.post("/en/mine/contact/confirm/", {"visit": token, "handle": handle, "secret": sent_secret()})
    assert "The old one was told." in plain(done)
    told.person.refresh_from_db()
    assert told.person.phone == "+51900000077"
    notice = Notice.objects.get(kind="contact.changed")
    assert notice.to == "+51900000001"


def test_with_one_contact_on_file_it_is_changed_in_person(phone, told, entered, plain):
    Person.objects.update(email="")
    page = phone.post("/en/mine/contact/", {"visit": entered(phone), "field": "phone", "value": "+51900000077"})
    assert page.status_code == 422
    assert "in person" in plain(page)


def test_my_data_come_as_a_file(phone, told, entered):
    response = phone.post("/en/mine/data/", {"visit": entered(phone)})
    data = json.loads(response.content)
    assert "attachment" in response["Content-Disposition"]
    assert data["you"]["document_number"] == DNI
    assert data["registrations"][0]["declared_place"].startswith("POINT")
    assert data["acts"]
    assert Event.objects.filter(kind="portal.data.given").exists()


def test_a_secretary_sees_the_states_of_members_and_nothing_more(phone, told, entered, plain):
    group = Group.objects.create(
        name="Asociación Inventada", kind="association", ruc="20999999991", phone="+51900000009"
    )
    Registration.objects.create(code="G-1", status_code="GGGGGGGGGG", group=group, state="in_force")
    Membership.objects.create(group=group, person=told.person)
    gone = Person.objects.create(full_name="Ya No Socia")
    Membership.objects.create(group=group, person=gone, until_on=date(2020, 1, 1))
    token = entered(phone, "G-1", "20999999991")
    page = phone.post("/en/mine/members/", {"visit": token})
    text = plain(page)
    assert "Qispillo Ñahui, Rosaura" in text
    assert "REG-17-1" in text
    assert "Ya No Socia" not in text
    for secret in (DNI, "+51900000001", "q@example.org", "Inventado 123", "010000119"):
        assert secret not in page.content.decode(), secret
    phone.post("/en/mine/members/", {"visit": token})
    looked = Event.objects.filter(kind="portal.member.read", subject_id=told.person.pk)
    assert looked.count() == 1
    assert any(line.event.kind == "portal.member.read" for line in ledger_of(told.person))


def test_a_paper_on_her_entry_stands_in_her_ledger(told):
    assert any(line.event.kind == "documents.paper.issued" for line in ledger_of(told.person))


@pytest.mark.parametrize(
    "kind",
    ["casework.act.proposed", "casework.act.refused", "formalization.determination.proposed", "casework.note.added"],
)
def test_what_never_stood_and_what_officers_note_is_not_told(told, kind):
    filed(told, kind=kind, by=Actor.user(1))
    filed(told)
    kinds = [line.event.kind for line in ledger_of(told.person)]
    assert kind not in kinds
    assert "casework.production.filed" in kinds


# What happens in rooms that write about no person or entry, or about many files at once.
NOBODY_S = (
    "casework.absence.", "casework.demo.", "casework.search.", "casework.suspended_period.", "casework.transfer.",
    "formalization.assessments.", "formalization.changes.", "formalization.demo.", "formalization.import.",
    "formalization.law.", "formalization.registrations.", "miners.duplicate.",
)  # fmt: skip


def test_every_kind_of_event_has_plain_words_or_is_left_out_on_purpose():
    written = {kind for kind in TITLES if kind.startswith(("casework.", "formalization.", "miners."))}
    waits = {kind for kind in written if kind.endswith((".proposed", ".refused"))}
    unsaid = {kind for kind in written - waits - set(TOLD) - NOT_TOLD if not kind.startswith(NOBODY_S)}
    assert unsaid == set()


def test_what_officers_note_for_themselves_is_in_no_ledger(told):
    for kind in ("casework.conflict.declared", "casework.file.listed", "formalization.review.assigned"):
        filed(told, kind=kind, by=Actor.user(1))
    assert {line.event.kind for line in ledger_of(told.person)}.isdisjoint(NOT_TOLD)


@pytest.mark.parametrize(("path", "begins"), [("/mine/ledger/", "/mine/"), ("/qu/mine/enter/", "/qu/mine/")])
def test_an_address_of_a_visit_read_again_leads_to_where_a_visit_begins(phone, db, path, begins):
    """From the history of the browser, or reloaded: a blank page would end the way."""
    answer = phone.get(path)
    assert (answer.status_code, answer["Location"]) == (302, begins)
    assert phone.put(path).status_code == 405
