"""The actions on many files: why a file is left out before anything is done, and what is done to one.

Each check answers from what was read once for all files, so that a preview of thousands costs a bounded number of
queries. Each doing is the service that a single file uses, so that nothing is allowed here that is refused there.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from miners.models import Membership
from registry.accounts.choices import Power
from registry.accounts.models import User
from registry.accounts.permissions import powers_of
from registry.audit.services import Actor
from registry.casework.choices import BulkAction, FileKind, FileState
from registry.casework.models import AskedDocument, CaseFile, Conflict, SavedSearch
from registry.casework.selectors.law import Rules
from registry.casework.services.desk import list_add, message_send
from registry.casework.services.offices import files_assign
from registry.casework.services.steps import documents_ask
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.formalization.models import Assessment

TOLD = frozenset({BulkAction.MESSAGE, BulkAction.DOCUMENTS, BulkAction.FACT})
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What is read once for all files of a work: who may act where, and what the checks ask."""

    regions: frozenset[str] | None
    own: "Touched"
    theirs: "Touched"
    documents: Mapping[int, frozenset[str]]
    wanted: frozenset[str]
    missing: frozenset[int]
    listed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Touched:
    """What an officer's declared conflicts of interest touch."""

    registrations: Collection[int] = ()
    persons: Collection[int] = ()
    groups: Collection[int] = ()

    def holds(self, file: CaseFile) -> bool:
        """Say whether a file is touched."""
        row = file.registration
        return row.pk in self.registrations or row.person_id in self.persons or row.group_id in self.groups


def regions_of(by: Actor, *, on: date) -> frozenset[str] | None:
    """Return where somebody may change files that day; None everywhere, an empty set nowhere."""
    user = User.objects.filter(pk=by.user_id).first() if by.user_id else None
    return powers_of(user, on=on).where(Power.REGISTER_CHANGE) if user else frozenset()


def touched_by(key: str) -> Touched:
    """Return what the standing conflicts of an officer touch, in at most two queries."""
    rows = list(Conflict.objects.filter(user_key=key, withdrawn_at=None)) if key else []
    persons = {row.person_id for row in rows if row.person_id}
    groups = {row.group_id for row in rows if row.group_id}
    if persons:
        groups |= set(Membership.objects.filter(person__in=persons).values_list("group_id", flat=True))
    return Touched({row.registration_id for row in rows if row.registration_id}, persons, groups)


def known_of(action: str, values: Values, files: Sequence[CaseFile], *, rules: Rules, by: Actor, at: datetime) -> Known:
    """Read what the checks of an action ask."""
    wanted: frozenset[str] = frozenset()
    asked: dict[int, frozenset[str]] = {}
    missing: frozenset[int] = frozenset()
    listed: frozenset[int] = frozenset()
    numbers = [file.pk for file in files]
    if action == BulkAction.DOCUMENTS:
        wanted = _documents_of(str(values["step"]), rules, day_of(at))
        asked = _asked(numbers, str(values["step"]))
    elif action == BulkAction.FACT:
        rows = Assessment.objects.filter(
            registration__in=[file.registration_id for file in files], superseded_at=None,
            missing_evidence__contains=[values["fact"]],
        )  # fmt: skip
        missing = frozenset(rows.values_list("registration_id", flat=True))
    elif action == BulkAction.LIST:
        on_it = SavedSearch.files.through.objects.filter(savedsearch_id=values["list"], casefile_id__in=numbers)
        listed = frozenset(on_it.values_list("casefile_id", flat=True))
    return Known(
        regions=regions_of(by, on=day_of(at)), own=touched_by(by.key), theirs=touched_by(str(values.get("to", ""))),
        documents=asked, wanted=wanted, missing=missing, listed=listed,
    )  # fmt: skip


def _documents_of(step: str, rules: Rules, on: date) -> frozenset[str]:
    found = next((one for one in rules.law.steps if one.id == step and one.stated.period.holds(on)), None)
    if found is None or not found.documents:
        raise DomainError(_("The law of that day knows no such step."), field="step", code="step_unknown")
    return frozenset(document.id for document in found.documents)


def _asked(numbers: Sequence[int], step: str) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for file, code in AskedDocument.objects.filter(file__in=numbers, step=step).values_list("file_id", "document"):
        found.setdefault(file, set()).add(code)
    return {file: frozenset(codes) for file, codes in found.items()}


def why_not(action: str, file: CaseFile, values: Values, known: Known) -> str:
    """Return the code of why a file is left out; empty where it is done."""
    if action == BulkAction.CSV:
        return ""
    if known.regions is not None and file.registration.ubigeo[:2] not in known.regions:
        return "no_competence"
    if file.state != FileState.OPEN:
        return "file_closed"
    if action not in {BulkAction.ASSIGN, BulkAction.LIST} and known.own.holds(file):
        return "conflict_of_interest"
    if action in TOLD and (why := _untold(file)):
        return why
    return WHY[action](file, values, known) if action in WHY else ""


def _untold(file: CaseFile) -> str:
    who = file.registration.registrant
    if who is None:
        return "registrant_unknown"
    return "" if who.phone or who.email else "no_contact"


def _documents_why(file: CaseFile, _values: Values, known: Known) -> str:
    if file.kind != FileKind.FORMALISATION:
        return "no_formalisation"
    return "asked_already" if known.wanted <= known.documents.get(file.pk, frozenset()) else ""


def _fact_why(file: CaseFile, _values: Values, known: Known) -> str:
    return "" if file.registration_id in known.missing else "not_missing"


def _assign_why(file: CaseFile, values: Values, known: Known) -> str:
    if file.assignee_key == values["to"]:
        return "there_already"
    return "officer_conflict" if known.theirs.holds(file) else ""


def _list_why(file: CaseFile, _values: Values, known: Known) -> str:
    return "listed_already" if file.pk in known.listed else ""


WHY: dict[str, Callable[[CaseFile, Values, Known], str]] = {
    BulkAction.DOCUMENTS: _documents_why, BulkAction.FACT: _fact_why, BulkAction.ASSIGN: _assign_why,
    BulkAction.LIST: _list_why,
}  # fmt: skip


def do_one(action: str, file: CaseFile, values: Values, *, rules: Rules, by: Actor, at: datetime) -> None:
    """Do the action to one file, by the service of a single file.

    Raises:
        DomainError: that service refuses it.
    """
    if action in {BulkAction.MESSAGE, BulkAction.FACT}:
        message_send(
            registration=file.registration, file=file, subject=filled(values["subject"], file),
            text=filled(values["text"], file), language=values["language"], by=by, at=at,
        )  # fmt: skip
    elif action == BulkAction.DOCUMENTS:
        documents_ask(file=file, step=values["step"], asked_on=day_of(at), rules=rules, by=by, at=at)
    elif action == BulkAction.ASSIGN:
        files_assign(files=[file], to_key=values["to"], reason=values["reason"], by=by, at=at)
    elif action == BulkAction.LIST:
        saved = SavedSearch.objects.filter(pk=values["list"]).first()
        if saved is None:
            raise DomainError(_("This list was removed meanwhile."), field="list", code="list_gone")
        list_add(saved=saved, file=file, by=by, at=at)


def filled(text: str, file: CaseFile) -> str:
    """Return a text with the code of the entry where `{code}` stands."""
    return text.replace("{code}", file.registration.code)
