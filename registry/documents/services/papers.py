"""Issuing papers and taking them back.

A paper has its number and its code at once, in the transaction that issues it; the PDF is made by a job. The numbers
of an office and year have no gaps: the series is locked while one is given.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.announcements import announce
from registry.common.codes import new_code
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.documents.choices import PaperKind, PaperState, WithdrawalReason
from registry.documents.models import Paper, PaperSeries
from registry.documents.services.files import about

RENDER = "documents.paper_render"
WITHDRAWN = "documents.paper.withdrawn"
LANGUAGES = ("es", "qu", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperDraft:
    """What a paper says, in plain text of its own language.

    Attributes:
        office: short name in the number, as DGFM; letters and digits.
        facts: terms and values, printed as a table.
        paragraphs: the body.
        limits: what the paper does not allow, printed as a list; never empty on a certificate.
        basis: the legal basis.
        signed_by: office and charge of who signs.
    """

    kind: str
    office: str
    subject_kind: str
    subject_id: int
    title: str
    language: str = "es"
    ubigeo: str = ""
    addressee: str = ""
    facts: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()
    limits: Sequence[str] = field(default_factory=tuple)
    basis: str = ""
    signed_by: str = ""


def paper_issue(*, draft: PaperDraft, by: Actor, at: datetime, source: Random | None = None) -> Paper:
    """Give a paper its number and code and ask for its PDF; `source` makes a demo repeat itself.

    Raises:
        DomainError: unknown kind or language, no office, no title, nothing to print, or a certificate without limits.
    """
    _refuse_incomplete(draft)
    day = day_of(at)
    office = draft.office.strip().upper()
    with transaction.atomic():
        number = _next_number(office, day.year)
        paper = Paper.objects.create(
            kind=draft.kind, office=office, year=day.year, number=number, code=_free_code(source),
            subject_kind=draft.subject_kind, subject_id=draft.subject_id, ubigeo=draft.ubigeo,
            language=draft.language, title=draft.title.strip()[:200], content=_content(draft), issued_on=day,
            issued_at=at, by_key=by.key,
        )  # fmt: skip
        event_record(
            kind="documents.paper.issued", by=by, at=at, subject=paper, ubigeo=paper.ubigeo,
            facts={
                "of": f"{paper.subject_kind}:{paper.subject_id}", **about(paper), "number": paper.reference,
                "kind": paper.kind,
            },
        )  # fmt: skip
        jobs.enqueue(kind=RENDER, payload={"paper": paper.pk}, key=f"paper:{paper.pk}")
    return paper


def paper_withdraw(*, paper: Paper, reason_code: str, note: str, by: Actor, at: datetime) -> Paper:
    """Take a paper back: from this moment its code says so, with the reason.

    Raises:
        DomainError: it is withdrawn already, the reason is of no known kind, or the note is missing.
    """
    if reason_code not in WithdrawalReason.values:
        raise DomainError(_("Choose why the paper is withdrawn."), field="reason_code", code="reason_unknown")
    if not note.strip():
        raise DomainError(
            _("Say why in your own words: the file keeps it, the public page does not show it."),
            field="note",
            code="note_missing",
        )
    with transaction.atomic():
        row = Paper.objects.select_for_update().get(pk=paper.pk)
        if row.state == PaperState.WITHDRAWN:
            raise DomainError(_("This paper is withdrawn already."), code="withdrawn_already")
        row.state, row.withdrawn_at, row.withdrawn_by_key = PaperState.WITHDRAWN, at, by.key
        row.withdrawn_reason, row.withdrawn_note = reason_code, note.strip()
        row.save()
        event_record(
            kind="documents.paper.withdrawn", by=by, at=at, subject=row, ubigeo=row.ubigeo, reason_code=reason_code,
            facts={"of": f"{row.subject_kind}:{row.subject_id}", **about(row), "number": row.reference},
            reason=note.strip(),
        )  # fmt: skip
        announce(WITHDRAWN, [row.pk])
    return row


def paper_count_check(*, paper: Paper) -> None:
    """Count one look-up of a paper's code; who looked is not kept."""
    Paper.objects.filter(pk=paper.pk).update(checks=F("checks") + 1)


def _refuse_incomplete(draft: PaperDraft) -> None:
    if draft.kind not in PaperKind.values:
        raise DomainError(_("This is no known kind of paper."), field="kind", code="kind_unknown")
    if draft.language not in LANGUAGES:
        raise DomainError(_("A paper is in Spanish, Quechua or English."), field="language", code="language_unknown")
    office = draft.office.strip()
    if not office.isalnum() or len(office) > 12:
        raise DomainError(
            _("Name the office that issues the paper by its short name, as DGFM."), field="office", code="office_form"
        )
    if not draft.title.strip() or not (draft.paragraphs or draft.facts):
        raise DomainError(_("A paper needs a title and a text."), field="title", code="paper_empty")
    if draft.kind == PaperKind.REGISTRATION_CERTIFICATE and not draft.limits:
        raise DomainError(_("A certificate says what it does not allow."), field="limits", code="limits_missing")


def _content(draft: PaperDraft) -> dict[str, object]:
    printed = asdict(draft)
    kept = ("addressee", "facts", "paragraphs", "limits", "basis", "signed_by")
    return {name: printed[name] for name in kept}


def _next_number(office: str, year: int) -> int:
    PaperSeries.objects.get_or_create(office=office, year=year)
    series = PaperSeries.objects.select_for_update().get(office=office, year=year)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    return series.last_number


def _free_code(source: Random | None) -> str:
    while Paper.objects.filter(code=(code := new_code(source))).exists():
        pass
    return code
