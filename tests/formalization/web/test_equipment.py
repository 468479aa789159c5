"""Equipment as ticked: unknown, none, or words of the law; never a silent none."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from registry.formalization.models import Registration
from registry.formalization.web.equipment import NONE, OTHER, WORDS, EquipmentField
from registry.rules.catalogue import get_pack

GROUPS_OF_THE_LAW = ("art_5_1", "art_5_2", "art_5_3", "no_device")


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [([], None), (["none"], []), (["mill", "chute"], ["mill", "chute"]), (["mill", "mill"], ["mill"])],
)
def test_what_is_ticked_is_kept(ticked: list[str], kept: list[str] | None) -> None:
    assert EquipmentField().clean(ticked) == kept


def test_a_word_in_no_list_and_none_beside_something_are_refused() -> None:
    for ticked in (["moon_rake"], ["none", "mill"]):
        with pytest.raises(ValidationError):
            EquipmentField().clean(ticked)


def test_the_choices_are_the_words_of_the_law() -> None:
    lists = get_pack("PE").law.lists
    words = {word for group in GROUPS_OF_THE_LAW for word in lists[group]}
    assert set(WORDS) == words | {NONE, OTHER}


@pytest.mark.django_db
def test_a_registration_keeps_its_equipment_from_the_form(cast: dict[str, Client], rows: dict[str, int]) -> None:
    sent = {
        "code": "MDD-9", "deposit_class": "unknown", "mercury_use": "unknown", "ubigeo": "170102", "equipment": "none",
    }  # fmt: skip
    assert cast["officer"].post(reverse("registrations:add"), sent).status_code == 302
    stored = Registration.objects.get(code="MDD-9")
    assert stored.equipment == []
    url = reverse("registrations:change", args=[stored.pk])
    assert 'value="none" ' in cast["officer"].get(url).content.decode()


@pytest.mark.django_db
def test_nothing_ticked_stays_not_known_when_the_form_comes_back(cast: dict[str, Client], rows: dict[str, int]) -> None:
    ticked = 'value="none" checked'
    sent = {"code": "MDD-9", "deposit_class": "unknown", "mercury_use": "unknown", "ubigeo": "170102"}
    add = reverse("registrations:add")
    refused = cast["officer"].post(add, sent | {"registrant": "45678912"})
    assert refused.status_code == 422
    field = refused.context["form"]["equipment"]
    assert not field.value(), "else the second try would say that there is no equipment"
    assert ticked not in refused.content.decode().replace("  ", " ")
    draft = cast["officer"].get(add)
    assert draft.context["form"]["code"].value() == "MDD-9", "the draft of the refused form"
    assert not draft.context["form"]["equipment"].value()
    again = cast["officer"].post(add, sent | {"code": "", "equipment": "none"})
    assert again.context["form"]["equipment"].value() == ["none"], "what was ticked stays ticked"
    assert rows


@pytest.mark.django_db
def test_a_word_of_an_import_survives_a_change(cast: dict[str, Client], rows: dict[str, int]) -> None:
    entry = Registration.objects.filter(pk=rows["registration"])
    entry.update(equipment=["mill", "moon_rake"])
    url = reverse("registrations:change", args=[rows["registration"]])
    assert "moon_rake" in cast["officer"].get(url).content.decode()
    sent = {
        "code": "MDD-1", "deposit_class": "unknown", "mercury_use": "unknown", "ubigeo": "170102",
        "equipment": ["mill", "moon_rake"], "reason": "Seen.",
    }  # fmt: skip
    assert cast["officer"].post(url, sent).status_code == 302
    assert entry.get().equipment == ["mill", "moon_rake"]


def test_who_said_that_there_is_none_is_listed_to_be_asked_again(cast: dict[str, Client], rows: dict[str, int]) -> None:
    row = Registration.objects.get(pk=rows["registration"])
    listed = {}
    for said in (None, [], ["mill"]):
        Registration.objects.filter(pk=row.pk).update(equipment=said)
        page = cast["ministry"].get(reverse("registrations:list"), {"equipment": "none"}).content.decode()
        listed[str(said)] = f">{row.code}<" in page
    assert listed == {"None": False, "[]": True, "['mill']": False}
