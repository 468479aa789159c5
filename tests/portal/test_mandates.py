"""Mandates: given for days and for named things, each use seen by the giver, ended at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from miners.models import Group, Membership
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, Observation, RunningClock
from registry.common.errors import DomainError, NotAllowedError
from registry.documents.models import Document
from registry.notices.models import Notice
from registry.notices.services import Message, Recipient, notice_send
from registry.portal.models import Mandate
from registry.portal.services.disputes import dispute_answer, dispute_open
from registry.portal.services.forwarding import notices_forward
from registry.portal.services.mandates import MandateData, mandate_give, mandate_use

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def helper(told, scopes=("read_status",), until=date(2027, 3, 1), **more):
    usual = {"helper_name": "Ayuda Inventada", "helper_document": "70000003", "helper_phone": "+51900000003"}
    return mandate_give(
        owner=told.person, data=MandateData(scopes=scopes, until_on=until, **usual | more), by=Actor("person:1"), at=AT
    )


def test_a_helper_reads_under_a_mandate_and_its_giver_sees_each_use(phone, told, entered, plain):
    mandate = helper(told)
    token = entered(phone, mandate.code, "70000003")
    page = plain(phone.post("/en/mine/under/", {"visit": token}))
    assert "In force" in page
    assert mandate.uses.count() == 1
    assert Notice.objects.filter(kind="mandate.used", recipient=f"person:{told.person.pk}").exists()
    assert phone.post("/en/mine/ledger/", {"visit": token}).status_code == 200
    for path in ("dispute/", "mandate/", "contact/", "data/", "members/"):
        assert phone.post(f"/en/mine/{path}", {"visit": token}).status_code == 403, path


def test_a_mandate_ends_at_once(phone, told, entered, plain):
    mandate = helper(told)
    token = entered(phone, mandate.code, "70000003")
    mine = entered(phone)
    page = plain(phone.post("/en/mine/mandate/end/", {"visit": mine, "mandate": mandate.pk}))
    assert "The mandate has ended." in page
    assert phone.post("/en/mine/under/", {"visit": token}).status_code == 403
    with pytest.raises(NotAllowedError):
        mandate_use(mandate=mandate, scope="read_status", by=Actor("helper:1"), at=AT)


@pytest.mark.parametrize("when", [AT - timedelta(days=2), datetime(2027, 3, 3, tzinfo=UTC)])
def test_a_mandate_holds_on_its_days_only(told, when):
    with pytest.raises(NotAllowedError):
        mandate_use(mandate=helper(told), scope="read_status", by=Actor("helper:1"), at=when)


def test_a_mandate_allows_nothing_that_it_does_not_name(told):
    with pytest.raises(NotAllowedError):
        mandate_use(mandate=helper(told), scope="bring_documents", by=Actor("helper:1"), at=AT)


@pytest.mark.parametrize(
    "more",
    [
        {"scopes": ()}, {"scopes": ("sell",)}, {"until": date(2026, 11, 19)}, {"until": date(2028, 1, 1)},
        {"helper_name": ""}, {"helper_document": " "}, {"helper_phone": ""},
    ],
)  # fmt: skip
def test_an_incomplete_mandate_is_refused(told, more):
    with pytest.raises(DomainError):
        helper(told, **more)
    assert not Mandate.objects.exists()


def test_a_disputed_mandate_is_frozen_and_an_upheld_dispute_ends_it(told):
    mandate = helper(told)
    event = Event.objects.get(kind="portal.mandate.given")
    dispute = dispute_open(owner=told.person, event_id=event.pk, said="x", by=Actor("person:1"), at=AT)
    with pytest.raises(NotAllowedError):
        mandate_use(mandate=mandate, scope="read_status", by=Actor("helper:1"), at=AT)
    dispute_answer(dispute=dispute, is_upheld=True, answer="Sí.", by=Actor.user(9), at=AT)
    mandate.refresh_from_db()
    assert mandate.ended_at is not None


def test_a_mandate_is_given_on_the_page(phone, told, entered, plain):
    group = Group.objects.create(
        name="Asociación Inventada", kind="association", ruc="20999999991", phone="+51900000009"
    )
    Membership.objects.create(group=group, person=told.person)
    token = entered(phone)
    assert "Asociación Inventada" in plain(phone.post("/en/mine/mandate/", {"visit": token}))
    until = timezone.localdate() + timedelta(days=30)
    said = {"visit": token, "to_group": group.pk, "scopes": ["read_status"], "until_on": until.isoformat()}
    page = plain(phone.post("/en/mine/mandate/", said))
    mandate = Mandate.objects.get()
    assert mandate.code in page
    under = entered(phone, mandate.code, "20999999991")
    assert "In force" in plain(phone.post("/en/mine/under/", {"visit": under}))


def test_a_document_is_brought_under_a_mandate(phone, told, entered, plain):
    file = CaseFile.objects.create(
        registration=told.entry, number="E-1", kind="formalisation", opened_on=date(2026, 1, 5),
        holder_since=date(2026, 1, 5), created_at=AT, updated_at=AT,
    )  # fmt: skip
    act = Act.objects.create(
        file=file, registration=told.entry, kind="observe", authority="DGAAM", number="A 1", decided_on=date(2026, 11, 2),
        reasons="x", state="standing", by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    clock = RunningClock.objects.create(
        file=file, code="observation_cure", whose="applicant", opened_on=date(2026, 11, 2), on_expiry="x"
    )
    observation = Observation.objects.create(
        file=file, registration=told.entry, step="s", act=act, clock=clock, text="Traiga el plano.", made_on=date(2026, 11, 2),
        by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    from django.core.files.uploadedfile import SimpleUploadedFile

    mandate = helper(told, scopes=("bring_documents",))
    token = entered(phone, mandate.code, "70000003")
    assert "Traiga el plano." in plain(phone.post("/en/mine/bring/", {"visit": token}))
    said = {"visit": token, "observation": observation.pk, "title": "Plano"}
    page = phone.post("/en/mine/bring/", said | {"file": SimpleUploadedFile("p.txt", b"plano")})
    assert "The document has arrived." in plain(page)
    document = Document.objects.get()
    assert (document.subject_kind, document.subject_id, document.title) == (
        "formalization.registration",
        told.entry.pk,
        "Plano",
    )
    assert mandate.uses.get().what == "Plano"
    refused = phone.post("/en/mine/bring/", said | {"file": SimpleUploadedFile("p.svg", b"<svg/>")})
    assert refused.status_code == 422
    assert mandate.uses.count() == 1


def test_notices_reach_who_holds_a_mandate_for_them_once(told):
    recipient = Recipient(
        key=f"person:{told.person.pk}", language="es", phone=told.person.phone, email=told.person.email
    )

    def tell(cause, kind="registration.formalised", at=AT + timedelta(hours=1)):
        values = {"code": "REG-17-1", "day": date(2026, 11, 20), "reason": "Sentence.", "secret": "1", "minutes": 5}
        message = Message(kind=kind, cause=cause, recipient=recipient, values=values)
        with transaction.atomic():
            notice_send(message=message, by=Actor.system("test"), at=at)

    tell("before", at=AT - timedelta(hours=1))
    mandate = helper(told, scopes=("receive_notices",))
    helper(told, scopes=("read_status",), helper_document="70000004")
    tell("during")
    tell("secret", kind="contact.code")
    assert notices_forward(at=AT + timedelta(hours=2)) == 1
    assert notices_forward(at=AT + timedelta(hours=3)) == 0
    copy = Notice.objects.get(kind="mandate.copy")
    assert copy.to == "+51900000003"
    assert "REG-17-1" in copy.text
    assert mandate.uses.count() == 1
    Mandate.objects.update(ended_at=AT)
    tell("after")
    assert notices_forward(at=AT + timedelta(hours=4)) == 0
