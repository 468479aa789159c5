"""Adding and changing registrations, with the place they declare."""

import random
import re
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.audit.services import Actor, event_record
from registry.audit.services.changes import changes_of
from registry.common.announcements import announce
from registry.common.codes import new_code
from registry.common.errors import DomainError
from registry.common.typed import as_seen
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration, StateChange
from registry.formalization.services.grounds import zone_facts_lapse
from registry.territory.choices import OwnerKind
from registry.territory.models import Footprint
from registry.territory.services.places import Place, place_register


@dataclass(frozen=True, slots=True)
class RegistrationData:
    """A registration as a door received it. None or an empty text says that it is not known."""

    code: str
    person: Person | None = None
    group: Group | None = None
    activity: str = ""
    right: MiningRight | None = None
    right_code_declared: str = ""
    right_name_declared: str = ""
    deposit_class: str = "unknown"
    capacity_t_per_day: Decimal | None = None
    capacity_m3_per_day: Decimal | None = None
    is_habitual: bool | None = None
    is_means_of_livelihood: bool | None = None
    is_manual_or_basic: bool | None = None
    methods: str = ""
    equipment: list[str] | None = None
    mercury_use: str = "unknown"
    uses_explosives: bool | None = None
    workers_women: int | None = None
    workers_men: int | None = None
    enrolled_on: date | None = None
    ubigeo: str = ""
    source: str = ""


def registration_create(
    *, data: RegistrationData, place: Place | None, by: Actor, at: datetime,
    state: str = RegistrationState.UNKNOWN, state_since: date | None = None, source: random.Random | None = None,
) -> Registration:  # fmt: skip
    """Add a registration with its first state and its own status code.

    Raises:
        DomainError: for a missing or known code, two registrants, a negative capacity or a bad place.
    """
    with transaction.atomic():
        values = _clean(data, but=0)
        values |= {"status_code": _free_code(source), "state": state, "state_since": state_since}
        if place is not None:
            values["declared_place"] = _footprint(place, None, at)
        row = Registration.objects.create(**values)
        StateChange.objects.create(
            registration=row, state=state, from_on=state_since, reason=_("First entry."), by_key=by.key, recorded_at=at
        )
        event_record(
            kind="formalization.registration.created", by=by, at=at, subject=row, ubigeo=row.ubigeo,
            changes=changes_of(None, values),
        )  # fmt: skip
        announce("formalization.registration.changed", [row.pk])
    return row


def registration_change(
    *, registration: Registration, data: RegistrationData, place: Place | None, by: Actor, at: datetime, reason: str
) -> Registration:
    """Change a registration; without `place` the declared place stays. Its state is changed by its own act.

    Raises:
        DomainError: as `registration_create`, and where no reason is given.
    """
    if not reason.strip():
        raise DomainError(
            _("Say why the entry is changed: the reason stays with it."), field="reason", code="reason_missing"
        )
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        values = _clean(data, but=row.pk)
        if place is not None:
            values["declared_place"] = _footprint(place, row.declared_place, at)
        changes = changes_of(row, values)
        if changes:
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
            if "declared_place" in {change.field for change in changes}:
                zone_facts_lapse(registration=row, by=by, at=at)
            event_record(
                kind="formalization.registration.changed", by=by, at=at, subject=row, ubigeo=row.ubigeo,
                changes=changes, reason=reason.strip(),
            )  # fmt: skip
            announce("formalization.registration.changed", [row.pk])
    return row


def _footprint(place: Place, replaces: Footprint | None, at: datetime) -> Footprint:
    return place_register(owner_kind=OwnerKind.DECLARED_PLACE, place=place, replaces=replaces, at=at)


def _free_code(source: random.Random | None) -> str:
    while Registration.objects.filter(status_code=(code := new_code(source))).exists():
        pass
    return code


def _clean(data: RegistrationData, *, but: int) -> dict[str, Any]:
    values = {field.name: getattr(data, field.name) for field in fields(data)}
    values["code"] = " ".join(as_seen(data.code).split()).upper()
    if not values["code"]:
        raise DomainError(
            _("The ministry's code is needed: it stands on the registration sheet."), field="code", code="code_missing"
        )
    if Registration.objects.exclude(pk=but).filter(code=values["code"]).exists():
        raise DomainError(
            _("A registration with this code is already in the register. Open it and change it there."),
            field="code",
            code="code_known",
        )
    if data.person is not None and data.group is not None:
        raise DomainError(
            _("A registration has one registrant: a person or a group, not both."),
            field="registrant",
            code="registrant_one",
        )
    if data.ubigeo and not re.fullmatch(r"[0-9]{2}([0-9]{2}){0,2}", data.ubigeo):
        raise DomainError(
            _("A place code (UBIGEO) has 6 digits, for example 170102; 4 name a province and 2 a department."),
            field="ubigeo",
            code="ubigeo_form",
        )
    for field in ("capacity_t_per_day", "capacity_m3_per_day"):
        if (capacity := values[field]) is not None and capacity < 0:
            raise DomainError(
                _("A capacity cannot be less than nothing; leave it empty while it is not known."),
                field=field,
                code="capacity_negative",
            )
    if data.right is not None and not data.right_code_declared:
        values["right_code_declared"] = data.right.code
    return values
