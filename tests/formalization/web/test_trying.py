"""Facts typed by hand are judged by the same law as those of the register, and kept nowhere."""

import pytest
from django.urls import reverse

from registry.formalization.models import Assessment

pytestmark = pytest.mark.django_db

SETTLED = {
    "as_of": "2026-11-20", "activity": "exploitation", "holder_type": "natural_person", "deposit": "metallic",
    "t_per_day": "25", "hectares": "1000", "has_contract": "no", "habitual": "yes", "livelihood": "yes", "manual": "yes",
    "equipment": "none", "entry": "in_force", "same_right": "yes", "zones_checked": "on",
}  # fmt: skip


def judged(browser, **typed):
    answer = browser.post(reverse("registrations:try"), SETTLED | typed, headers={"Accept-Language": "en"})
    return answer, answer.context["told"]


@pytest.mark.parametrize(
    ("typed", "category", "scale"),
    [
        ({}, "informal, in process", "artisanal"),
        ({"t_per_day": "25.1"}, "informal, in process", "small scale"),
        ({"hectares": "1000.01"}, "informal, in process", "small scale"),
        ({"hectares": ""}, "needs review", "needs review"),
        ({"equipment": ""}, "needs review", "artisanal"),
        ({"zones_checked": ""}, "needs review", "artisanal"),
        ({"zones_checked": "", "zones": ["buffer_zone"]}, "needs review", "artisanal"),
        ({"zones": ["protected_area"]}, "indication of illegal", "artisanal"),
        ({"entry": "none"}, "indication of illegal", "artisanal"),
        ({"authorisation": "start_restart_exploitation"}, "artisanal", "artisanal"),
    ],
)
def test_the_answer_is_that_of_the_law_and_nothing_is_kept(cast, typed, category, scale):
    answer, told = judged(cast["officer"], **typed)
    assert answer.status_code == 200
    assert (told["category"].word, told["scale"].word) == (category, scale)
    assert "Typed in by hand" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_a_day_before_the_first_law_is_told(cast):
    answer, told = judged(cast["officer"], as_of="1990-01-01")
    assert (answer.status_code, told) == (422, None)
    assert "1990-01-01" in answer.content.decode()


@pytest.mark.parametrize(
    "typed", [{"has_contract": ""}, {"t_per_day": "-1"}, {"t_per_day": "many"}, {"activity": "x"}, {"zones": ["x"]}]
)
def test_nonsense_stands_beside_its_field(cast, typed):
    answer, told = judged(cast["officer"], **typed)
    assert (answer.status_code, told) == (422, None)
    assert set(typed) <= set(answer.context["form"].errors)
