"""The desk's pages of notices: addresses are shortened, codes never shown, a mass change is released by an officer."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.notices.models import Batch, Notice
from registry.notices.services import Message, Recipient, notice_send
from registry.notices.services.wordings import kinds
from registry.notices.web.words import KINDS

BY = Actor.system("test")


def test_the_list_shows_no_whole_address_and_does_not_grow(
    cast: dict[str, Client], rows: dict[str, int], at: datetime, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        notice_send(
            message=Message(
                "mandate.ended", f"m:{number}", Recipient(key="person:1", email="rosa@example.invalid"),
                {"code": "X", "day": at, "scope": "S"}, ubigeo="170102",
            ),
            by=BY, at=at,
        )  # fmt: skip
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        answer = cast["ministry"].get(reverse("notices:list"))
    text = answer.content.decode()
    assert "rosa@" not in text
    assert "…alid" in text
    assert "A mass change: 1 notice is held" in text
    assert rows


def test_a_code_for_one_use_is_shown_to_nobody(cast: dict[str, Client], at: datetime) -> None:
    [notice] = notice_send(
        message=Message(
            "contact.code", "c", Recipient(key="person:1", phone="900"), {"secret": "987 123", "minutes": 5},
            is_secret=True,
        ),
        by=BY, at=at,
    )  # fmt: skip
    text = cast["ministry"].get(reverse("notices:page", args=[notice.pk])).content.decode()
    assert "987 123" not in text
    assert "code for one use" in text


def test_an_officer_releases_a_mass_change(cast: dict[str, Client], rows: dict[str, int]) -> None:
    url = reverse("notices:batch", args=[rows["batch_held"]])
    assert "MDD-1" in cast["law_keeper"].get(url).content.decode()
    assert cast["law_keeper"].post(url, {"decision": "drop", "reason": ""}).status_code == 422
    assert cast["law_keeper"].post(url, {"decision": "release"}).status_code == 302
    assert Batch.objects.get(pk=rows["batch_held"]).released_at
    assert Notice.objects.get(batch=rows["batch_held"]).state == "waiting"
    assert Event.objects.filter(kind="notices.batch.released").count() == 1
    assert cast["law_keeper"].get(url).status_code == 404


def test_a_failed_notice_is_tried_again_from_its_page(cast: dict[str, Client], rows: dict[str, int]) -> None:
    Notice.objects.filter(pk=rows["notice"]).update(state="failed", attempts=8, problem="nobody answers")
    page = reverse("notices:page", args=[rows["notice"]])
    assert "Try again" not in cast["officer"].get(page).content.decode()
    assert "Try again" in cast["ministry"].get(page).content.decode()
    cast["ministry"].post(reverse("notices:retry", args=[rows["notice"]]))
    assert Notice.objects.get(pk=rows["notice"]).state == "waiting"


@pytest.mark.parametrize("who", ["officer", "ministry"])
def test_a_notice_without_a_place_is_for_readers_of_the_whole_country(
    who: str, cast: dict[str, Client], at: datetime
) -> None:
    [notice] = notice_send(
        message=Message("mandate.ended", "m", Recipient(key="p:1"), {"code": "X", "day": at, "scope": "S"}),
        by=BY,
        at=at,
    )
    stated = {"officer": 403, "ministry": 200}[who]
    assert cast[who].get(reverse("notices:page", args=[notice.pk])).status_code == stated


def test_every_kind_of_notice_has_a_word() -> None:
    """Officers read what a notice is about, never its code."""
    assert sorted(set(kinds()) - KINDS.keys()) == []
