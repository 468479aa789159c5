"""No page of the desk shows a person's name, number or phone without an event that says who saw it."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from miners.models import Person
from registry.audit.models import Event
from registry.audit.services.reads import EXPORTED, READ

MATRIX = runpy.run_path(str(Path(__file__).with_name("test_matrix.py")))["MATRIX"]
# Holders as the cadastre publishes them are public by law (docs of `concessions`).
PUBLIC_NAMES = {"rights:page", "rights:holder_end", "rights:list"}
WHO = ("ministry", "cadastre", "law_keeper", "administrator")
PERSONAL = ("Persona Inventada", "70000001", "900 000 777")


def shown(browser: Client, name: str, row: Any, rows: dict[str, int]) -> list[str]:
    """What of the person a page shows without an event; nothing where it leaves one."""
    before = Event.objects.filter(kind__in=[READ, EXPORTED]).count()
    answer = browser.get(reverse(name, args=[rows[key] for key in row.named]))
    if answer.status_code != 200 or answer.streaming:
        return []
    text = answer.content.decode(errors="ignore")
    is_told = Event.objects.filter(kind__in=[READ, EXPORTED]).count() > before
    return [] if is_told else [told for told in PERSONAL if told in text]


@pytest.mark.timeout(280)
def test_a_form_that_is_refused_leaves_an_event_too(cast: dict[str, Client], rows: dict[str, int]) -> None:
    Person.objects.filter(pk=rows["person"]).update(document_number="70000001", phone="+51 900 000 777")
    silent, tried = {}, 0
    for name, row in sorted(MATRIX.items()):
        who = next((one for one in WHO if one in row.allowed), None)
        if who is None or not row.is_form or name in PUBLIC_NAMES:
            continue
        before = Event.objects.filter(kind=READ).count()
        answer = cast[who].post(reverse(name, args=[rows[key] for key in row.named]))
        assert answer.status_code == 422, name
        text, tried = answer.content.decode(), tried + 1
        if Event.objects.filter(kind=READ).count() == before:
            silent[name] = [told for told in PERSONAL if told in text]
    assert {name: told for name, told in silent.items() if told} == {}
    assert tried > 50


@pytest.mark.timeout(280)
def test_a_page_with_a_person_leaves_an_event(cast: dict[str, Client], rows: dict[str, int]) -> None:
    Person.objects.filter(pk=rows["person"]).update(document_number="70000001", phone="+51 900 000 777")
    silent = {}
    for name, row in sorted(MATRIX.items()):
        who = next((one for one in WHO if one in row.allowed), None)
        if who is not None and name not in PUBLIC_NAMES:
            silent[name] = shown(cast[who], name, row, rows)
    assert {name: told for name, told in silent.items() if told} == {}
    assert len(silent) > 100
