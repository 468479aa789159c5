"""Adding and changing associations and the other groups."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from miners.models import Group
from miners.services.checks import clean_common
from miners.services.data import GroupData, values_of
from miners.services.duplicates import duplicates_propose
from registry.audit.services import Actor, event_record
from registry.audit.services.changes import changes_of
from registry.common.announcements import announce
from registry.common.errors import DomainError

PERSONAL = frozenset({"phone", "email", "address"})


def group_create(*, data: GroupData, by: Actor, at: datetime) -> Group:
    """Add a group and propose possible duplicates.

    Raises:
        DomainError: for a missing name, a malformed or already registered RUC, or a founding in the future.
    """
    with transaction.atomic():
        values = _clean(data, on=at.date(), but=0)
        group = Group.objects.create(**values)
        event_record(
            kind="miners.group.created", by=by, at=at, subject=group, ubigeo=group.ubigeo,
            changes=changes_of(None, values, personal=PERSONAL),
        )  # fmt: skip
        duplicates_propose(group=group)
        announce("miners.group.changed", [group.pk])
    return group


def group_change(*, group: Group, data: GroupData, by: Actor, at: datetime, reason: str) -> Group:
    """Change a group; the reason stands in the event. Raises: DomainError as `group_create`, and without a reason."""
    if not reason.strip():
        raise DomainError(
            _("Say why the entry is changed: the reason stays with it."), field="reason", code="reason_missing"
        )
    with transaction.atomic():
        row = Group.objects.select_for_update().get(pk=group.pk)
        values = _clean(data, on=at.date(), but=row.pk)
        changes = changes_of(row, values, personal=PERSONAL)
        if changes:
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
            event_record(
                kind="miners.group.changed", by=by, at=at, subject=row, ubigeo=row.ubigeo, changes=changes,
                reason=reason.strip(),
            )  # fmt: skip
            announce("miners.group.changed", [row.pk])
    return row


def _clean(data: GroupData, *, on: date, but: int) -> dict[str, Any]:
    values = clean_common(values_of(data), name_field="name")
    if values["founded_on"] and values["founded_on"] > on:
        raise DomainError(
            _("The founding day lies in the future. Check the year."), field="founded_on", code="founded_in_future"
        )
    if values["ruc"] and Group.objects.exclude(pk=but).filter(ruc=values["ruc"]).exists():
        raise DomainError(
            _("A group with this RUC is already registered. Search for the number and use that entry."),
            field="ruc",
            code="ruc_known",
        )
    return values
