"""The change of the declared right: once, with the consent of the holder of the destination concession.

The holder has ten days from being notified; what silence means is said by the version of the law of that day: where it
says nothing, the case waits for a review.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from concessions.models import MiningRight
from registry.audit.services import Actor
from registry.casework.choices import ClockEnd, Consent, FileKind, Outcome
from registry.casework.models import CaseFile, ChangeOfRight
from registry.casework.selectors.law import Rules
from registry.casework.services.acts import ActData, act_write, file_decided
from registry.casework.services.clocks import clock_end, clock_set, deadline_of
from registry.casework.services.entry import entry_change
from registry.casework.services.freezing import refuse_frozen
from registry.casework.services.recording import file_for_update, record, refuse_before, refuse_future, text_needed
from registry.casework.services.requests import Decided, RequestData, file_of_kind
from registry.common.codes import normalize_code
from registry.common.errors import DomainError

CONSENT = "owner_consent"
PROCEEDS_NOT = "does_not_proceed"


@dataclass(frozen=True, slots=True)
class Destination:
    """The new right: its code, the right itself where known, its holder, and whether an own title carries the move."""

    code: str
    right: MiningRight | None = None
    owner_name: str = ""
    with_own_title: bool = False


def change_file(*, file: CaseFile, data: RequestData, to: Destination, by: Actor, at: datetime) -> ChangeOfRight:
    """Record the request: once in the life of an entry.

    Raises:
        DomainError: a change was granted or is open already, no code, the same right, or no reasons.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(data.filed_on, at, field="filed_on")
    reasons = text_needed(data.reasons, field="reasons", message=_("The law asks for written reasons."))
    code = normalize_code(text_needed(to.code, field="to_right_code", message=_("Name the code of the new right.")))
    with transaction.atomic():
        row = file_of_kind(file, FileKind.CHANGE_OF_RIGHT, by)
        registration = row.registration
        if ChangeOfRight.objects.filter(registration=registration, outcome__in=["", Outcome.GRANTED]).exists():
            raise DomainError(
                _("The declared right can be changed once, and this entry has used it or has one open."),
                code="changed_already",
            )
        if code == registration.right_code_declared:
            raise DomainError(_("This is the right declared already."), field="to_right_code", code="same_right")
        found = ChangeOfRight.objects.create(
            file=row, registration=registration, filed_on=data.filed_on, reasons=reasons,
            from_right_code=registration.right_code_declared, to_right=to.right, to_right_code=code,
            with_own_title=to.with_own_title, owner_name=to.owner_name.strip(), by_key=by.key, recorded_at=at,
        )  # fmt: skip
        record("change_of_right.filed", found, registration, by=by, at=at, facts={"to_right": code})
    return found


def change_owner_serve(
    *, change: ChangeOfRight, served_on: date, proof: str, rules: Rules, by: Actor, at: datetime
) -> ChangeOfRight:
    """Record that the holder of the destination concession was notified; the ten days run from the proof.

    Raises:
        DomainError: no proof, a future day, own title (nobody is asked), or served already.
        NotAllowedError: a declared conflict of interest stands.
    """
    proof = text_needed(proof, field="proof", message=_("A notification needs its proof."))
    refuse_future(served_on, at, field="served_on")
    with transaction.atomic():
        row, file = _open(change, by)
        if row.with_own_title or row.owner_served_on is not None:
            raise DomainError(
                _("No consent is asked here, or the holder was notified already."), code="no_consent_asked"
            )
        refuse_before(served_on, row.filed_on, field="served_on")
        row.owner_served_on, row.owner_proof = served_on, proof
        row.clock = clock_set(file=file, code=CONSENT, start_on=served_on, on=served_on, rules=rules)
        row.save(update_fields=["owner_served_on", "owner_proof", "clock"])
        record("change_of_right.owner_served", row, file.registration, by=by, at=at, facts={"served_on": served_on})
    return row


