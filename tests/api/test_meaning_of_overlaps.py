"""What an overlap means stands beside it in the list: by the law in force today, asked once and never stored."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.territory.models import Finding
from registry.territory.services import consequences

pytestmark = pytest.mark.django_db


def answer(client, address, **asked):
    """The JSON of an address."""
    response = client.get(address, asked)
    assert response.status_code == 200, response.content
    return response.json()


def test_effect_opinion_and_article_stand_beside_each_overlap(client, ground):
    rows = answer(client, "/api/v1/overlaps/")["results"]
    said = {row["layer_kind"]: (row["effect"], row["opinion_of"], row["article"]) for row in rows}
    told = {row["layer_kind"]: row for row in answer(client, "/api/v1/consequences/")["results"]}
    assert set(said) == {"buffer_zone", "native_community"}
    for kind, (effect, opinion_of, article) in said.items():
        assert (effect, opinion_of) == (told[kind]["effect"], told[kind]["opinion_of"])
        assert article == f"{told[kind]['instrument']}, {told[kind]['article']}"
    assert said["buffer_zone"][:2] == ("condition", "SERNANP")


def test_they_are_asked_for_filtered_and_given_as_a_file(client, ground):
    assert len(answer(client, "/api/v1/overlaps/", opinion_of="SERNANP")["results"]) == 2
    assert answer(client, "/api/v1/overlaps/", effect="block")["results"] == []
    assert client.get("/api/v1/overlaps/?effect=nonsense").status_code == 400
    head, *lines = client.get("/api/v1/overlaps/?format=csv&fields=id,effect,article").getvalue().decode().splitlines()
    assert head == "id,effect,article"
    assert len(lines) == 3
    assert all(",condition," in line for line in lines)
    features = client.get("/ogc/collections/overlaps/items").json()["features"]
    assert {one["properties"]["effect"] for one in features} == {"condition"}


def test_nothing_is_meant_by_edge_noise(client, ground):
    finding = ground.areas["full"][0].findings.get()
    Finding.objects.filter(pk=finding.pk).update(edge_noise=True)
    row = answer(client, f"/api/v1/overlaps/{finding.pk}/")
    assert (row["effect"], row["opinion_of"], row["article"]) == (None, None, None)


def test_a_new_version_of_the_law_is_told_at_once(client, ground, monkeypatch):
    """No row is touched: the same list, read again under another pack, says something else."""
    law = consequences.law_on(ground_day()).law
    found = law.consequences["buffer_zone"]._replace(effect="block", opinion_of=None, article="art. 99")
    other = SimpleNamespace(law=replace(law, consequences={"buffer_zone": found}))
    monkeypatch.setattr(consequences, "_source", [lambda _on: other])
    cache.clear()
    rows = {row["layer_kind"]: row for row in answer(client, "/api/v1/overlaps/")["results"]}
    assert (rows["buffer_zone"]["effect"], rows["buffer_zone"]["opinion_of"]) == ("block", None)
    assert rows["buffer_zone"]["article"].endswith("art. 99")
    assert rows["native_community"]["effect"] is None


def ground_day():
    """Any day of the law."""
    return Finding.objects.first().measured_on


def test_the_law_is_asked_once_and_not_a_row(client, ground):
    def ask(size):
        with CaptureQueriesContext(connection) as asked:
            assert len(answer(client, "/api/v1/overlaps/", page_size=str(size))["results"]) == size
        return len(asked)

    assert ask(1) == ask(3)
