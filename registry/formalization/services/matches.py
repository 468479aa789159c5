"""Is a holder whom the cadastre names without a number a registrant? Proposed by name, answered by a person.

Where the document is the same no proposal is needed: the facts match by document. A name alone proves nothing: it opens
the registrant's total until an officer confirms or rejects. Proposed are names that are the same or nearly so
(trigrams, which do not mind the order of the words), between registrants and holders without a number, or with one
where the registrant has none.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from concessions.models import RightHolder
from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.formalization.models import HolderMatch, Registration

CHANGED = "formalization.match.changed"
LIKE = 0.75
CHUNK = 2_000
State = HolderMatch.State
Progress = Callable[[int, int], None]

_PROPOSE = """
INSERT INTO formalization_holdermatch (holder_id, {column}, likeness, basis, state, reason, proposed_at, decided_by)
SELECT h.id, p.id, similarity(p.name_folded, h.name_folded), 'name', 'proposed', '', %(at)s, ''
FROM concessions_rightholder h
JOIN {table} p ON p.name_folded %% h.name_folded
WHERE h.id = ANY(%(holders)s) AND (h.document_number = '' OR {without_number})
    AND EXISTS (SELECT 1 FROM formalization_registration r WHERE r.{column} = p.id)
    AND (%(registrants)s::bigint[] IS NULL OR p.id = ANY(%(registrants)s))
    AND NOT EXISTS (SELECT 1 FROM formalization_holdermatch m WHERE m.holder_id = h.id AND m.state = 'confirmed')
ON CONFLICT DO NOTHING
RETURNING {column}
"""
_SIDES = {
    "person_id": ("miners_person", "(p.document_number = '' AND p.ruc = '')"),
    "group_id": ("miners_group", "p.ruc = ''"),
}


class Proposed(NamedTuple):
    """How many holders were looked at and how many proposals are new."""

    looked_at: int
    proposed: int


def matches_propose(
    *, holders: Q, at: datetime, persons: Sequence[int] | None = None, groups: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> Proposed:  # fmt: skip
    """Propose matches for these holders; a pair that was proposed before stays as it was answered.

    Args:
        holders: which rows of `RightHolder` to look at; those whose holding ended are left out.
        at: the moment.
        persons: only these registrants, with `groups`; both None: all.
        groups: see `persons`.
        progress: told how many holders of how many are looked at.
    """
    total = RightHolder.objects.filter(holders, until_on=None).count()
    looked_at = proposed = 0
    is_all = persons is None and groups is None
    asked = {"person_id": None if is_all else list(persons or ()), "group_id": None if is_all else list(groups or ())}
    for ids in _chunks(holders):
        with transaction.atomic():
            proposed += _propose(ids, asked, at)
        looked_at += len(ids)
        if progress is not None:
            progress(looked_at, total)
    return Proposed(looked_at, proposed)


def _chunks(holders: Q) -> Iterator[list[int]]:
    last = 0
    rows = RightHolder.objects.filter(holders, until_on=None).order_by("pk")
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        yield ids
        last = ids[-1]


def _propose(ids: list[int], asked: dict[str, list[int] | None], at: datetime) -> int:
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(LIKE)])
        for column, (table, without_number) in _SIDES.items():
            sql = _PROPOSE.format(column=column, table=table, without_number=without_number)
            cursor.execute(sql, {"holders": ids, "registrants": asked[column], "at": at})
            found[column] = [number for (number,) in cursor.fetchall()]
    _tell(Q(person__in=found["person_id"]) | Q(group__in=found["group_id"]))
    return sum(map(len, found.values()))


def match_decide(*, match: HolderMatch, is_same: bool, reason: str, by: Actor, at: datetime) -> HolderMatch:
    """Confirm or reject a proposal; what is confirmed rejects the other proposals for that holder.

    Raises:
        DomainError: no reason, answered the same already, or another registrant is confirmed for the holder.
    """
    if not reason.strip():
        raise DomainError(
            _("Say on what the answer rests: a document, a folder, a word of the holder."),
            field="reason",
            code="reason_missing",
        )
    with transaction.atomic():
        RightHolder.objects.select_for_update().get(pk=match.holder_id)
        row = HolderMatch.objects.select_related("holder__right").get(pk=match.pk)
        state = State.CONFIRMED if is_same else State.REJECTED
        if row.state == state:
            raise DomainError(_("This proposal was answered so already."), code="match_same")
        others = HolderMatch.objects.filter(holder=row.holder_id).exclude(pk=row.pk)
        touched = [row]
        if is_same:
            _refuse_second(others)
            touched += list(others.filter(state=State.PROPOSED))
            others.filter(state=State.PROPOSED).update(
                state=State.REJECTED, reason=_("Another registrant was confirmed."), decided_by=by.key, decided_at=at
            )
        _answer(row, state, reason, by, at)
        asked = Q(person__in=[m.person_id for m in touched if m.person_id])
        _tell(asked | Q(group__in=[m.group_id for m in touched if m.group_id]))
    return row


def _refuse_second(others: Any) -> None:
    if others.filter(state=State.CONFIRMED).exists():
        raise DomainError(
            _("Another registrant is confirmed for this holder. Reject that match first."), code="match_taken"
        )


def _answer(row: HolderMatch, state: HolderMatch.State, reason: str, by: Actor, at: datetime) -> None:
    row.state, row.reason, row.decided_by, row.decided_at = state, reason.strip()[:300], by.key, at
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    right = row.holder.right
    event_record(
        kind=f"formalization.match.{state.value}", by=by, at=at, subject=right, ubigeo=right.ubigeo,
        reason=reason.strip(), facts={"match": row.pk, "person": row.person_id, "group": row.group_id},
    )  # fmt: skip


def _tell(registrants: Q) -> None:
    announce(CHANGED, list(Registration.objects.filter(registrants).order_by("pk").values_list("pk", flat=True)))
