"""Possible duplicates: proposed by likeness of the name, decided by a person, never merged by themselves."""

from datetime import datetime

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.utils.translation import gettext as _

from miners.models import DuplicateProposal, Group, Person
from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError

LIKE_ENOUGH = 0.6
AT_MOST = 5


def duplicates_propose(*, person: Person | None = None, group: Group | None = None) -> int:
    """Write a proposal for each other row with a very similar name; returns how many are new.

    The older row is always the first of the pair. A pair decided once is not proposed again.
    """
    row: Person | Group | None = person or group
    if row is None:
        return 0
    row.refresh_from_db(fields=["name_folded"])
    model, first, second = (Person, "person_a", "person_b") if person else (Group, "group_a", "group_b")
    alike = (
        model._default_manager.filter(name_folded__trigram_similar=row.name_folded, pk__lt=row.pk)  # noqa: SLF001 - Django's public name
        .annotate(likeness=TrigramSimilarity("name_folded", row.name_folded))
        .filter(likeness__gte=LIKE_ENOUGH)
        .order_by("-likeness")[:AT_MOST]
    )
    proposals = [
        DuplicateProposal(**{first: other, second: row}, why="name", likeness=round(other.likeness, 3))
        for other in alike
    ]
    return len(DuplicateProposal.objects.bulk_create(proposals, ignore_conflicts=True))


def duplicate_decide(*, proposal: DuplicateProposal, state: str, by: Actor, at: datetime) -> DuplicateProposal:
    """Keep what an officer says of a pair. Raises: DomainError for anything but the same or not the same."""
    if state not in {DuplicateProposal.State.SAME, DuplicateProposal.State.DIFFERENT}:
        raise DomainError(_("Say whether they are the same or not the same."), field="state", code="duplicate_state")
    with transaction.atomic():
        row = DuplicateProposal.objects.select_for_update().get(pk=proposal.pk)
        row.state, row.decided_by, row.decided_at = state, by.key, at
        row.save()
        event_record(kind="miners.duplicate.decided", by=by, at=at, subject=row, facts={"state": state})
    return row
