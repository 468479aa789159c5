"""Quechua beside the Spanish: marked while nobody has reviewed it, never alone, never on other pages."""

import gzip
import html
import re

import pytest
from django.utils import translation

from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration
from registry.places.models import Office
from registry.portal.choices.quechua import QUECHUA, Beside
from registry.portal.choices.words import STATE_WORDS
from tests.portal.test_rows import clocks_and_observations, everything_missing, papers_asked

PAIR = {"document": "70000001"}
BESIDE = re.compile(r'<span class="soft small qu" lang="qu">(.*?)(?: <span lang="es">(.*?)</span>)?</span>')


@pytest.fixture
def said(phone, told):
    """The form and the longest answer of every state, by language."""
    clocks_and_observations(told)
    papers_asked(told)
    everything_missing(told)
    Office.objects.create(code="A", name="Oficina Ñ", phone="demo 1")

    def pages(language):
        found = [phone.get(f"/{language}/status/")]
        for state in RegistrationState.values:
            Registration.objects.update(state=state)
            found.append(phone.post(f"/{language}/status/", PAIR | {"code": told.entry.status_code}))
        return found

    return pages


def test_each_draft_stands_on_a_page_and_belongs_to_a_sentence_of_it(said):
    english = html.unescape("\n".join(page.content.decode() for page in said("en")))
    shown = {html.unescape(text) for page in said("qu") for text, _mark in BESIDE.findall(page.content.decode())}
    silent = {of for of in QUECHUA if of not in english} - {"Hear it"}  # a recording must lie in the slot
    assert silent == set()
    assert shown == {beside.text for of, beside in QUECHUA.items() if of != "Hear it"}


def test_each_draft_is_marked_and_none_takes_the_place_of_the_spanish(said):
    for quechua, spanish in zip(said("qu"), said("es"), strict=True):
        page = quechua.content.decode()
        assert all(mark for _text, mark in BESIDE.findall(page))
        without = re.sub(r'<p class="notice" lang="es">.*?</p>', "", BESIDE.sub("", page))
        words = [re.sub(r"<[^>]+>|\s+", "", text) for text in (without, spanish.content.decode())]
        for one in (words[0].partition("</style>")[2], words[1].partition("</style>")[2]):
            assert 'lang="qu">' not in one
        assert len(words[0]) == len(words[1])


def test_no_quechua_stands_on_other_pages(said):
    for language in ("es", "en"):
        assert not any(BESIDE.search(page.content.decode()) for page in said(language))


def test_a_reviewed_sentence_loses_its_mark(said, monkeypatch):
    monkeypatch.setitem(QUECHUA, "What it means", Beside("Ima niyta munan", is_reviewed=True))
    marks = dict(BESIDE.findall(said("qu")[1].content.decode()))
    assert marks["Ima niyta munan"] == ""
    assert marks["Maypi tapukuna"] != ""


def test_the_pages_stay_small_with_both_languages(said):
    for page in said("qu"):
        headers = "".join(f"{name}: {value}\r\n" for name, value in page.items())
        assert len(gzip.compress(page.content)) + len(headers) <= 14_000
        assert len(page.content) <= 45_000


def test_every_state_has_its_word():
    with translation.override(None):
        assert {str(words.word) for words in STATE_WORDS.values()} <= set(QUECHUA)
