"""The page of a party: on its link alone, in its language, without giving away where a person works."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concessions.models import MiningRight
from registry.audit.services import Actor
from registry.documents.models import Document
from registry.territory.models import LayerKind, PartyAnswer, PartyNotice
from registry.territory.services.parties import PartyData, party_add
from registry.territory.services.parties_telling import tell
from registry.territory.services.party_answers import code_of
from registry.territory.services.verdicts import verdict_give
from tests.territory.conftest import AT, ON, block
from tests.territory.services.test_parties import finding_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _plain_http(settings):
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture
def told(place, land, measure):
    """A right and a registration's place on a community's land; the community was told of both."""
    right, spot = place(block(0, 0)), place(block(600, 0, 100, 100), owner="declared_place")
    MiningRight.objects.create(code="010000119", name="La Inventada", footprint=right)
    land("native_community", block(500, 0))
    measure()
    data = PartyData(
        kind=LayerKind.objects.get(code="native_community"), series="native_community", external_id="0",
        area_name="Tierra Inventada", role="community", name="Comunidad Inventada", since_on=ON, language="en",
    )  # fmt: skip
    party_add(data=data, by=Actor.user(7), at=AT)
    tell(footprint_ids=[right.pk, spot.pk], at=AT)
    return right


def url():
    """The link of the newest notice."""
    return f"/answer/{code_of(PartyNotice.objects.latest('id'))}/"


def item(page, index=0):
    """Number of an item of the page."""
    return str(PartyNotice.objects.latest("id").items.order_by("id")[index].pk)


def test_what_was_found_is_told_and_no_place_of_a_person(client, told):
    page = client.get(url())
    text = page.content.decode()
    assert page["Content-Language"] == "en"
    assert "Overlaps with Tierra Inventada" in text
    assert "010000119 La Inventada" in text
    assert "50.0000 ha" in text
    assert "a registration of a person or group" in text
    assert "1.0000 ha" not in text  # the hectare of the person's place
    assert page["Referrer-Policy"] == "no-referrer"
    assert not page.cookies
    assert PartyNotice.objects.get().opened_at is not None


def test_an_objection_is_kept(client, told):
    said = {"item": item(client), "kind": "objection", "text": "The spring is ours."}
    page = client.post(url(), said)
    assert (page.status_code, page["Location"]) == (302, url() + "?done")
    answer = PartyAnswer.objects.get()
    assert (answer.kind, answer.is_by_link, answer.by_key) == ("objection", True, "party:link")
    assert "Your answer is kept" in client.get(page["Location"]).content.decode()


def test_slips_stand_on_the_page_and_keep_nothing(client, told):
    assert "what you object to" in client.post(url(), {"item": item(client), "kind": "objection"}).content.decode()
    assert client.post(url(), {"item": "999999", "kind": "objection", "text": "x"}).status_code == 400
    assert client.post(url(), {"item": item(client), "kind": "agreement"}).status_code == 400
    assert not PartyAnswer.objects.exists()


def test_an_agreement_is_confirmed_on_the_link(client, told):
    verdict_give(
        finding=finding_of(told), verdict="agreement", reason="signed", evidence="act 3", by=Actor.user(7), at=AT
    )
    tell(footprint_ids=[told.pk], at=AT)
    assert "an agreement was reached" in client.get(url()).content.decode()
    assert client.post(url(), {"item": item(client), "kind": "agreement"}).status_code == 302
    assert PartyAnswer.objects.get().kind == "agreement"


def test_a_code_that_is_not_ours(client, told):
    assert client.get("/answer/0123456789abcdef0123456789abcdef0123/").status_code == 404
    assert client.post("/answer/x/", {}).status_code == 404


def test_the_rate(client, told, settings):
    settings.REGISTRY_RATES = {"answer": 1}
    said = {"item": item(client), "kind": "objection", "text": "No."}
    assert [client.post(url(), said).status_code for _ in range(2)] == [302, 429]


def test_a_copy_of_the_document_is_kept_for_who_keeps_parties(client, told, settings, tmp_path, cast):
    settings.REGISTRY_VAR = str(tmp_path)
    paper = SimpleUploadedFile("titulo.txt", "Título 12-1990, inventado.".encode())
    assert client.post(url(), {"item": item(client), "kind": "document", "file": paper}).status_code == 302
    answer = PartyAnswer.objects.get()
    assert answer.document == "titulo.txt"
    kept = Document.objects.get(subject_kind="territory.partyanswer", subject_id=answer.pk)
    assert kept.read_power == "party.keep"
    page = f"/desk/land/parties/{PartyNotice.objects.get().party_id}/"
    assert "/desk/papers/" in cast["cadastre"].get(page).content.decode()
    assert "/desk/papers/" not in cast["officer"].get(page).content.decode().partition("<main")[2]


def test_a_file_that_is_something_else_is_refused_and_nothing_kept(client, told, settings, tmp_path):
    settings.REGISTRY_VAR = str(tmp_path)
    program = SimpleUploadedFile("titulo.pdf", b"MZ\x90\x00" + b"\x00" * 200)
    assert client.post(url(), {"item": item(client), "kind": "document", "file": program}).status_code == 400
    large = SimpleUploadedFile("titulo.pdf", b"%PDF-" + b"0" * 5_000_001)
    assert (
        "larger than 5 MB"
        in client.post(url(), {"item": item(client), "kind": "document", "file": large}).content.decode()
    )
    assert not PartyAnswer.objects.exists()
    assert not Document.objects.exists()
