"""The public pages: what they find, what they show, and what must never stand on them."""

import re

import pytest
from django.test import Client

from registry.territory.models import Finding

pytestmark = pytest.mark.django_db
PAGES = (
    "/search/?q=REG", "/rights/010000119/", "/entries/REG-0001/", "/overlaps/", "/layers/", "/statistics/", "/offices/",
    "/map/",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_without_cookie_and_in_spanish(ground, client: Client, address: str) -> None:
    page = client.get(f"/es{address}", secure=True)
    assert page.status_code == 200
    assert not page.cookies
    assert 'lang="es"' in page.content.decode()


def test_a_right_shows_its_overlaps_and_its_entries(ground, client: Client) -> None:
    said = client.get("/en/rights/010000119/", secure=True).content.decode()
    assert "A mining right is not an authorisation to mine." in said
    assert "010000119" in said


def test_an_entry_that_is_not_there_is_not_found(client: Client, db: None) -> None:
    assert client.get("/entries/NOBODY/", secure=True).status_code == 404
    assert client.get("/rights/NOBODY/", secure=True).status_code == 404


@pytest.mark.parametrize("text", ["a", "", "%00%00%00", "'; DROP TABLE x; --", "ñ" * 500])
def test_a_search_bears_anything(ground, client: Client, text: str) -> None:
    assert client.get("/search/", {"q": text}, secure=True).status_code == 200


def test_the_class_of_a_person_is_not_published(ground, client: Client) -> None:
    said = client.get("/en/entries/REG-0001/", secure=True).content.decode()
    assert "Not published." in said


@pytest.mark.parametrize("address", ["/overlaps/?page=999999", "/overlaps/?kind=%00&region=xx", "/overlaps/?page=x"])
def test_a_list_bears_anything(ground, client: Client, address: str) -> None:
    assert client.get(address, secure=True).status_code in {200, 400}


@pytest.mark.parametrize("asked", ["kind=zz", "region=99", "kind=buffer_zone&region=xx"])
def test_a_kind_of_land_that_nobody_keeps_is_no_empty_answer(ground, client: Client, asked: str) -> None:
    assert client.get(f"/overlaps/?{asked}", secure=True).status_code == 404
    assert client.get("/overlaps/?kind=&region=", secure=True).status_code == 200, (
        "what the form sends without a choice"
    )


def _lines(page: str) -> list[list[str]]:
    """The cells of the table of overlaps on the page of a right."""
    table = page[page.index("Land that it overlaps") :].split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return [re.findall(r"<td>(.*?)</td>", line) for line in table.split("<tr>")[1:]]


def test_a_right_names_the_other_right_that_it_overlaps_and_says_what_is_withheld(ground, client: Client) -> None:
    Finding.objects.filter(area=ground.areas["full"][0]).update(area=None, other=ground.petition.footprint)
    lines = _lines(client.get("/en/rights/010000119/", secure=True).content.decode())
    assert [line[:3] for line in lines] == [
        ["Mining right", "010000219", "25.00"],
        ["Buffer zone", "Secret full 2", "25.00"],
        ["Native community", "not published", "not published"],
    ]
