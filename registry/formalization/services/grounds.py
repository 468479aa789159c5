"""What officers establish of the ground: a verified place, and zone facts by a dated document.

A zone fact was said of the place as it was known then: where the place changes, it is withdrawn with that reason, and
the kind of land is measured or asked for anew.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, Change, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.formalization.choices import VerificationMethod
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import PlaceVerification, Registration, ZoneFact
from registry.formalization.selectors.law import pack_in_force
from registry.territory.choices import OwnerKind
from registry.territory.services.places import Place, place_register

CHANGED = "formalization.registration.changed"
PLACE_CHANGED = "The place of the operation changed; this was said of another place."


@dataclass(frozen=True, slots=True)
class VerificationData:
    """How a place was verified: method, evidence, by whom, on which day."""

    method: str
    evidence: str
    inspected_by: str
    verified_on: date


@dataclass(frozen=True, slots=True)
class ZoneFactData:
    """What a document says of one kind of land."""

    kind: str
    lies: bool
    authority: str
    document: str
    document_on: date
    created_on: date | None = None


def place_verify(
    *, registration: Registration, place: Place | None, data: VerificationData, by: Actor, at: datetime
) -> PlaceVerification:
    """Record the verified place; from now on it answers for the ground before the declared one.

    Raises:
        DomainError: no place, no evidence, nobody named, an unknown method, or a day to come.
    """
    if place is None:
        raise DomainError(
            _("Give the coordinates that were verified: a point or the corners."), field="written", code="place_missing"
        )
    _refuse_verification(data, at)
    with transaction.atomic():
        row = Registration.objects.select_for_update().select_related(None).get(pk=registration.pk)
        before = row.verified_place
        footprint = place_register(owner_kind=OwnerKind.VERIFIED_PLACE, place=place, replaces=before, at=at)
        verification = PlaceVerification.objects.create(
            registration=row, footprint=footprint, method=data.method, evidence=data.evidence.strip(),
            inspected_by=data.inspected_by.strip(), verified_on=data.verified_on, by_key=by.key, recorded_at=at,
        )  # fmt: skip
        if before is None or footprint.pk != before.pk:
            row.verified_place = footprint
            row.save(update_fields=["verified_place", "updated_at"])
            zone_facts_lapse(registration=row, by=by, at=at)
        event_record(
            kind="formalization.place.verified", by=by, at=at, subject=row, ubigeo=row.ubigeo,
            changes=[Change("inspected_by", None, verification.inspected_by, is_personal=True)],
            facts={"verification": verification.pk, "method": data.method, "verified_on": data.verified_on},
        )  # fmt: skip
        announce(CHANGED, [row.pk])
    return verification


def _refuse_verification(data: VerificationData, at: datetime) -> None:
    if data.method not in VerificationMethod.values:
        raise DomainError(_("Choose how the place was established."), field="method", code="method_unknown")
    for name in ("evidence", "inspected_by"):
        if not getattr(data, name).strip():
            raise DomainError(
                _("A verified place needs its evidence and who established it: others must be able to check it."),
                field=name,
                code=f"{name}_missing",
            )
    if data.verified_on > day_of(at):
        raise DomainError(_("The day of the verification lies in the future."), field="verified_on", code="day_future")


def zone_fact_record(*, registration: Registration, data: ZoneFactData, by: Actor, at: datetime) -> ZoneFact:
    """Record what a document says of one kind of land; an earlier word on that kind is withdrawn.

    Raises:
        DomainError: the law in force does not know the kind, something is missing, or a day lies in the future.
    """
    _refuse_zone_fact(data, at)
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        ZoneFact.objects.filter(registration=row, kind=data.kind, withdrawn_at=None).update(
            withdrawn_at=at, withdrawn_by=by.key, withdrawn_why=_("Replaced by %(document)s.") % {
                "document": data.document.strip()[:200]
            },
        )  # fmt: skip
        fact = ZoneFact.objects.create(
            registration=row, kind=data.kind, lies=data.lies, created_on=data.created_on if data.lies else None,
            authority=data.authority.strip(), document=data.document.strip(), document_on=data.document_on,
            by_key=by.key, recorded_at=at,
        )  # fmt: skip
        event_record(
            kind="formalization.zone_fact.recorded", by=by, at=at, subject=row, ubigeo=row.ubigeo,
            facts={
                "zone_fact": fact.pk, "kind": fact.kind, "lies": fact.lies, "document": fact.document,
                "document_on": fact.document_on,
            },
        )  # fmt: skip
        announce(CHANGED, [row.pk])
    return fact


def _refuse_zone_fact(data: ZoneFactData, at: datetime) -> None:
    today = day_of(at)
    if data.kind not in pack_in_force(JURISDICTION, on=today).zone_effects:
        raise DomainError(_("The law in force does not know this kind of land."), field="kind", code="kind_unknown")
    for name in ("authority", "document"):
        if not getattr(data, name).strip():
            raise DomainError(
                _("Name the authority and its document: a zone fact without a source is a guess."),
                field=name,
                code=f"{name}_missing",
            )
    if data.document_on > today:
        raise DomainError(_("The document cannot be of a future day."), field="document_on", code="day_future")
    if data.created_on and data.created_on > data.document_on:
        raise DomainError(
            _("The area would be younger than the document that speaks of it. Check both days."),
            field="created_on",
            code="day_order",
        )


def zone_fact_withdraw(*, fact: ZoneFact, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a zone fact: what was measured answers again. Raises: DomainError without reason, or done already."""
    if not reason.strip():
        raise DomainError(_("Say why it is withdrawn."), field="reason", code="reason_missing")
    with transaction.atomic():
        row = ZoneFact.objects.select_for_update(of=("self",)).select_related("registration").get(pk=fact.pk)
        if row.withdrawn_at is not None:
            raise DomainError(_("It is withdrawn already."), code="withdrawn")
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = at, by.key, reason.strip()[:300]
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        event_record(
            kind="formalization.zone_fact.withdrawn", by=by, at=at, subject=row.registration,
            ubigeo=row.registration.ubigeo, facts={"zone_fact": row.pk, "kind": row.kind}, reason=reason.strip(),
        )  # fmt: skip
        announce(CHANGED, [row.registration_id])


def zone_facts_lapse(*, registration: Registration, by: Actor, at: datetime) -> int:
    """Withdraw the zone facts of a place that changed, in the caller's transaction; returns how many."""
    standing = ZoneFact.objects.filter(registration=registration, withdrawn_at=None)
    lapsed = standing.update(withdrawn_at=at, withdrawn_by=by.key, withdrawn_why=PLACE_CHANGED)
    if lapsed:
        event_record(
            kind="formalization.zone_fact.lapsed", by=by, at=at, subject=registration, ubigeo=registration.ubigeo,
            facts={"count": lapsed},
        )  # fmt: skip
    return lapsed