def change_consent(
    *, change: ChangeOfRight, consent: str, on: date, rules: Rules, by: Actor, at: datetime
) -> ChangeOfRight:
    """Record what the holder said, or that the term passed without an answer.

    Raises:
        DomainError: not notified, an unknown answer, silence while the term runs or cannot be counted, or where the
            law of the day attaches nothing to it.
        NotAllowedError: a declared conflict of interest stands.
    """
    refuse_future(on, at, field="on")
    if consent not in Consent.values:
        raise DomainError(_("Choose what the holder said."), field="consent", code="consent_unknown")
    with transaction.atomic():
        row, file = _open(change, by)
        if row.owner_served_on is None or row.clock is None:
            raise DomainError(_("The holder has not been notified yet."), code="owner_not_served")
        refuse_before(on, row.owner_served_on, field="on")
        if consent == Consent.SILENCE:
            _refuse_silence(row, on, rules)
        row.consent, row.consent_on = consent, on
        row.save(update_fields=["consent", "consent_on"])
        came = consent != Consent.SILENCE
        clock_end(
            clock=row.clock,
            on=on,
            why=ClockEnd.RECEIVED if came else ClockEnd.DECIDED,
            received_on=on if came else None,
        )
        record("change_of_right.consent", row, file.registration, by=by, at=at, facts={"consent": consent, "on": on})
    return row


def _refuse_silence(row: ChangeOfRight, on: date, rules: Rules) -> None:
    clock = row.clock
    if clock is None or deadline_of(clock).is_late(None, on) is not True:
        raise DomainError(
            _("The term of the holder has not passed, or its last day is not sure."), field="consent", code="term_runs"
        )
    stated = rules.law.clock(CONSENT, clock.opened_on)
    if stated is None or stated.on_expiry != PROCEEDS_NOT or not stated.stated.is_sure:
        raise DomainError(
            _("The law of that day does not say what silence means here. The case needs a review."),
            field="consent",
            code="silence_not_established",
        )


def change_decide(
    *, change: ChangeOfRight, data: Decided, field_check: str, rules: Rules, by: Actor, at: datetime
) -> ChangeOfRight:
    """Decide the change; granted, the entry declares the new right and needs both aspects of the IGAFOM for it.

    Raises:
        DomainError: granted without consent or field check, decided already, or not competent.
        NotAllowedError: a declared conflict of interest stands.
    """
    with transaction.atomic():
        row, file = _open(change, by)
        refuse_before(data.decided_on, row.filed_on, field="decided_on")
        if data.is_granted:
            if not row.with_own_title and row.consent != Consent.GIVEN:
                raise DomainError(
                    _("Without the consent of the holder the change does not proceed."), code="consent_missing"
                )
            text_needed(
                field_check, field="field_check", message=_("The change needs a field check: day and document.")
            )
        act = act_write(
            file=file, rules=rules, by=by, at=at,
            data=ActData("change_of_right", data.authority, data.number, data.decided_on, data.reasons),
        )  # fmt: skip
        row.decision, row.decided_on, row.field_check = act, data.decided_on, field_check.strip()
        row.outcome = Outcome.GRANTED if data.is_granted else Outcome.REFUSED
        row.save(update_fields=["decision", "decided_on", "field_check", "outcome"])
        if data.is_granted:
            entry_change(
                registration=file.registration, right=row.to_right, right_code_declared=row.to_right_code,
                right_name_declared=row.to_right.name if row.to_right else "", reason=data.reasons, by=by, at=at,
            )  # fmt: skip
        file_decided(act=act, at=at)
        record("change_of_right.decided", row, file.registration, by=by, at=at, facts={"outcome": row.outcome})
    return row


def _open(change: ChangeOfRight, by: Actor) -> tuple[ChangeOfRight, CaseFile]:
    file = file_for_update(change.file, by)
    row = ChangeOfRight.objects.select_for_update(of=("self",)).select_related("clock", "to_right").get(pk=change.pk)
    refuse_frozen(row)
    if row.outcome:
        raise DomainError(_("This change was decided already."), code="decided_already")
    return row, file
