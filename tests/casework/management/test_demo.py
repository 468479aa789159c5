"""The demo's files: every story plays through the real services, once, and only in a demo."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, Challenge, Observation, Opinion, ServiceRecord, Transfer
from registry.casework.selectors.measures import campaign
from registry.casework.selectors.overdue import EVERYWHERE, overdue_counts
from registry.casework.services.demo import casework_demo_seed
from registry.casework.services.demo.stories import STORIES
from registry.common.errors import DomainError
from registry.formalization.services.demo import DemoOrder, demo_seed

ON, AT = date(2026, 11, 21), datetime(2026, 11, 21, 15, tzinfo=UTC)
BY = Actor.system("demo")


def seed() -> dict[str, object]:
    return casework_demo_seed(by=BY, on=ON, at=AT, say=lambda text: None)


@pytest.mark.django_db
def test_a_demo_has_a_case_of_every_kind_and_is_written_once(settings: Any) -> None:
    settings.REGISTRY_DEMO = True
    with pytest.raises(DomainError) as empty:
        seed()
    assert empty.value.code == "demo_missing"
    demo_seed(order=DemoOrder(registrations=900, rights=200), by=BY, on=ON, at=AT, say=lambda text: None)
    assert seed()["seeded"] is True
    assert seed() == {"seeded": False, "files": CaseFile.objects.count()}
    assert CaseFile.objects.count() >= len(STORIES)
    states = set(CaseFile.objects.values_list("registration__state", flat=True))
    assert {"in_force", "suspended", "excluded", "formalised"} <= states
    assert Observation.objects.filter(is_late=True).exists()
    assert Opinion.objects.filter(answer="unfavourable").exists()
    assert Challenge.objects.filter(outcome="", admitted_on__isnull=False).exists()
    assert Challenge.objects.filter(outcome="upheld").exists()
    assert set(Act.objects.values_list("state", flat=True)) == {"standing", "proposed", "refused", "annulled"}
    assert ServiceRecord.objects.filter(served_on=None).exists()
    assert ServiceRecord.objects.exclude(defect="").exists()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"draft", "handed", "received"}
    counts = overdue_counts(on=ON)
    assert counts["clock"] >= 3
    assert counts["production"] >= 3
    found = campaign(viewer=EVERYWHERE, on=ON)
    assert found.asked == found.not_declared + found.declared + found.verified
    assert min(found.declared, found.verified, found.differs, found.matches) > 0


@pytest.mark.django_db
def test_only_in_a_demo(settings: Any) -> None:
    settings.REGISTRY_DEMO = False
    with pytest.raises(DomainError) as refused:
        seed()
    assert refused.value.code == "not_a_demo"
