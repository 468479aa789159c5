"""Equipment as typed: unknown, none, or words of the law; never a silent none."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from registry.formalization.models import Registration
from registry.formalization.web.equipment import EquipmentField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("  ", None),
        ("none", []),
        ("None", []),
        ("mill, Chute", ["mill", "chute"]),
        ("suction dredge", ["suction_dredge"]),
    ],
)
def test_what_is_typed_is_kept(typed: str, kept: list[str] | None) -> None:
    assert EquipmentField(required=False).clean(typed) == kept


def test_what_is_no_word_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValidationError, match="mill, chute"):
        EquipmentField(required=False).clean("mill; <b>")


@pytest.mark.django_db
def test_a_registration_keeps_its_equipment_from_the_form(cast: dict[str, Client], rows: dict[str, int]) -> None:
    url = reverse("registrations:add")
    sent = {
        "code": "MDD-9",
        "deposit_class": "unknown",
        "mercury_use": "unknown",
        "ubigeo": "170102",
        "equipment": "none",
    }
    assert cast["officer"].post(url, sent).status_code == 302
    stored = Registration.objects.get(code="MDD-9")
    assert stored.equipment == []
    assert 'value="none"' in cast["officer"].get(reverse("registrations:change", args=[stored.pk])).content.decode()
