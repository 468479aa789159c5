"""The first page: open to everybody, with a search that shows public columns only."""

import pytest

from concessions.models import MiningRight
from miners.models import Person
from registry.formalization.models import Registration


@pytest.fixture
def rows(db):
    """A right and an entry of a person."""
    person = Person.objects.create(full_name="Qispillo Ñahui, Rosaura", document_type="dni", document_number="70000001")
    MiningRight.objects.create(code="010000119", name="Ñusta Uno", state="titled", declared_hectares="1000.01")
    Registration.objects.create(code="REG-0001", status_code="AAAAAAAAAA", person=person, state="excluded")


def test_the_first_page_opens_in_each_language(client, db):
    for path, language in (("/", "en"), ("/es/", "es"), ("/en/", "en"), ("/qu/", "es")):
        response = client.get(path, HTTP_ACCEPT_LANGUAGE="en")
        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.content.decode()


def test_a_code_leads_to_a_right_with_its_unknowns_said(client, rows):
    page = client.get("/", {"q": " 010000119 "}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Ñusta Uno" in page
    assert "Titled" in page
    assert "not known" in page


def test_an_entry_is_found_as_its_code_is_typed(client, rows):
    Registration.objects.update(code="Reg 17-0001")
    for q in ("reg170001", "REG 17 0001"):
        assert "Reg 17-0001" in client.get("/", {"q": q}).content.decode()


def test_a_code_leads_to_an_entry_without_what_is_withheld(client, rows):
    page = client.get("/", {"q": "reg-0001"}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Excluded" in page
    assert "Qispillo" not in page
    assert "70000001" not in page


@pytest.mark.parametrize("q", ["nothing", "' OR 1=1", "AAAAAAAAAA", "70000001", "x" * 4000])
def test_a_code_that_leads_nowhere_is_told_so(client, rows, q):
    response = client.get("/", {"q": q}, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 200
    assert "No mining right and no entry has this code" in response.content.decode()


def test_the_documentation_of_the_api_opens_without_a_foreign_host(client, db):
    page = client.get("/api/").content.decode()
    assert "swagger" in page
    assert "http://" not in page
    assert "https://" not in page
    assert client.get("/api/schema/").status_code == 200
