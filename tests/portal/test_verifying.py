"""The page behind the code of a paper: a suspended entry never looks good, and nothing personal leaves by it."""

import gzip
import re
from datetime import UTC, date, datetime

import pytest

from miners.models import Group
from registry.audit.services import Actor
from registry.documents.services import PaperDraft, paper_issue, paper_withdraw
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration, StateChange
from registry.places.models import Place
from registry.portal.choices.words import STATE_WORDS
from registry.portal.models import Receipt
from registry.portal.selectors.verification import state_on

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BY = Actor.user(5)
NOT_GOOD = [state for state in RegistrationState.values if STATE_WORDS[state].tone != "good"]


def text_of(response):
    page = re.sub(r"<style.*?</style>|<svg.*?</svg>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", page)


def move(entry, state, on):
    StateChange.objects.create(registration=entry, state=state, from_on=on, by_key="system:test", recorded_at=AT)
    Registration.objects.filter(pk=entry.pk).update(state=state, state_since=on)


def test_a_paper_tells_holder_right_state_place_and_limits(phone, told):
    text = text_of(phone.get(f"/v/{told.paper.code}"))
    for said in (
        "In force", "Qispillo Ñahui, Rosaura", "*****001", "Exploitation", "010000119 Ñusta Uno", "DGFM-0001-2026",
        "not validated", "What this does not allow", "no permission to mine",
    ):  # fmt: skip
        assert said in text, said


def test_the_district_is_told_by_its_names_where_they_are_known(phone, told):
    assert "District (UBIGEO) 170102 Location" in re.sub(
        " In this state since .*? Location", " Location", text_of(phone.get(f"/v/{told.paper.code}"))
    )
    for code, level, name in (
        ("17", "department", "Madre de Dios"),
        ("1701", "province", "Tambopata"),
        ("170102", "district", "Inambari"),
    ):
        Place.objects.update_or_create(ubigeo=code, defaults={"level": level, "name": name})
    assert "170102 Inambari, Tambopata, Madre de Dios" in text_of(phone.get(f"/v/{told.paper.code}"))


def test_the_page_keeps_what_is_not_public(phone, told):
    page = phone.get(f"/v/{told.paper.code}").content.decode()
    for secret in (
        "70000001",
        "10700000015",
        "+51900000001",
        "q@example.org",
        "Inventado",
        "350123",
        "8590321",
        "AAAAAAAAAA",
    ):
        assert secret not in page, secret


@pytest.mark.parametrize("state", NOT_GOOD)
@pytest.mark.parametrize("on", ["", "2024-06-01"])
def test_an_old_print_never_makes_an_entry_look_good(phone, told, state, on):
    move(told.entry, state, date(2026, 3, 1))
    page = phone.get(f"/v/{told.paper.code}", {"on": on} if on else {}).content.decode()
    body = re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    assert "chip--good" not in body
    assert f"chip--{STATE_WORDS[state].tone}" in body
    if on:
        assert "the state was: <strong>In force</strong>" in body
        assert body.index("chip--") < body.index("the state was")


def test_the_state_of_a_day_is_the_last_move_that_began_by_then(told):
    move(told.entry, "suspended", date(2026, 3, 1))
    move(told.entry, "in_force", date(2026, 5, 1))
    asked = {"2024-05-05": None, "2024-05-06": "in_force", "2026-02-28": "in_force", "2026-03-01": "suspended", "2026-04-30": "suspended", "2026-05-01": "in_force"}  # fmt: skip
    for day, state in asked.items():
        assert state_on(told.entry, on=date.fromisoformat(day)).state == state, day


@pytest.mark.parametrize("on", ["2099-01-01", "31/12/2025", "2026-02-30", "x" * 500])
def test_a_day_that_is_none_is_refused_in_words(phone, told, on):
    response = phone.get(f"/v/{told.paper.code}", {"on": on})
    assert response.status_code == 400
    assert "the state was" not in response.content.decode()
    assert 'id="on_error"' in response.content.decode()


def test_a_withdrawn_paper_says_so_before_everything_else(phone, told):
    paper_withdraw(paper=told.paper, reason_code="error", note="private words", by=BY, at=AT)
    text = text_of(phone.get(f"/v/{told.paper.code}"))
    assert text.index("This paper is withdrawn. Do not accept it.") < text.index("State of the entry today")
    assert "it was issued in error" in text
    assert "private words" not in text


def test_the_name_of_an_excluded_person_is_not_published(phone, told):
    move(told.entry, "excluded", date(2026, 3, 1))
    text = text_of(phone.get(f"/v/{told.paper.code}"))
    assert "Qispillo" not in text
    assert "not published" in text


def test_a_legal_person_is_named_in_every_state(phone, told):
    group = Group.objects.create(name="Asociación Inventada", kind="association", ruc="20999999991")
    Registration.objects.filter(pk=told.entry.pk).update(person=None, group=group, state="revoked")
    text = text_of(phone.get(f"/v/{told.paper.code}"))
    assert "Asociación Inventada" in text
    assert "20999999991" in text


