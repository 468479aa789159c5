"""The SMS door: one message in, one message of 160 characters out, nothing kept of what was written."""

import json
from datetime import UTC, date, datetime

import pytest

from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, ServiceRecord
from registry.documents.services import paper_withdraw
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration
from registry.notices.models import Notice
from registry.notices.services.gsm import gsm7
from registry.places.models import Office
from registry.portal.services.sms import answer_text

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DNI = "70000001"


def answer(text, who="a" * 24):
    from django.utils import translation

    with translation.override("es"):
        return answer_text(text=text, who=who, at=AT)


@pytest.fixture(autouse=True)
def _own_waits(phone):
    """A place of its own in the shared cache."""


def test_code_and_document_give_the_state(told):
    for text in (
        "REG-17-1 70000001",
        "reinfo reg-17-1 70000001",
        " Estado: AAAAAAAAAA 70000001 ",
        "AAAAA AAAAA 70000001",
    ):
        said = answer(text)
        assert said.startswith("REG-17-1: VIGENTE"), text
        assert "06/05/2024" in said


def test_a_code_alone_checks_a_paper(told):
    said = answer(told.paper.code.lower())
    assert "DGFM-0001-2026" in said
    assert "VIGENTE" in said
    Registration.objects.update(state="suspended")
    assert "SUSPEND" in answer(told.paper.code)
    paper_withdraw(paper=told.paper, reason_code="lost", note="x", by=Actor.user(1), at=AT)
    assert answer(told.paper.code).index("DGFM-0001-2026 ") < answer(told.paper.code).index("SUSPEND")


@pytest.mark.parametrize("state", RegistrationState.values)
def test_every_answer_is_one_message_and_says_what_it_does_not_allow(told, state):
    Registration.objects.update(state=state, code="R" * 40)
    file = CaseFile.objects.create(
        registration=told.entry, number="E-1", kind="state", opened_on=date(2026, 1, 5), holder_since=date(2026, 1, 5),
        created_at=AT, updated_at=AT,
    )  # fmt: skip
    act = Act.objects.create(
        file=file, registration=told.entry, kind="suspend", authority="DGFM", number="RD 1", decided_on=date(2026, 11, 2),
        reasons="x", effect_state="suspended", state="standing", by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    ServiceRecord.objects.create(
        act=act, registration=told.entry, channel="paper", sent_on=date(2026, 11, 3), served_on=date(2026, 11, 5), proof="c",
        by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    Office.objects.create(code="A", name="Ñ", phone="demo 000 000")
    from django.utils.translation import gettext as _
    from django.utils.translation import override

    for text in (f"{'R' * 40} {DNI}", told.paper.code):
        said = answer(text)
        assert len(said) <= 160
        assert gsm7(said) == said
        with override("es"):
            assert said.endswith(gsm7(_("No permission to mine.")))


def test_a_wrong_code_and_a_wrong_document_get_the_same_answer(told):
    assert answer("REG-17-1 70000002") == answer("REG-99-9 70000001", who="b" * 24)
    assert len(answer("REG-17-1 70000003", who="c" * 24)) <= 160


def test_wrong_tries_wait(told):
    answers = [answer("REG-17-1 70000009") for _ in range(5)]
    assert answers[0] != answers[-1]
    assert "REG" not in answers[-1]


@pytest.mark.parametrize("text", ["", "hola", "\0", "x" * 5000, "1 2 3", "🙂", "REG-17-1"])
def test_anything_else_gets_the_way_to_ask(told, text):
    said = answer(text)
    assert 20 < len(said) <= 160


def post(phone, settings, body, token="secret-token", form=False):
    settings.REGISTRY_SMS_IN_TOKEN = "secret-token"
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    if form:
        return phone.post("/sms/in/", body, **headers)
    return phone.post("/sms/in/", json.dumps(body), content_type="application/json", **headers)


@pytest.mark.parametrize("form", [False, True])
def test_the_door_takes_a_message_once_and_answers_by_the_outbox(phone, told, settings, form):
    body = {"id": "m1", "from": "+51900000055", "text": f"REG-17-1 {DNI}"}
    for _ in range(2):
        assert post(phone, settings, body, form=form).status_code == 202
    notice = Notice.objects.get(kind="sms.reply")
    assert notice.to == "+51900000055"
    assert "VIGENTE" in notice.words
    assert "55" not in notice.recipient.removeprefix("phone:") or len(notice.recipient) == 30


def test_the_door_is_shut_without_its_token(phone, told, settings):
    body = {"id": "m1", "from": "+51900000055", "text": "x"}
    assert post(phone, settings, body, token="wrong").status_code == 401
    settings.REGISTRY_SMS_IN_TOKEN = ""
    assert phone.post("/sms/in/", body, HTTP_AUTHORIZATION="Bearer ").status_code == 401
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "body",
    [{}, {"id": "1"}, {"id": "1", "from": "me"}, {"from": "+51900000055"}, [], "x", {"id": "1", "from": "1" * 30}],
)
def test_a_broken_message_is_refused(phone, told, settings, body):
    assert post(phone, settings, body).status_code == 400
    assert not Notice.objects.exists()


def test_nothing_of_the_question_is_kept(phone, told, settings, caplog):
    post(phone, settings, {"id": "m1", "from": "+51900000055", "text": f"REG-17-1 {DNI}"})
    assert DNI not in caplog.text
    assert not Notice.objects.filter(text__contains=DNI).exists()
