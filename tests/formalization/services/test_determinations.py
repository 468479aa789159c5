"""Determinations: beside the engine, reasoned, two officers for illegal, reopened when a fact changes."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError, NotAllowedError
from registry.formalization.models import Assessment, Determination, Registration
from registry.formalization.services.determinations import (
    Answer,
    determination_answer,
    determination_propose,
    determinations_reopen,
)

pytestmark = pytest.mark.django_db
FIRST, SECOND = Actor.user(1), Actor.user(2)
INFORMAL = Answer("artisanal", "informal", "RD 001-2026", "Seen on site.", "Inspection note 7", date(2026, 11, 19))
ILLEGAL = replace(INFORMAL, legal_status="illegal")


@pytest.fixture
def registration(on: date, at: datetime) -> Registration:
    row = Registration.objects.create(code="R-1", status_code="2222222222")
    Assessment.objects.create(
        registration=row,
        on_day=on,
        confirmed_on=on,
        jurisdiction="PE",
        pack_version="1",
        pack_hash="0" * 64,
        facts={},
        findings=[],
        category="needs_review",
        scale="artisanal",
        legal_status="needs_review",
        asked_by="system:test",
        created_at=at,
    )
    return row


def test_an_informal_answer_stands_at_once_and_edits_no_assessment(registration: Registration, at: datetime) -> None:
    made = determination_propose(registration=registration, answer=INFORMAL, by=FIRST, at=at)
    assert made.state == Determination.State.STANDING
    assert registration.assessments.get().legal_status == "needs_review"
    assert "Seen on site" not in str(Event.objects.get(kind="formalization.determination.made").changes)


def test_illegal_waits_for_a_second_and_different_officer(registration: Registration, at: datetime) -> None:
    made = determination_propose(registration=registration, answer=ILLEGAL, by=FIRST, at=at)
    assert made.state == Determination.State.PROPOSED
    with pytest.raises(NotAllowedError):
        determination_answer(determination=made, is_agreed=True, reason="yes", by=FIRST, at=at)
    stands = determination_answer(determination=made, is_agreed=True, reason="The polygon is inside.", by=SECOND, at=at)
    assert stands.state == Determination.State.STANDING
    with pytest.raises(DomainError):
        determination_answer(determination=made, is_agreed=False, reason="late", by=Actor.user(3), at=at)


@pytest.mark.parametrize("second", ["", "user:1"])
def test_the_database_refuses_an_illegal_that_one_officer_made_alone(
    registration: Registration, at: datetime, second: str
) -> None:
    made = determination_propose(registration=registration, answer=ILLEGAL, by=FIRST, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Determination.objects.filter(pk=made.pk).update(state="standing", second_key=second)


def test_a_refused_proposal_does_not_stand_and_leaves_room_for_the_next(
    registration: Registration, at: datetime
) -> None:
    made = determination_propose(registration=registration, answer=ILLEGAL, by=FIRST, at=at)
    with pytest.raises(DomainError):
        determination_propose(registration=registration, answer=INFORMAL, by=SECOND, at=at)
    determination_answer(determination=made, is_agreed=False, reason="The layer is old.", by=SECOND, at=at)
    assert determination_propose(registration=registration, answer=INFORMAL, by=SECOND, at=at).state == "standing"


@pytest.mark.parametrize("part", ["act", "reasons", "evidence"])
def test_each_part_is_needed(registration: Registration, at: datetime, part: str) -> None:
    with pytest.raises(DomainError) as caught:
        determination_propose(registration=registration, answer=replace(INFORMAL, **{part: "  "}), by=FIRST, at=at)
    assert caught.value.field == part


def test_review_is_no_answer_and_tomorrow_is_no_day_of_an_act(registration: Registration, at: datetime) -> None:
    for bad in (replace(INFORMAL, legal_status="needs_review"), replace(INFORMAL, decided_on=date(2026, 11, 21))):
        with pytest.raises(DomainError):
            determination_propose(registration=registration, answer=bad, by=FIRST, at=at)
    assert not Determination.objects.exists()


def test_a_changed_fact_reopens_it(registration: Registration, at: datetime) -> None:
    made = determination_propose(registration=registration, answer=INFORMAL, by=FIRST, at=at)
    assert determinations_reopen(registration_ids=[registration.pk], why="zone facts changed", by=FIRST, at=at) == 1
    made.refresh_from_db()
    assert (made.state, made.state_why) == ("reopened", "zone facts changed")
