"""Duties of registrants: the declaration of the real location and its verification; production each half-year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.casework.choices import LocationResult
from registry.casework.models import LocationDeclaration, ProductionDeclaration
from registry.casework.selectors.law import Rules
from registry.casework.selectors.production import OWN_CONCESSION
from registry.casework.services.freezing import refuse_frozen
from registry.casework.services.recording import record, refuse_conflict, refuse_future, text_needed
from registry.common.errors import DomainError
from registry.formalization.models import Registration
from registry.formalization.services.grounds import VerificationData, place_verify
from registry.rules.engine.procedure import REFUSED
from registry.territory.choices import OwnerKind
from registry.territory.models import Footprint
from registry.territory.services.places import Place, place_register

CAMPAIGN, PRODUCTION, VERIFY, JUSTIFY = (
    "location_declaration",
    "production_declaration",
    "verify_location",
    "justify_inactivity",
)


def location_declare(
    *, registration: Registration, place: Place | None, declared_on: date, evidence: str, rules: Rules, by: Actor,
    at: datetime,
) -> LocationDeclaration:  # fmt: skip
    """Record the place that the registrant declares; the place of the registration itself stays until it is verified.

    Raises:
        DomainError: no place, a shape that cannot be measured, a future day.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(declared_on, at, field="declared_on")
    if place is None:
        raise DomainError(_("Give the coordinates declared."), field="coordinates", code="place_missing")
    with transaction.atomic():
        row = Registration.objects.select_for_update().get(pk=registration.pk)
        refuse_conflict(row, by)
        footprint = place_register(owner_kind=OwnerKind.DECLARED_PLACE, place=place, at=at)
        late = rules.law.deadline(CAMPAIGN, None, declared_on, rules.calendar).is_late(declared_on, declared_on)
        LocationDeclaration.objects.filter(registration=row, superseded_at=None).update(superseded_at=at)
        found = LocationDeclaration.objects.create(
            registration=row, declared_on=declared_on, is_in_time=None if late is None else not late,
            declared_place=footprint, evidence=evidence.strip(), by_key=by.key, recorded_at=at,
        )  # fmt: skip
        record(
            "location.declared", found, row, by=by, at=at,
            facts={"declared_on": declared_on, "is_in_time": found.is_in_time},
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class LocationCheck:
    """What a verification found: result, place, authority, how, by whom and which record."""

    result: str
    verified_on: date
    authority: str
    document: str
    inspected_by: str
    method: str
    place: Place | None = None


def location_verify(
    *, declaration: LocationDeclaration, data: LocationCheck, rules: Rules, by: Actor, at: datetime
) -> LocationDeclaration:
    """Record what was found on site, with the distance between the two places.

    The place found becomes the verified one of the registration.

    Raises:
        DomainError: no record, an unknown result, works found without a place, or the authority is not competent.
        NotAllowedError: a declared conflict of interest stands.
    """
    document = text_needed(data.document, field="document", message=_("Name the record of the verification."))
    refuse_future(data.verified_on, at, field="verified_on")
    if data.result not in LocationResult.values:
        raise DomainError(_("Choose what was found."), field="result", code="result_unknown")
    if data.result != LocationResult.NO_WORKS and data.place is None:
        raise DomainError(_("Give the coordinates of the works found."), field="coordinates", code="place_missing")
    if rules.law.competent(VERIFY, data.authority, data.verified_on).kind == REFUSED:
        raise DomainError(
            _("On that day this authority did not verify places."), field="authority", code="not_competent"
        )
    with transaction.atomic():
        row = (
            LocationDeclaration.objects.select_for_update(of=("self",))
            .select_related("registration", "declared_place")
            .get(pk=declaration.pk)
        )
        refuse_conflict(row.registration, by)
        refuse_frozen(row)
        if data.place is not None:
            verification = place_verify(
                registration=row.registration, place=data.place, by=by, at=at,
                data=VerificationData(data.method, document, data.inspected_by, data.verified_on),
            )  # fmt: skip
            row.verified_place = verification.footprint
            row.distance_m = metres_between(row.declared_place, verification.footprint)
        row.result, row.verified_on, row.verified_by, row.document = data.result, data.verified_on, by.key, document
        row.save(update_fields=["verified_place", "distance_m", "result", "verified_on", "verified_by", "document"])
        record(
            "location.verified", row, row.registration, by=by, at=at,
            facts={"result": row.result, "distance_m": row.distance_m, "verified_on": row.verified_on},
        )  # fmt: skip
    return row


def metres_between(one: Footprint, other: Footprint) -> float | None:
    """Return the metres between two places of one grid system; None where their systems differ."""
    if one.grid_srid != other.grid_srid:
        return None
    return round(float(shapely.distance(one.shape, other.shape)), 1)


def productions_due(
    *, registration_ids: Sequence[int], year: int, half: str, rules: Rules, by: Actor, at: datetime,
    exempt: Collection[int] = (),
) -> int:  # fmt: skip
    """Write down, for these registrations, that a half-year is due; returns how many were new.

    Those of `exempt` get a row that says why none is due from them.

    Raises:
        DomainError: the law of that half-year asks for none.
    """
    asked = date(year, 6 if half == "H1" else 12, 30)
    stated = rules.law.obligation(PRODUCTION, asked)
    if stated is None or half not in stated.due_days(year):
        raise DomainError(_("The law of that half-year asks for no production declaration."), code="not_due")
    due_on = stated.due_days(year)[half]
    with transaction.atomic():
        known = set(
            ProductionDeclaration.objects.filter(year=year, half=half).values_list("registration_id", flat=True)
        )
        rows = [
            ProductionDeclaration(
                registration_id=number, year=year, half=half, due_on=due_on, by_key=by.key, recorded_at=at,
                exempt_why=OWN_CONCESSION if number in exempt else "",
            )
            for number in registration_ids
            if number not in known
        ]  # fmt: skip
        ProductionDeclaration.objects.bulk_create(rows, batch_size=1_000)
        event_record(
            kind="casework.production.due", by=by, at=at,
            facts={"year": year, "half": half, "registrations": len(rows), "due_on": due_on},
        )  # fmt: skip
    return len(rows)


def production_exempt(
    *, declaration: ProductionDeclaration, reason: str, by: Actor, at: datetime
) -> ProductionDeclaration:
    """Record that none is due, because the registrant exploits an own, current concession.

    Raises:
        DomainError: no reason.
        NotAllowedError: a declared conflict of interest stands.
    """
    reason = text_needed(reason, field="reason", message=_("Name the concession and its holder."))
    with transaction.atomic():
        row = _production(declaration, by)
        row.exempt_why, row.by_key, row.recorded_at = OWN_CONCESSION, by.key, at
        row.save(update_fields=["exempt_why", "by_key", "recorded_at"])
        record("production.exempted", row, row.registration, by=by, at=at, reason=reason)
    return row


@dataclass(frozen=True, slots=True)
class Filing:
    """A production declaration as a door received it; the amount is confidential and may stay unknown."""

    filed_on: date
    reference: str
    amount: Decimal | None = None
    unit: str = ""


def production_file(
    *, declaration: ProductionDeclaration, data: Filing, by: Actor, at: datetime
) -> ProductionDeclaration:
    """Record a production declaration; one that comes late is received and stays late.

    Raises:
        DomainError: no reference, a future day, an amount without its unit or below zero.
        NotAllowedError: a declared conflict of interest stands.
    """
    reference = text_needed(data.reference, field="reference", message=_("Give the number of the filing."))
    refuse_future(data.filed_on, at, field="filed_on")
    if data.amount is not None and (data.amount < 0 or not data.unit):
        raise DomainError(_("An amount has its unit and is not below zero."), field="amount", code="amount_unit")
    with transaction.atomic():
        row = _production(declaration, by)
        row.filed_on, row.reference, row.amount, row.unit = data.filed_on, reference, data.amount, data.unit
        row.recorded_at, row.by_key = at, by.key
        row.save()
        record(
            "production.filed", row, row.registration, by=by, at=at,
            facts={"year": row.year, "half": row.half, "is_late": data.filed_on > row.due_on},
        )  # fmt: skip
    return row


def production_justify(
    *, declaration: ProductionDeclaration, justified_on: date, reason: str, authority: str, rules: Rules, by: Actor,
    at: datetime,
) -> ProductionDeclaration:  # fmt: skip
    """Let justified inactivity take the place of one half-year: once a year.

    Raises:
        DomainError: no reason, not competent, or the other half-year of the year was justified already.
        NotAllowedError: a declared conflict of interest stands.
    """
    reason = text_needed(reason, field="reason", message=_("Say why there was no activity."))
    refuse_future(justified_on, at, field="justified_on")
    if rules.law.competent(JUSTIFY, authority, justified_on).kind == REFUSED:
        raise DomainError(
            _("On that day another authority justified inactivity."), field="authority", code="not_competent"
        )
    with transaction.atomic():
        row = _production(declaration, by)
        stated = rules.law.obligation(PRODUCTION, row.due_on)
        used = ProductionDeclaration.objects.filter(
            registration=row.registration, year=row.year, inactivity_on__isnull=False
        ).exclude(pk=row.pk)
        if stated is not None and used.count() >= stated.justified_at_most:
            raise DomainError(
                _("One half-year a year may be replaced by justified inactivity, and it was used."),
                code="justified_already",
            )
        row.inactivity_on, row.inactivity_reason, row.recorded_at, row.by_key = justified_on, reason, at, by.key
        row.save()
        record("production.justified", row, row.registration, by=by, at=at, reason=reason)
    return row


def _production(declaration: ProductionDeclaration, by: Actor) -> ProductionDeclaration:
    row = (
        ProductionDeclaration.objects.select_for_update(of=("self",))
        .select_related("registration")
        .get(pk=declaration.pk)
    )
    refuse_conflict(row.registration, by)
    refuse_frozen(row)
    return row
