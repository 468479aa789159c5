"""What a person says of a finding, beside it: kept through re-runs while both shapes are unchanged.

A verdict belongs to a pair of shapes (by their checksums), not to a run: measured again, the same two shapes have it
still, and another shape has none. It is never deleted; what reopens it is written on it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.territory.choices import VerdictKind
from registry.territory.models import Finding, Verdict

CHANGED = "territory.finding.changed"


def pair_of(finding: Finding) -> tuple[str, str]:
    """Checksums of the two shapes of a finding, by which its verdicts are known."""
    if finding.area is not None:
        return finding.footprint.checksum, finding.area.checksum
    if finding.other is None:  # the database refuses such a row
        raise DomainError(_("The finding has no other side."), code="finding_broken")
    return finding.footprint.checksum, finding.other.checksum


def verdicts_standing(findings: Sequence[Finding]) -> dict[int, Verdict]:
    """The newest verdict that holds, by number of the finding; findings without one are left out."""
    pairs = {finding.pk: pair_of(finding) for finding in findings}
    newest = {
        (verdict.footprint_checksum, verdict.other_checksum): verdict
        for verdict in _holding().filter(footprint_checksum__in={pair[0] for pair in pairs.values()}).order_by("id")
    }
    return {number: newest[pair] for number, pair in pairs.items() if pair in newest}


def _holding() -> QuerySet[Verdict]:
    return Verdict.objects.filter(reopened_at=None)


@transaction.atomic
def verdict_give(
    *, finding: Finding, verdict: str, reason: str, evidence: str = "", by: Actor, at: datetime
) -> Verdict:
    """Store what a person says of a finding; an earlier verdict on the pair stays as history.

    Raises:
        DomainError: the finding does not stand any more, the verdict is of no known kind, a reason is missing, or an
            agreement comes without its document.
    """
    locked = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("footprint", "area", "other")
    standing = locked.filter(pk=finding.pk, superseded_at=None).first()
    if standing is None:
        raise DomainError(_("This finding was measured again since. Look at the newer one."), code="finding_superseded")
    if verdict not in VerdictKind.values:
        raise DomainError(_("This is no known kind of verdict."), field="verdict")
    if not reason.strip():
        raise DomainError(_("Say why: a verdict without a reason cannot be followed."), field="reason")
    if verdict == VerdictKind.AGREEMENT and not evidence.strip():
        raise DomainError(_("An agreement needs the document that shows it."), field="evidence")
    first, second = pair_of(standing)
    _holding().filter(footprint_checksum=first, other_checksum=second).update(
        reopened_at=at, reopened_why="replaced by a newer verdict"
    )
    given = Verdict.objects.create(
        footprint_checksum=first, other_checksum=second, finding=standing, verdict=verdict, reason=reason.strip(),
        evidence=evidence.strip(), by_key=by.key, at=at,
    )  # fmt: skip
    event_record(kind="territory.verdict.given", by=by, at=at, subject=given, facts={"verdict": str(verdict)})
    announce(CHANGED, _footprints(standing))
    return given


@transaction.atomic
def verdict_reopen(*, verdict: Verdict, why: str, by: Actor, at: datetime) -> None:
    """Reopen a verdict, since the other side objects or brought a document; reopening twice is the same as once.

    Raises:
        DomainError: no reason is given.
    """
    if not why.strip():
        raise DomainError(_("Say what reopens the verdict."), field="reopened_why")
    if Verdict.objects.filter(pk=verdict.pk, reopened_at=None).update(reopened_at=at, reopened_why=why.strip()[:200]):
        event_record(kind="territory.verdict.reopened", by=by, at=at, subject=verdict)
        announce(CHANGED, _footprints(verdict.finding))


def verdicts_reopen_moved(*, footprint_ids: Sequence[int], at: datetime) -> int:
    """Reopen verdicts on shapes of these superseded footprints; called where a shape is replaced. Returns how many."""
    touched = Q(finding__footprint_id__in=footprint_ids) | Q(finding__other_id__in=footprint_ids)
    moved = _holding().filter(touched)
    return moved.update(reopened_at=at, reopened_why="a shape of the pair moved")


def _footprints(finding: Finding) -> list[int]:
    return [number for number in (finding.footprint_id, finding.other_id) if number is not None]
