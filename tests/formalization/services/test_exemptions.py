"""An exception adds a finding with its document within its period, and a withdrawn one adds none."""

from datetime import date, datetime, timedelta

import pytest

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.formalization.models import Assessment
from registry.formalization.selectors.replay import assessments_replay
from registry.formalization.services.assessment import assessments_refresh
from registry.formalization.services.exemptions import ExemptionData, exemption_grant, exemption_withdraw
from registry.rules.engine.exemptions import RULE

pytestmark = pytest.mark.django_db
BY = Actor.user(1)
WAIVED = ExemptionData(
    "PE-DS001-8", "DGFM", "act_suspended", "The council suspended the act.", "RD 0123-2026", date(2026, 5, 1)
)


def findings(entry, on: date, at: datetime) -> list[dict]:
    assessments_refresh(registration_ids=[entry.pk], on=on, by=BY, at=at)
    answer = Assessment.objects.get(registration=entry, superseded_at=None)
    return [found for found in answer.findings if found["rule"] == RULE]


def test_it_adds_a_finding_that_names_the_document_and_replays(build, on: date, at: datetime) -> None:
    entry = build.registration(state="excluded", state_since=date(2026, 2, 1))
    assert findings(entry, on, at) == []
    row = exemption_grant(registration=entry, data=WAIVED, by=BY, at=at)
    (found,) = findings(entry, on, at)
    assert found["value"] == "PE-DS001-8"
    assert found["exemption"]["document"] == "RD 0123-2026"
    replayed = assessments_replay()
    assert (replayed.checked, replayed.broken) == (2, [])
    exemption_withdraw(exemption=row, reason="The act runs again.", by=BY, at=at)
    assert findings(entry, on, at + timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule_id": "PE-A91-1996"}, "rule_id"), ({"authority": "nobody"}, "authority"),
        ({"reason_code": "whim"}, "reason_code"), ({"reason": " "}, "reason"), ({"document": ""}, "document"),
        ({"until_on": date(2026, 4, 1)}, "until_on"),
    ],
)  # fmt: skip
def test_what_the_law_does_not_know_is_refused(build, at: datetime, change, field: str) -> None:
    data = ExemptionData(**{name: getattr(WAIVED, name) for name in WAIVED.__slots__} | change)
    with pytest.raises(DomainError) as caught:
        exemption_grant(registration=build.registration(), data=data, by=BY, at=at)
    assert caught.value.field == field


def test_the_same_exception_twice_is_refused(build, at: datetime) -> None:
    entry = build.registration()
    row = exemption_grant(registration=entry, data=WAIVED, by=BY, at=at)
    with pytest.raises(DomainError):
        exemption_grant(registration=entry, data=WAIVED, by=BY, at=at)
    with pytest.raises(DomainError):
        exemption_withdraw(exemption=row, reason="", by=BY, at=at)
