"""Where a pair stands once both sides are heard: an agreement holds only once the party of the area confirmed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from registry.territory.choices import VerdictKind
from registry.territory.models import Finding, Verdict
from registry.territory.models.parties import PartyAnswer
from registry.territory.services.parties import parties_of
from registry.territory.services.verdicts import verdicts_standing

OPEN, UNCONFIRMED = "open", "agreement_unconfirmed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a pair stands: `open`, a kind of verdict, or an agreement that its party has not confirmed."""

    code: str
    verdict: Verdict | None = None

    @property
    def word(self) -> str:
        """The outcome in words."""
        if self.code == OPEN:
            return _("nobody has judged it")
        if self.code == UNCONFIRMED:
            return _("agreement, not confirmed by the other side")
        return str(VerdictKind(self.code).label)


def outcomes(findings: Sequence[Finding], *, on: date) -> dict[int, Outcome]:
    """Where each finding stands; findings need footprint, area with layer, and other selected. Three queries."""
    standing = verdicts_standing(findings)
    agreed = [finding for finding in findings if _is_agreement(standing.get(finding.pk))]
    waiting = _waiting(agreed, standing, on) if agreed else set()
    found = {}
    for finding in findings:
        verdict = standing.get(finding.pk)
        code = OPEN if verdict is None else UNCONFIRMED if finding.pk in waiting else str(verdict.verdict)
        found[finding.pk] = Outcome(code, verdict)
    return found


def _is_agreement(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.verdict == VerdictKind.AGREEMENT


def _waiting(agreed: Sequence[Finding], standing: dict[int, Verdict], on: date) -> set[int]:
    """Those whose area has a party that did not confirm the agreement."""
    heard = parties_of([finding.area for finding in agreed if finding.area is not None], on=on)
    agreements = PartyAnswer.objects.filter(kind=PartyAnswer.Kind.AGREEMENT, item__verdict__in=list(standing.values()))
    confirmed = set(agreements.values_list("item__verdict_id", flat=True))
    return {
        finding.pk
        for finding in agreed
        if finding.area is not None and finding.area.pk in heard and standing[finding.pk].pk not in confirmed
    }
