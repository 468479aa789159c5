"""The explanation page: every rule, what was found, the limit, the article, what decided and what is missing."""

from datetime import date

import pytest
from django.urls import reverse

from registry.audit.services import Actor
from registry.formalization.models import Assessment, Registration
from registry.formalization.selectors.explanation import explain
from registry.formalization.services.assessment import assessments_refresh
from registry.formalization.web.explanation import shown
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(build, at, on):
    person = build.person(full_name="Invented Explained")
    build.complete_cadastre()
    right = build.right(footprint=build.footprint())
    build.holder(right, person)
    place = build.footprint(right.footprint.shape, owner_kind="declared_place")
    build.all_clear(place)
    row = build.registration(person=person, right=right, declared_place=place)
    refresh(row, on, at)
    return row


def refresh(row, on, at):
    assessments_refresh(registration_ids=[row.pk], on=on, by=Actor.system("test"), at=at)


def page(browser, row, **query):
    return browser.get(reverse("registrations:explanation", args=[row.pk]), query, headers={"Accept-Language": "en"})


def test_it_tells_value_limit_article_source_and_what_decided(cast, judged):
    text = page(cast["officer"], judged).content.decode()
    for part in (
        "20 t/d",
        "25 t/d",
        "art. 91",
        "PE-A91-PMA-TPD",
        "This decided the class",
        "the declared place",
        "Cadastre",
    ):
        assert part in text, part
    assert "to be established by the authority" in text


def test_it_names_what_is_missing_and_who_brings_it(cast, judged, on, at):
    Registration.objects.filter(pk=judged.pk).update(capacity_t_per_day=None)
    refresh(judged, on, at)
    text = page(cast["officer"], judged).content.decode()
    assert "can bring:" in text
    assert "nothing is asked of the miner" not in text


def test_an_earlier_answer_is_shown_as_such(cast, judged, on, at):
    first = Assessment.objects.get()
    Registration.objects.filter(pk=judged.pk).update(capacity_t_per_day=26)
    refresh(judged, on, at)
    text = page(cast["officer"], judged, answer=first.pk).content.decode()
    assert "Another answer has taken the place" in text
    assert "20 t/d" in text
    assert "26 t/d" in page(cast["officer"], judged).content.decode()


@pytest.mark.parametrize("answer", ["0", "x", "-1"])
def test_an_unknown_answer_is_not_found(cast, judged, answer):
    assert page(cast["officer"], judged, answer=answer).status_code == 404


def test_words_follow_the_reader_and_codes_do_not_leak(cast, judged):
    browser = cast["officer"]
    answer = browser.get(reverse("registrations:explanation", args=[judged.pk]), headers={"Accept-Language": "es"})
    assert "¿" in answer.content.decode()


def test_a_law_that_is_not_kept_is_said(cast, judged):
    Assessment.objects.update(pack_hash="f" * 64)
    text = page(cast["officer"], judged).content.decode()
    assert "is not kept here" in text


def test_not_judged_yet_is_no_answer(cast, build):
    assert "Not classified yet" in page(cast["officer"], build.registration()).content.decode()


def test_an_unknown_activity_is_explained_too(cast, build, on, at):
    row = build.registration(activity="", state_since=date(2020, 1, 1))
    refresh(row, on, at)
    assert page(cast["officer"], row).status_code == 200


def test_queries_do_not_grow_with_the_answers(cast, judged, on, at, django_assert_max_num_queries):
    for capacity in (21, 22, 23):
        Registration.objects.filter(pk=judged.pk).update(capacity_t_per_day=capacity)
        refresh(judged, on, at)
    with django_assert_max_num_queries(8):
        page(cast["officer"], judged)


CONDITIONS = {"habitual": True, "means_of_livelihood": True, "manual_or_basic_equipment": True}
PLAIN = {
    "jurisdiction": "PE", "as_of": "2026-11-20", "holder": {"type": "natural_person"}, "substance_class": "metallic",
    "activity": "exploitation", "installed_capacity": {"t_per_day": 20}, "rights_held": [],
    "artisanal_conditions": CONDITIONS, "reinfo": {"status": "none"}, "zone_flags": [], "equipment": [],
}  # fmt: skip


def lines(**facts: object) -> list[tuple[int, str, str, str]]:
    """For each line how many rules go together, and the words for answer, scale and status."""
    pack = get_pack("PE")
    plain = {**PLAIN, **facts}
    explained = explain(pack, plain, pack.assess(pack.facts_from_json(plain)), "en")
    told = shown(explained, None)["changes"]
    words = ("category", "scale", "legal_status")
    return [
        (line["title"].count(" + ") + 1, *(str(line[of].word) if line[of] else "" for of in words)) for line in told
    ]


def test_rules_that_go_together_stand_in_one_line():
    assert lines(zone_flags=["archaeological_zone"]) == [(2, "needs review", "", "")]


def test_a_rule_that_moves_the_scale_alone_says_so_beside_the_answer():
    assert lines(zone_flags=["archaeological_zone"], substance_class="mixed") == [
        (2, "needs review", "", ""),
        (1, "indication of illegal", "artisanal", ""),
    ]


def test_a_rule_that_moves_the_status_alone_says_so():
    act = {"type": "start_restart_exploitation", "covers_activity": True, "covers_place": True}
    assert lines(substance_class="mixed", authorisation=act) == [
        (1, "artisanal", "", ""),
        (1, "indication of illegal", "", ""),
    ]
    assert lines(substance_class="mixed", authorisation=act, reinfo={"status": None}) == [
        (1, "artisanal", "", ""),
        (1, "needs review", "", "needs review"),
    ]
