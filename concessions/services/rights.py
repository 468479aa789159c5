"""Adding and changing mining rights, with their shape."""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concessions.models import MiningRight
from registry.audit.services import Actor, event_record
from registry.audit.services.changes import changes_of
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.territory.choices import OwnerKind
from registry.territory.models import Footprint
from registry.territory.services.places import Place, place_register


@dataclass(frozen=True, slots=True)
class RightData:
    """A mining right as a door received it. None or an empty text says that it is not known."""

    code: str
    name: str = ""
    kind: str = "unknown"
    state: str = "unknown"
    substance_class: str = "unknown"
    declared_hectares: Decimal | None = None
    filed_at: datetime | None = None
    filed_hour_known: bool = False
    titled_on: date | None = None
    extinguished_on: date | None = None
    ubigeo: str = ""
    source: str = ""


def right_create(*, data: RightData, place: Place | None, by: Actor, at: datetime) -> MiningRight:
    """Add a right; its shape is measured by a worker after the transaction.

    Raises:
        DomainError: for a malformed or known code, days in the wrong order, or a shape that cannot be measured.
    """
    with transaction.atomic():
        values = _clean(data, but=0)
        if place is not None:
            values["footprint"] = _footprint(place, None, at)
        right = MiningRight.objects.create(**values)
        _record("concessions.right.created", right, None, values, by, at, "")
    return right


def right_change(
    *, right: MiningRight, data: RightData, place: Place | None, by: Actor, at: datetime, reason: str
) -> MiningRight:
    """Change a right; without `place` its shape stays. Nothing is written where nothing differs.

    Raises:
        DomainError: as `right_create`, and where no reason is given.
    """
    if not reason.strip():
        raise DomainError(
            _("Say why the entry is changed: the reason stays with it."), field="reason", code="reason_missing"
        )
    with transaction.atomic():
        # Locked alone: joined to its footprint, a row that was waited for would come with the footprint of before.
        row = MiningRight.objects.select_for_update().get(pk=right.pk)
        values = _clean(data, but=row.pk)
        if place is not None:
            values["footprint"] = _footprint(place, row.footprint, at)
        _record("concessions.right.changed", row, row, values, by, at, reason.strip())
    return row


def _footprint(place: Place, replaces: Footprint | None, at: datetime) -> Footprint:
    return place_register(owner_kind=OwnerKind.RIGHT, place=place, replaces=replaces, at=at)


def _record(  # noqa: PLR0917 - one event's sides
    kind: str,
    right: MiningRight,
    before: MiningRight | None,
    values: dict[str, Any],
    by: Actor,
    at: datetime,
    reason: str,
) -> None:
    changes = changes_of(before, values)
    if not changes:
        return
    for field, value in values.items():
        setattr(right, field, value)
    right.save()
    event_record(
        kind=kind, by=by, at=at, subject=right, ubigeo=right.ubigeo, changes=changes,
        reason=reason,
    )  # fmt: skip
    announce("concessions.right.changed", [right.pk])


def _clean(data: RightData, *, but: int) -> dict[str, Any]:
    values = {field.name: getattr(data, field.name) for field in fields(data)}
    values["code"] = re.sub(r"\s", "", data.code).upper()
    if not re.fullmatch(r"[A-Z0-9\-]{6,16}", values["code"]):
        raise DomainError(
            _("A right's code (código único) has 8 to 12 letters and digits. Copy it from the title."),
            field="code",
            code="right_code_form",
        )
    if MiningRight.objects.exclude(pk=but).filter(code=values["code"]).exists():
        raise DomainError(
            _("A right with this code is already in the register. Open it and change it there."),
            field="code",
            code="right_code_known",
        )
    if data.declared_hectares is not None and data.declared_hectares < 0:
        raise DomainError(
            _("Hectares cannot be less than nothing."), field="declared_hectares", code="hectares_negative"
        )
    if data.titled_on and data.extinguished_on and data.extinguished_on < data.titled_on:
        raise DomainError(
            _("The right would end before its title. Check both days."), field="extinguished_on", code="period_order"
        )
    return values
