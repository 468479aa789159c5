"""What is searched for stands in no address: not in the one the form leads to, nor in those of its pages and columns."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from miners.models import Person
from registry.accounts.web.sealed_search import MARK, sealed

NAME = "Persona Buscada"


def search(browser: Client, **said: str) -> str:
    return browser.post(reverse("desk:search"), said).headers["Location"]


def test_a_name_is_found_and_stands_in_no_address(cast: dict[str, Client], db: None) -> None:
    for number in range(30):
        Person.objects.create(full_name=f"{NAME} {number:02}", document_number=f"{70000000 + number}", ubigeo="170102")
    Person.objects.create(full_name="Otra Gente", ubigeo="170102")
    goal = search(cast["ministry"], to=reverse("miners:person_list"), q=NAME, ubigeo="17")
    asked = parse_qs(urlsplit(goal).query)
    assert asked["q"][0].startswith(MARK)
    assert asked["ubigeo"] == ["17"]
    text = cast["ministry"].get(goal).content.decode()
    assert "30 entries" in text
    assert f'value="{NAME}"' in text, "the field shows what was typed"
    links = [part.split('"', 1)[0] for part in text.split('href="')[1:] if "page=2" in part.split('"', 1)[0]]
    assert links
    assert all("Buscada" not in link for link in links)
    assert all("q=%7E" in link or "q=~" in link for link in links)
    followed = cast["ministry"].get(reverse("miners:person_list") + links[0].replace("&amp;", "&"))
    assert f"{NAME} 29" in followed.content.decode()


def test_the_forms_of_the_desk_post_what_is_typed(cast: dict[str, Client], db: None) -> None:
    for name in ("desk:home", "miners:person_list", "registrations:list", "rights:list"):
        text = cast["ministry"].get(reverse(name)).content.decode()
        form = text[: text.index('name="q"')].rpartition("<form")[2]
        assert 'method="post"' in form, name
        assert f'action="{reverse("desk:search")}"' in form, name


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example/desk/", "/desk/../admin/", "/status/", "", "/desk/nowhere/"]
)
def test_the_door_leads_nowhere_else(to: str, cast: dict[str, Client]) -> None:
    assert search(cast["ministry"], to=to, q="x").startswith("/desk/?q=")


def test_an_address_of_a_lost_key_searches_nothing(cast: dict[str, Client], settings: object) -> None:
    goal = f"{reverse('miners:person_list')}?q={sealed(NAME)[:-4]}AAAA"
    assert cast["ministry"].get(goal).status_code == 200
    assert NAME not in cast["ministry"].get(goal).content.decode()
