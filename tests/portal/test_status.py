"""The status page: a miner's answer, and what a stranger must not get from it."""

import gzip
import re
import uuid
from datetime import UTC, date, datetime
from random import Random

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.contrib.staticfiles import finders
from django.test import Client

from miners.models import Group, Person
from registry.common.codes import new_code, normalize_code
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Assessment, Registration
from registry.portal.choices.words import STATE_WORDS
from registry.portal.selectors.status import registration_by_pair
from registry.portal.services.waits import LONGEST_WAIT_S, Tries, wait_after
from registry.portal.web.status import audio_of
from registry.rules.catalogue import get_pack
from registry.territory.models import Footprint

DNI, RUC, GROUP_RUC = "70000001", "10700000017", "20999999991"
STATUS_CODE = new_code(Random(7))  # the same in every process, or the tests cannot be shared out


@pytest.fixture
def address():
    """A network address of the ranges kept for documentation."""
    return "2001:db8::7"


@pytest.fixture
def browser(address, settings):
    """An old phone: no cookie, checks of forged posts switched on; a place of its own in the shared cache."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}}
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=address, HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def entry(db):
    """A registration of an invented person with everything that must not be shown."""
    person = Person.objects.create(
        full_name="Qispillo Ñahui, Rosaura", document_type="dni", document_number=DNI, ruc=RUC, phone="+51900000001",
        email="q@example.org", address="Jirón Inventado 123", birth_date=date(1980, 2, 3),
    )  # fmt: skip
    place = Footprint.objects.create(
        owner_kind="declared_place", grid_srid=32719, shape=shapely.set_srid(shapely.Point(353_123, 8_593_321), 32719),
        geom=Point(-70.354321, -12.723456, srid=4326), is_point=True, checksum="0" * 64,
    )  # fmt: skip
    return Registration.objects.create(
        code="Reg-17 0001", status_code=STATUS_CODE, person=person, state="in_force", state_since=date(2024, 5, 6),
        activity="exploitation", right_code_declared="010000119", declared_place=place, capacity_t_per_day="23.777",
    )  # fmt: skip


def ask(browser, code, document, path="/status/", **more):
    """Post a pair."""
    return browser.post(path, {"code": code, "document": document}, **more)


def text_of(response):
    """The page as it is read."""
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL))


@pytest.mark.parametrize("code", [STATUS_CODE, STATUS_CODE.lower(), f" {STATUS_CODE[:5]} {STATUS_CODE[5:]} ", f"{STATUS_CODE[:5]}-{STATUS_CODE[5:]}", "Reg-17 0001", "REG170001", "reg 17-0001"])  # fmt: skip
@pytest.mark.parametrize("document", [DNI, " 7000 0001 ", RUC])
def test_either_code_opens_with_either_number_of_the_person(browser, entry, code, document):
    response = ask(browser, code, document)
    assert response.status_code == 200
    assert "In force" in text_of(response)
    assert "Reg-17 0001" in text_of(response)


def test_a_group_is_known_by_its_ruc(browser, entry):
    group = Group.objects.create(name="Asociación Inventada", kind="association", ruc=GROUP_RUC)
    Registration.objects.create(code="G1", status_code="GGGGGGGGGG", group=group, state="suspended")
    assert "Suspended" in text_of(ask(browser, "G1", GROUP_RUC))
    assert ask(browser, "G1", DNI).status_code == 404


@pytest.mark.parametrize("state", RegistrationState.values)
def test_each_state_has_its_word_its_meaning_its_next_step_and_its_limits(browser, entry, state):
    Registration.objects.update(state=state)
    text = text_of(ask(browser, STATUS_CODE, DNI))
    words = STATE_WORDS[state]
    for sentence in (words.word, *words.means, *words.following, "This page is not an authorisation to mine."):
        assert str(sentence).replace("'", "&#x27;") in text
    assert words.tone in {"good", "warn", "bad", "unknown"}


def judged(entry, missing):
    """A stored judging of an entry."""
    pack = get_pack("PE")
    return Assessment.objects.create(
        registration=entry, on_day=date(2026, 11, 20), confirmed_on=date(2026, 11, 20), jurisdiction="PE",
        pack_version=pack.version, pack_hash=pack.content_hash, facts={}, findings=[], category="illegal",
        scale="artisanal", legal_status="illegal", missing_evidence=missing, asked_by="system:test",
        flags=["interdiction"], created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip


def test_the_holder_is_told_what_to_bring_and_not_the_class(browser, entry):
    judged(entry, ["installed_capacity", "surface_right", "sernanp_opinion", "zone_layer_not_checked"])
    text = text_of(ask(browser, STATUS_CODE, DNI))
    assert "Bring to the office: Installed capacity Surface right" in text
    assert "Other authorities still have points to answer: 1" in text
    assert "Maps that the register still waits for: 1" in text
    assert "Nothing is asked of you for these." in text
    assert "llegal" not in text
    assert "SERNANP" not in text


def test_nothing_is_said_to_be_missing_where_nothing_is_or_nobody_judged(browser, entry):
    assert "missing in the file" not in text_of(ask(browser, STATUS_CODE, DNI))
    judged(entry, [])
    assert "missing in the file" not in text_of(ask(browser, STATUS_CODE, DNI))


def test_a_wrong_code_and_a_wrong_document_get_the_same_answer(browser, entry):
    wrong_document = ask(browser, STATUS_CODE, "70000002")
    wrong_code = ask(browser, new_code(), DNI)
    assert wrong_document.status_code == wrong_code.status_code == 404

    def plain(response):
        return re.sub(r'(value|nonce)="[^"]*"', "", response.content.decode())

    assert plain(wrong_document) == plain(wrong_code)


@pytest.mark.parametrize(
    ("code", "document"), [("", ""), ("", DNI), (STATUS_CODE, ""), ("- -", ".."), (STATUS_CODE, "-")]
)
def test_nothing_typed_opens_nothing(browser, entry, code, document):
    Person.objects.update(ruc="", document_number="")
    assert ask(browser, code, document).status_code in {400, 404}
    assert registration_by_pair(code=code, document=document) is None


@pytest.mark.parametrize("typed", ["\0", "a\0b", "x" * 5000, "\udcff", "' OR 1=1 --", "{{ 7*7 }}", "<script>"])
def test_nonsense_is_answered_calmly(browser, entry, typed):
    for code, document in ((typed, DNI), (STATUS_CODE, typed)):
        body = {"code": code, "document": document}
        encoded = "&".join(f"{k}={v.encode('utf-8', 'surrogateescape').hex(':')}" for k, v in body.items())
        encoded = re.sub(r"([0-9a-f]{2})(:|(?=&|$))", r"%\1", encoded)
        response = browser.post("/status/", encoded, content_type="application/x-www-form-urlencoded")
        assert response.status_code in {400, 404}
        assert "<script>" not in response.content.decode()


def test_the_answer_tells_nothing_of_person_or_place(browser, entry):
    page = ask(browser, STATUS_CODE, DNI).content.decode()
    for secret in (
        "Qispillo",
        DNI,
        RUC,
        "+51900000001",
        "q@example.org",
        "Inventado",
        "1980",
        "-70.35",
        "353123",
        "23.777",
        "23,777",
    ):
        assert secret not in re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL), secret


def test_the_number_of_a_document_never_stands_in_an_address(browser, entry):
    page = browser.get("/status/", {"code": STATUS_CODE, "document": DNI}).content.decode()
    assert STATUS_CODE in page
    assert DNI not in page
    assert 'method="post"' in page


def test_the_page_needs_no_cookie_no_script_and_no_second_request(browser, entry):
    for response in (
        browser.get("/status/"),
        ask(browser, STATUS_CODE, DNI),
        ask(browser, STATUS_CODE, "1"),
        browser.get("/"),
    ):
        page = response.content.decode()
        assert not response.cookies
        assert "<script" not in page
        assert not re.search(r"<(?:link|img|iframe)[^>]+(?:href|src)=\"(?!data:,)", page)
        assert "url(" not in page
        assert "style=" not in page
    assert "no-store" in ask(browser, STATUS_CODE, DNI)["Cache-Control"]


@pytest.mark.parametrize("state", RegistrationState.values)
def test_every_answer_is_small_enough_for_an_old_phone(browser, entry, state):
    Registration.objects.update(state=state, right_name_declared="Ñ" * 200)
    judged(entry, list(get_pack("PE").codes.evidence))
    for response in (browser.get("/status/"), ask(browser, STATUS_CODE, DNI), ask(browser, STATUS_CODE, "1")):
        headers = "".join(f"{name}: {value}\r\n" for name, value in response.items())
        assert len(gzip.compress(response.content)) + len(headers) <= 14_000
        assert len(response.content) <= 45_000


@pytest.mark.parametrize(("path", "language"), [("/es/status/", "es"), ("/en/status/", "en"), ("/qu/status/", "es")])
def test_an_address_with_a_language_answers_in_it_without_a_redirect(browser, entry, path, language):
    for response in (browser.get(path, HTTP_ACCEPT_LANGUAGE="fr"), ask(browser, STATUS_CODE, DNI, path)):
        assert response.status_code == 200
        assert response["Content-Language"] == language
        assert f'<html lang="{language}"' in response.content.decode()


def test_unreviewed_quechua_is_said_and_spanish_stands_in_its_place(browser, entry):
    assert 'class="notice" lang="es"' in browser.get("/qu/status/").content.decode()
    assert 'class="notice" lang="es"' not in browser.get("/es/status/").content.decode()


def test_the_browser_chooses_the_language_where_the_address_does_not(browser, entry):
    assert browser.get("/status/", HTTP_ACCEPT_LANGUAGE="es-PE,es;q=0.9")["Content-Language"] == "es"
    assert browser.get("/status/", HTTP_ACCEPT_LANGUAGE="en")["Content-Language"] == "en"


def test_wrong_tries_wait_longer_and_longer():
    waits = [wait_after(failures, 3) for failures in range(1, 60)]
    assert waits[:5] == [0, 0, 15, 30, 60]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_S


def test_a_repeated_wrong_pair_is_told_to_wait_in_words(browser, entry):
    answers = [ask(browser, STATUS_CODE, "70000009") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 16
    assert re.search(r"Wait 1\d seconds, then try again", text_of(answers[-1]))


def test_the_wait_passes(browser, entry, monkeypatch):
    moment = [1_800_000_000.0]
    monkeypatch.setattr("registry.portal.web.views.time.time", lambda: moment[0])
    for _ in range(3):
        ask(browser, STATUS_CODE, "70000008")
    assert ask(browser, STATUS_CODE, "70000008").status_code == 429
    moment[0] += 16
    assert ask(browser, STATUS_CODE, "70000008").status_code == 404


def test_documents_tried_on_one_code_from_one_address_are_slowed_down(browser, entry):
    answers = [ask(browser, STATUS_CODE, f"7100{n:04}").status_code for n in range(12)]
    assert answers[:10] == [404] * 10
    assert 429 in answers[10:]


def test_a_stranger_never_shuts_the_owner_out(browser, entry, address):
    stranger = Client(REMOTE_ADDR="198.51.100.9")
    for n in range(30):
        ask(stranger, STATUS_CODE, f"7200{n:04}")
        ask(stranger, STATUS_CODE, "70000007")
    assert ask(stranger, STATUS_CODE, "70000007").status_code == 429
    assert ask(browser, STATUS_CODE, DNI).status_code == 200


def test_a_miner_is_answered_while_the_counting_is_down(browser, entry, settings, caplog):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert ask(browser, STATUS_CODE, "70000004").status_code == 404
    assert ask(browser, STATUS_CODE, DNI).status_code == 200
    assert any("not counted" in record.getMessage() for record in caplog.records)


def test_what_is_counted_names_nobody():
    keys = [key for key, _patience in Tries(code=STATUS_CODE, document="70000006", address="2001:db8::7")._keys()]
    assert len(set(keys)) == 3
    assert not any(secret in key for key in keys for secret in (normalize_code(STATUS_CODE), "70000006", "2001:db8"))
    assert keys == [
        key for key, _ in Tries(code=STATUS_CODE.lower(), document="7000 0006", address="2001:db8::7")._keys()
    ]


def test_an_answer_costs_few_queries_and_a_wrong_pair_one(browser, entry, django_assert_max_num_queries):
    ask(browser, STATUS_CODE, DNI)  # a new connection plans its statements
    with django_assert_max_num_queries(2):  # the entry, and what is told of it
        ask(browser, STATUS_CODE, DNI)
    with django_assert_max_num_queries(1):
        ask(browser, STATUS_CODE, "70000005")


def test_the_typed_code_is_found_by_its_index(entry, django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM formalization_registration WHERE upper(translate(code, ' -', '')) = 'REG170001'"
        )
        assert "portal_registration_code_as_typed" in "\n".join(row[0] for row in cursor.fetchall())


@pytest.fixture
def recorded(settings, tmp_path):
    """A place for recordings, empty."""
    (tmp_path / "audio").mkdir()
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path]
    finders.get_finder.cache_clear()
    audio_of.cache_clear()
    yield tmp_path / "audio"
    finders.get_finder.cache_clear()
    audio_of.cache_clear()


def test_a_recording_is_a_link_in_the_language_asked_for_first(browser, entry, recorded):
    assert "Hear it" not in text_of(ask(browser, STATUS_CODE, DNI, "/en/status/"))
    audio_of.cache_clear()
    (recorded / "in_force-es.mp3").write_bytes(b"x")
    for path in ("/es/status/", "/qu/status/"):
        assert "/audio/in_force-es" in ask(browser, STATUS_CODE, DNI, path).content.decode()
    assert "/audio/" not in ask(browser, STATUS_CODE, DNI, "/en/status/").content.decode()
    audio_of.cache_clear()
    (recorded / "in_force-qu.mp3").write_bytes(b"x")
    assert "/audio/in_force-qu" in ask(browser, STATUS_CODE, DNI, "/qu/status/").content.decode()
    assert "/audio/in_force-es" in ask(browser, STATUS_CODE, DNI, "/es/status/").content.decode()


def test_a_recording_that_was_not_collected_shuts_nobody_out(browser, entry, recorded, monkeypatch):
    def missing(path):
        raise ValueError(path)

    monkeypatch.setattr("registry.portal.web.status.static", missing)
    (recorded / "in_force-es.mp3").write_bytes(b"x")
    assert ask(browser, STATUS_CODE, DNI, "/es/status/").status_code == 200
