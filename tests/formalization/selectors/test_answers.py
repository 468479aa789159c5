"""What the holder sees first: the authority's word where it stands, else an indication, else that nothing is known."""

from datetime import date, datetime, timedelta

import pytest

from registry.formalization.models import Assessment, Determination
from registry.formalization.selectors.answers import ShownAnswer, answer_shown

pytestmark = pytest.mark.django_db


def assessed(entry, on: date, at: datetime, **values) -> Assessment:
    return Assessment.objects.create(
        **{
            "registration": entry, "on_day": on, "confirmed_on": on, "jurisdiction": "PE", "pack_version": "1",
            "pack_hash": "0" * 64, "facts": {}, "findings": [], "category": "needs_review", "scale": "artisanal",
            "legal_status": "needs_review", "asked_by": "test", "created_at": at, **values,
        }
    )  # fmt: skip


def shown_of(entry, on: date) -> ShownAnswer:
    """What a page shows that has read the rows of an entry."""
    determinations = Determination.objects.filter(registration=entry).order_by("-id")
    return answer_shown(determinations, Assessment.objects.filter(registration=entry, superseded_at=None).first(), on)


def test_nothing_judged_is_said_to_be_nothing(build, on: date) -> None:
    shown = shown_of(build.registration(), on)
    assert (shown.source, shown.category) == ("none", "")


def test_reviews_for_layers_only_are_marked(build, on: date, at: datetime) -> None:
    entry = build.registration()
    assessed(entry, on, at, missing_evidence=["zone_layer_not_checked"])
    shown = shown_of(entry, on)
    assert (shown.source, shown.category, shown.waits_for_layers_only) == ("assessment", "needs_review", True)


@pytest.mark.parametrize(
    ("scale", "status", "category"),
    [
        ("artisanal", "formal", "artisanal"),
        ("artisanal", "informal", "informal"),
        ("not_applicable", "formal", "formal"),
    ],
)
def test_a_standing_determination_comes_first(
    build, on: date, at: datetime, scale: str, status: str, category: str
) -> None:
    entry = build.registration()
    answer = assessed(entry, on, at)
    act = Determination.objects.create(
        registration=entry, assessment=answer, scale=scale, legal_status=status, act="RD 1", reasons="Seen.",
        evidence="Acta 1", decided_on=on, by_key="user:1", state="standing", recorded_at=at,
    )  # fmt: skip
    shown = shown_of(entry, on)
    assert (shown.source, shown.category, shown.act) == ("determination", category, "RD 1")
    assert shown_of(entry, on - timedelta(days=1)).source == "assessment"
    for state in ("proposed", "reopened", "refused", "replaced"):
        Determination.objects.filter(pk=act.pk).update(state=state)
        assert shown_of(entry, on).source == "assessment"
