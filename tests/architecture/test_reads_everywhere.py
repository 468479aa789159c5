"""No page of the desk shows a person's name, number or phone without an event that says who saw it."""

import runpy
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from miners.models import Person
from registry.audit.models import Event
from registry.audit.services.reads import EXPORTED, READ

MATRIX = runpy.run_path(str(Path(__file__).with_name("test_matrix.py")))["MATRIX"]
# Holders as the cadastre publishes them are public by law (docs of `concessions`); typed text is the writer's own.
PUBLIC_NAMES = {"rights:page", "rights:holder_end", "rights:list"}


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_a_page_with_a_person_leaves_an_event(name: str, cast: dict[str, Client], rows: dict[str, int]) -> None:
    row = MATRIX[name]
    who = next((one for one in ("ministry", "cadastre", "law_keeper", "administrator") if one in row.allowed), None)
    if who is None or name in PUBLIC_NAMES:
        pytest.skip("opened by nobody of these, or shows what the cadastre publishes")
    Person.objects.filter(pk=rows["person"]).update(document_number="70000001", phone="+51 900 000 777")
    url = reverse(name, args=[rows[key] for key in row.named])
    before = Event.objects.filter(kind__in=[READ, EXPORTED]).count()
    answer = cast[who].get(url)
    if answer.status_code != 200 or answer.streaming:
        return
    text = answer.content.decode(errors="ignore")
    shows = [told for told in ("Persona Inventada", "70000001", "900 000 777") if told in text]
    assert not shows or Event.objects.filter(kind__in=[READ, EXPORTED]).count() > before, shows