def test_a_paper_on_something_else_tells_only_itself(phone, told):
    draft = PaperDraft(
        kind="notice", office="DGFM", title="Aviso", paragraphs=["x"], subject_kind="no.such", subject_id=1
    )
    text = text_of(phone.get(f"/v/{paper_issue(draft=draft, by=BY, at=AT).code}"))
    assert "Aviso" in text
    assert "Holder" not in text


def test_the_sketch_shows_the_right_and_the_cell_but_not_the_point(phone, told):
    page = phone.get(f"/v/{told.paper.code}").content.decode()
    assert "shape--right" in page
    assert "shape--accuracy" in page
    assert '<circle class="shape shape--point" cx' not in page.split("<figcaption")[0]
    assert "Square that holds the declared place" in page


@pytest.mark.parametrize("code", ["BBBBBBBBBB", "x", "' OR 1=1 --", "A" * 40, "ÑÑÑÑÑÑÑÑÑÑ"])
def test_an_unknown_code_is_told_calmly(phone, told, code):
    for path in (f"/v/{code}", f"/r/{code}"):
        response = phone.get(path)
        assert response.status_code == 404
        assert "no paper with this code" in text_of(response)


def test_wrong_codes_from_one_address_wait_and_others_do_not(phone, told, client):
    for _ in range(40):
        phone.get("/v/BBBBBBBBBB")
    blocked = phone.get(f"/v/{told.paper.code}")
    assert blocked.status_code == 429
    assert int(blocked["Retry-After"]) >= 1
    assert client.get(f"/v/{told.paper.code}", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_a_code_is_read_as_people_type_it(phone, told):
    code = told.paper.code
    for typed in (code.lower(), f"{code[:5]}-{code[5:]}", f"{code}/"):
        assert phone.get(f"/v/{typed}").status_code == 200


def test_looking_is_counted_and_nothing_of_the_reader_kept(phone, told):
    for _ in range(3):
        phone.get(f"/v/{told.paper.code}")
    told.paper.refresh_from_db()
    assert told.paper.checks == 3


def test_a_receipt_says_what_was_said_then(phone, told):
    response = phone.post(f"/v/{told.paper.code}/receipt", {"on": "2024-06-01"})
    assert response.status_code == 303
    receipt = Receipt.objects.get()
    assert response["Location"] == f"/r/{receipt.code}"
    move(told.entry, "revoked", date(2026, 11, 1))
    paper_withdraw(paper=told.paper, reason_code="by_act", note="x", by=BY, at=AT)
    page = text_of(phone.get(response["Location"]))
    assert "In force" in page
    assert "Revoked" not in page
    assert "The state may have changed since." in page
    assert "State on" in page
    assert "was withdrawn" not in page


def test_a_receipt_needs_a_paper_and_a_day_that_has_come(phone, told):
    assert phone.post("/v/BBBBBBBBBB/receipt").status_code == 404
    phone.post(f"/v/{told.paper.code}/receipt", {"on": "2099-01-01"})
    assert Receipt.objects.get().state_on_day is None


def test_receipts_from_one_address_are_bounded(phone, told):
    codes = [phone.post(f"/v/{told.paper.code}/receipt").status_code for _ in range(32)]
    assert codes[0] == 303
    assert codes[-1] == 429
    assert Receipt.objects.count() <= 31


def test_the_pages_need_no_cookie_no_script_and_one_small_request(phone, told):
    receipt = phone.post(f"/v/{told.paper.code}/receipt")["Location"]
    for path in (f"/v/{told.paper.code}", f"/es/v/{told.paper.code}?on=2024-06-01", receipt, "/v/BBBBBBBBBB"):
        response = phone.get(path)
        page = response.content.decode()
        assert not response.cookies
        assert "<script" not in page
        assert "style=" not in page
        assert not re.search(r"<(?:link|img|iframe)[^>]+(?:href|src)=\"(?!data:,)", page)
        assert "noindex" in response["X-Robots-Tag"]
        assert "no-store" in response["Cache-Control"]
        assert len(gzip.compress(response.content)) <= 14_000
        assert len(response.content) <= 45_000


def test_each_language_has_its_address(phone, told):
    code = told.paper.code
    for path, language in ((f"/es/v/{code}", "es"), (f"/en/v/{code}", "en"), (f"/qu/v/{code}", "es")):
        assert phone.get(path)["Content-Language"] == language
    assert phone.post(f"/es/v/{code}/receipt")["Location"].startswith("/es/r/")


@pytest.mark.parametrize("path", ["/v/%00", "/r/%00", "/v/AAAAAAAAAA?on=%00"])
def test_a_nul_byte_is_refused_before_it_reaches_anything(phone, told, path):
    assert phone.get(path).status_code == 400


def test_a_code_that_is_typed_leads_to_the_address_of_the_scan(phone, told):
    code = told.paper.code
    assert "Code of the paper" in text_of(phone.get("/v/"))
    assert phone.get("/v/", {"code": f" {code[:4].lower()}-{code[4:]} "})["Location"] == f"/v/{code}"
    assert phone.get("/es/v/", {"code": code})["Location"] == f"/es/v/{code}"
    for odd in ("../admin", "//evil.example/x", "ñ", "?on=1", "%2e%2e"):
        location = phone.get("/v/", {"code": odd})["Location"]
        assert location.startswith("/v/"), odd
        assert "//" not in location
        assert phone.get(location).status_code in {400, 404}
