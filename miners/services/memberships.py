"""Members of groups: who joined, with which role and share, and when they left."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from miners.models import Group, Membership, Person
from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError

WHOLE = Decimal(100)


def membership_add(
    *,
    group: Group,
    role: str,
    by: Actor,
    at: datetime,
    person: Person | None = None,
    member_group: Group | None = None,
    share_pct: Decimal | None = None,
    from_on: date | None = None,
) -> Membership:
    """Add a member to a group.

    Raises:
        DomainError: where it is not exactly one member, is the group itself, is a member already, or
            the known shares would pass 100 %.
    """
    if (person is None) == (member_group is None):
        raise DomainError(_("Name one member: either a person or a group."), field="document_number", code="member_one")
    if member_group is not None and member_group.pk == group.pk:
        raise DomainError(_("A group cannot be its own member."), field="document_number", code="member_itself")
    with transaction.atomic():
        Group.objects.select_for_update().get(pk=group.pk)
        standing = Membership.objects.filter(group=group, until_on=None)
        if standing.filter(Q(person=person) if person else Q(member_group=member_group)).exists():
            raise DomainError(_("Already a member of this group."), field="document_number", code="member_known")
        _check_share(share_pct, standing.aggregate(total=Sum("share_pct"))["total"] or Decimal(0))
        row = Membership.objects.create(
            group=group, person=person, member_group=member_group, role=role, share_pct=share_pct, from_on=from_on
        )
        event_record(
            kind="miners.membership.added", by=by, at=at, subject=group, ubigeo=group.ubigeo,
            facts={"membership": row.pk, "role": role, "share_pct": share_pct, "from_on": from_on},
        )  # fmt: skip
        announce("miners.group.changed", [group.pk])
    return row


def membership_end(*, membership: Membership, until_on: date, by: Actor, at: datetime) -> Membership:
    """End a membership on a day; the row stays.

    Raises:
        DomainError: where it ended already or would end before it began.
    """
    with transaction.atomic():
        row = Membership.objects.select_for_update().get(pk=membership.pk)
        if row.until_on is not None:
            raise DomainError(_("This membership has already ended."), field="until_on", code="membership_ended")
        if row.from_on and until_on < row.from_on:
            raise DomainError(
                _("The last day lies before the first day of the membership."), field="until_on", code="period_order"
            )
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        event_record(
            kind="miners.membership.ended", by=by, at=at, subject=row.group, ubigeo=row.group.ubigeo,
            facts={"membership": row.pk, "until_on": until_on},
        )  # fmt: skip
        announce("miners.group.changed", [row.group_id])
    return row


def _check_share(share: Decimal | None, taken: Decimal) -> None:
    if share is None:
        return
    if not 0 <= share <= WHOLE:
        raise DomainError(_("A share lies between 0 and 100 percent."), field="share_pct", code="share_range")
    if taken + share > WHOLE:
        raise DomainError(
            _("With this share the members would hold more than 100 percent. Correct the other shares first."),
            field="share_pct",
            code="share_over",
        )
