"""Taking a report from the field and answering it.

Leaves out: who sent it. A report is anonymous unless its author leaves a way to be told; no service here takes or keeps
a network address.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.gis.geos import Point
from django.core.validators import EmailValidator
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.audit.services import Actor, event_record
from registry.common.codes import new_code, normalize_code
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.documents.choices import PHOTOS, DocumentKind
from registry.documents.services import FileDraft, file_store, photo_cleaned
from registry.formalization.facts.departments import DEPARTMENTS
from registry.notices.services import Message, Recipient, notice_send
from registry.oversight.choices import (
    ACKNOWLEDGE_DAYS,
    ANSWER_DAYS,
    ENDED,
    MOST_PHOTOS,
    MOST_TEXT,
    ReportKind,
    ReportState,
    power_for,
)
from registry.oversight.models import Report, ReportAct

SUBJECT = "oversight.report"
NUMBERS_LOCK = 7410
SALT = "registry.oversight.secret"
OLDEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as a door received it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReportData:
    """A report as a door received it; `place` is a point in EPSG:4326."""

    kind: str
    text: str
    department: str
    happened_on: date | None = None
    place: Point | None = None
    place_words: str = ""
    registration_code: str = ""
    language: str = ""
    phone: str = ""
    email: str = ""
    organization_key: str = ""
    photos: Sequence[Photo] = ()


@transaction.atomic
def report_receive(*, data: ReportData, by: Actor, at: datetime) -> tuple[Report, str]:
    """Take a report and return it with its secret, which is told once and not kept.

    Raises:
        DomainError: for an unknown kind or department, an empty or too long text, a day that has not come, a place
            outside the country's frame, a mail address that is none, or a picture that is none.
    """
    _check(data, day_of(at))
    secret = new_code()
    report = Report.objects.create(
        number=_next_number(at), secret_digest=_digest(secret), kind=data.kind, text=data.text.strip(),
        happened_on=data.happened_on, department=data.department, place_words=data.place_words.strip()[:200],
        place=data.place, registration_code=normalize_code(data.registration_code)[:40], language=data.language[:5],
        phone=data.phone.strip()[:20], email=data.email.strip(), organization_key=data.organization_key,
        received_at=at, acknowledge_by=day_of(at) + timedelta(days=ACKNOWLEDGE_DAYS),
        answer_by=day_of(at) + timedelta(days=ANSWER_DAYS),
    )  # fmt: skip
    for place, photo in enumerate(data.photos, start=1):
        _keep_photo(report, place, photo, by, at)
    event_record(
        kind="oversight.report.received", by=by, at=at, subject=report, ubigeo=report.department,
        facts={"kind": report.kind, "photos": len(data.photos)},
    )  # fmt: skip
    _tell(report, "report.received", {"code": report.number, "day": day_of(at), "until": report.answer_by}, by, at)
    return report, secret


@transaction.atomic
def report_acknowledge(*, report: Report, owner: User, by: Actor, at: datetime) -> Report:
    """Say that somebody looks at it and who answers for it; giving it to another officer is the same act.

    Raises:
        DomainError: it is answered already.
    """
    row = _locked(report)
    _need_open(row)
    row.owner = owner
    row.acknowledged_at = row.acknowledged_at or at
    told = _("An officer has seen the report and answers for it until %(day)s.") % {"day": row.answer_by.isoformat()}
    state = row.state if row.state == ReportState.REOPENED else ReportState.ACKNOWLEDGED
    return _moved(row, state, told, by=by, at=at, facts={"owner": owner.pk})


@transaction.atomic
def report_answer(*, report: Report, outcome: str, told: str, note: str = "", by: Actor, at: datetime) -> Report:
    """Answer: acted, nothing found, handed on, or refused; each says to who sent it what was done or why not.

    Raises:
        DomainError: it is answered already, the outcome is none, or nothing is said to who sent it.
    """
    row = _locked(report)
    _need_open(row)
    if outcome not in ENDED:
        raise DomainError(_("Choose what came of it."), field="outcome")
    if not told.strip():
        raise DomainError(_("Say to who sent it what was done, or why nothing was."), field="told")
    row.acknowledged_at = row.acknowledged_at or at
    row.answered_at = at
    moved = _moved(
        row, ReportState(outcome), told.strip(), note=note.strip(), by=by, at=at, facts={"outcome": str(outcome)}
    )
    words = {"code": row.number, "day": day_of(at), "outcome": f"{moved.get_state_display()}.", "link": ""}
    _tell(row, "report.answered", words, by, at)
    return moved


@transaction.atomic
def report_reopen(*, report: Report, why: str, by: Actor, at: datetime) -> Report:
    """Open it again, since the answer is not accepted; a new term begins.

    Raises:
        DomainError: it is open already, or nothing is said of why.
    """
    row = _locked(report)
    if row.is_open:
        raise DomainError(_("This report is open: wait for its answer."), code="report_open")
    if not why.strip():
        raise DomainError(_("Say what the answer left out."), field="why")
    row.times_reopened += 1
    row.answer_by = day_of(at) + timedelta(days=ANSWER_DAYS)
    facts: dict[str, object] = {"times": row.times_reopened}
    return _moved(row, ReportState.REOPENED, why.strip()[:MOST_TEXT], by=by, at=at, facts=facts)


def report_by_secret(*, number: str, secret: str) -> Report:
    """Return the report of a number and its secret; a wrong number and a wrong secret get the same refusal.

    Raises:
        DomainError: there is no such pair.
    """
    report = Report.objects.filter(number=number.strip().upper()).first()
    known = report.secret_digest if report else _digest("")
    if not hmac.compare_digest(known, _digest(normalize_code(secret))) or report is None:
        raise DomainError(
            _("No report has this number with this secret. Compare both with what you were given."),
            field="secret", code="report_unknown",
        )  # fmt: skip
    return report


def report_read(*, report: Report, by: Actor, at: datetime) -> None:
    """Write down that somebody read it: of a report of a threat each reading is an event."""
    if report.kind == ReportKind.THREAT:
        event_record(kind="oversight.threat.read", by=by, at=at, subject=report, ubigeo=report.department)


def _check(data: ReportData, today: date) -> None:
    if data.kind not in ReportKind.values:
        raise DomainError(_("Choose what is reported."), field="kind")
    if data.department not in DEPARTMENTS:
        raise DomainError(_("Choose the department where it is."), field="department")
    if not data.text.strip():
        raise DomainError(_("Write what you saw."), field="text")
    if len(data.text) > MOST_TEXT:
        raise DomainError(_("Write at most %(most)d letters.") % {"most": MOST_TEXT}, field="text")
    if data.happened_on and not OLDEST <= data.happened_on <= today:
        raise DomainError(_("This day has not come yet, or lies too far back. Correct it."), field="happened_on")
    if len(data.photos) > MOST_PHOTOS:
        raise DomainError(_("Send at most %(most)d photos.") % {"most": MOST_PHOTOS}, field="photos")
    if data.email:
        EmailValidator(message=_("This is no mail address. Correct it or leave it out."))(data.email.strip())


def _keep_photo(report: Report, place: int, photo: Photo, by: Actor, at: datetime) -> None:
    """Keep the original sealed, and a copy without what a camera writes into it."""
    title = _("Photo %(place)d") % {"place": place}
    try:
        cleaned = photo_cleaned(photo.content)
    except DomainError as error:
        raise DomainError(error.message, field="photos", code=error.code) from error
    for name, content, power, words in (
        (f"original-{place}", photo.content, "report.threat.read", _("%(title)s, sealed original") % {"title": title}),
        (f"photo-{place}", cleaned, power_for(report.kind), title),
    ):
        file_store(
            draft=FileDraft(
                subject_kind=SUBJECT, subject_id=report.pk, kind=DocumentKind.PHOTO, title=words, name=name,
                content=content, ubigeo=report.department, read_power=power, allowed=PHOTOS,
            ),
            by=by, at=at,
        )  # fmt: skip


def _moved(
    row: Report, state: str, told: str, *, by: Actor, at: datetime, facts: dict[str, object], note: str = ""
) -> Report:
    row.state = state
    row.save()
    ReportAct.objects.create(report=row, state=state, told=told, note=note, by_key=by.key, at=at)
    event_record(
        kind=f"oversight.report.{state}", by=by, at=at, subject=row, ubigeo=row.department, facts=facts
    )  # fmt: skip
    return row


def _tell(report: Report, kind: str, values: dict[str, object], by: Actor, at: datetime) -> None:
    """Tell who left a way to be told; nobody else is known."""
    if not (report.phone or report.email):
        return
    recipient = Recipient(key=f"report:{report.pk}", language=report.language, phone=report.phone, email=report.email)
    notice_send(
        message=Message(
            kind=kind, cause=f"{SUBJECT}:{report.pk}:{kind}:{report.times_reopened}", recipient=recipient,
            values=values, about=report, ubigeo=report.department, is_secret=False,
        ),
        by=by, at=at,
    )  # fmt: skip


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).get(pk=report.pk)


def _need_open(row: Report) -> None:
    if not row.is_open:
        raise DomainError(_("This report is answered. Reopen it first."), code="report_ended")


def _next_number(at: datetime) -> str:
    """Numbers of a year without gaps: a gap would look like a report that was made away with."""
    year = day_of(at).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERS_LOCK, year])
    last = Report.objects.filter(number__startswith=f"R-{year}-").order_by("-number").values_list("number", flat=True)
    taken = int(str(last[0])[-6:]) if last else 0
    return f"R-{year}-{taken + 1:06d}"


def _digest(secret: str) -> str:
    return salted_hmac(SALT, secret, algorithm="sha256").hexdigest()
