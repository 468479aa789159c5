"""Deadlines: set up, started by proof of service, paused by law, recalculated on reopening, ended by what was due.

Late means due and not received. The calendar is handed in by the edge.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.casework.choices import ClockEnd, FileKind, Side
from registry.casework.models import Act, CaseFile, ClockPause, RunningClock, SuspendedPeriod, Turn
from registry.casework.selectors.law import Rules
from registry.casework.services.recording import file_for_update, record, refuse_future, text_needed
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.rules.engine.calendar import Deadline
from registry.rules.engine.periods import Period

ENDED = ("excluded", "revoked")


def clock_set(
    *, file: CaseFile, code: str, start_on: date | None, on: date, rules: Rules,
    step: str = "", act: Act | None = None,
) -> RunningClock:  # fmt: skip
    """Set up a deadline inside the caller's transaction; an open one of the same code and step gives way to it.

    Raises:
        DomainError: the law of that day knows no such clock.
    """
    stated = rules.law.clock(code, on)
    if stated is None:
        raise DomainError(
            _("The law of that day states no such deadline, so none can be set. Ask for a review."),
            code="clock_not_established",
        )
    RunningClock.objects.filter(file=file, code=code, step=step, ended_on=None).update(
        ended_on=on, end_why=ClockEnd.REPLACED
    )
    clock = RunningClock(
        file=file, code=code, step=step, act=act, whose=stated.whose, opened_on=on, start_on=start_on,
        on_expiry=stated.on_expiry, article=stated.stated.article[:160], is_right=stated.is_right,
        file_waits=stated.waits,
    )  # fmt: skip
    clock_count(clock, rules, [])
    clock.save()
    follow(file=file, on=on)
    return clock


def clock_count(clock: RunningClock, rules: Rules, pauses: Iterable[Period]) -> Deadline:
    """Set the last day of a clock by the law and the calendar; nothing is saved."""
    found = rules.law.deadline(clock.code, clock.start_on, clock.opened_on, rules.calendar, list(pauses))
    stated = rules.law.clock(clock.code, clock.opened_on)
    unsure = () if stated is None or stated.stated.is_sure else ("clock_not_established",)
    clock.first_due_on, clock.due_on, clock.due_why = found.first, found.last, [*found.why, *unsure]
    return found


def deadline_of(clock: RunningClock) -> Deadline:
    """Return the last day as stored."""
    return Deadline(clock.first_due_on, clock.due_on, tuple(clock.due_why))


def clock_start(*, clock: RunningClock, start_on: date | None, rules: Rules) -> RunningClock:
    """Let a clock run from the day of a proof, or wait where there is none, inside the caller's transaction."""
    row = RunningClock.objects.select_for_update().get(pk=clock.pk)
    row.start_on = start_on
    clock_count(row, rules, _pauses(row))
    row.save(update_fields=["start_on", "first_due_on", "due_on", "due_why"])
    return row


def clock_end(*, clock: RunningClock, on: date, why: str, received_on: date | None = None) -> RunningClock:
    """Stop a clock for good, inside the caller's transaction; what came in is late only after the last day."""
    row = RunningClock.objects.select_for_update().get(pk=clock.pk)
    row.ended_on, row.end_why, row.received_on = on, why, received_on
    if received_on is not None:
        row.is_late = deadline_of(row).is_late(received_on, received_on)
    row.save(update_fields=["ended_on", "end_why", "received_on", "is_late"])
    follow(file=row.file, on=on)
    return row


def clocks_end(*, file: CaseFile, codes: Iterable[str], on: date, why: str = ClockEnd.DECIDED, step: str = "") -> None:
    """Stop every open clock of these codes, inside the caller's transaction."""
    rows = RunningClock.objects.filter(file=file, code__in=list(codes), ended_on=None)
    for clock in rows.filter(step=step) if step else rows:
        clock_end(clock=clock, on=on, why=why, received_on=on if why == ClockEnd.RECEIVED else None)


def clock_pause(
    *, clock: RunningClock, from_on: date, reason: str, article: str, by: Actor, at: datetime, rules: Rules,
) -> ClockPause:  # fmt: skip
    """Let a clock stand still by law; it has no last day until it goes on.

    Raises:
        DomainError: no reason or article, a future day, or it stands still or has ended already.
    """
    article = text_needed(article, field="article", message=_("A clock stands still only by law: name the article."))
    reason = text_needed(reason, field="reason", message=_("Say why the clock stands still."))
    refuse_future(from_on, at, field="from_on")
    with transaction.atomic():
        file = file_for_update(clock.file, by)
        row = RunningClock.objects.select_for_update().get(pk=clock.pk)
        if row.ended_on or ClockPause.objects.filter(clock=row, until_on=None).exists():
            raise DomainError(_("This clock does not run, so it cannot be stopped."), code="clock_not_running")
        pause = ClockPause.objects.create(clock=row, from_on=from_on, reason=reason, article=article, by_key=by.key)
        _recount(row, rules)
        record(
            "clock.paused", row, file.registration, by=by, at=at, article=article,
            facts={"clock": row.code, "from_on": from_on}, reason=reason,
        )  # fmt: skip
        follow(file=file, on=from_on)
    return pause


def clock_resume(*, clock: RunningClock, until_on: date, by: Actor, at: datetime, rules: Rules) -> RunningClock:
    """Let a clock go on after `until_on`, its last day moved by the days it stood still.

    Raises:
        DomainError: it does not stand still, or the day lies before the pause began.
    """
    with transaction.atomic():
        file = file_for_update(clock.file, by)
        row = RunningClock.objects.select_for_update().get(pk=clock.pk)
        pause = ClockPause.objects.filter(clock=row, until_on=None).first()
        if pause is None or until_on < pause.from_on:
            raise DomainError(_("This clock does not stand still on that day."), field="until_on", code="no_pause")
        pause.until_on = until_on
        pause.save(update_fields=["until_on"])
        _recount(row, rules)
        record("clock.resumed", row, file.registration, by=by, at=at, facts={"clock": row.code, "until_on": until_on})
        follow(file=file, on=until_on)
    return row


def _pauses(clock: RunningClock) -> list[Period]:
    return [Period(first, last) for first, last in clock.pauses.values_list("from_on", "until_on")]


def _recount(row: RunningClock, rules: Rules) -> None:
    clock_count(row, rules, _pauses(row))
    row.save(update_fields=["first_due_on", "due_on", "due_why"])


def file_recount(*, file: CaseFile, rules: Rules, on: date) -> int:
    """Count every open clock of a file anew, inside the caller's transaction; returns how many moved."""
    moved = 0
    for clock in RunningClock.objects.select_for_update().filter(file=file, ended_on=None):
        before = clock.due_on
        _recount(clock, rules)
        moved += clock.due_on != before
    follow(file=file, on=on)
    return moved


def follow(*, file: CaseFile, on: date) -> None:
    """Keep what the lists read of a file in line with its clocks, inside the caller's transaction.

    Where a clock runs that the authority must wait for, the file is in that side's hands: the applicant's before a
    third party's. A formalisation whose entry has ended stands still until a challenge brings the entry back.
    """
    # Within a right nobody owes anything: it is shown with its act and never makes a file overdue.
    open_ones = list(RunningClock.objects.filter(file=file, ended_on=None, is_right=False))
    stands_still = CaseFile.objects.filter(
        pk=file.pk, kind=FileKind.FORMALISATION, registration__state__in=ENDED
    ).exists()
    dated = sorted((clock for clock in open_ones if clock.due_on), key=lambda clock: (clock.due_on, clock.pk))
    first = dated[0] if dated and not stands_still else None
    CaseFile.objects.filter(pk=file.pk).update(
        next_due_on=first.due_on if first else None, next_due_code=first.code if first else ""
    )
    awaited = {clock.whose for clock in open_ones if clock.file_waits and clock.start_on and not stands_still}
    side = next((one for one in (Side.APPLICANT, Side.THIRD_PARTY) if one in awaited), Side.AGENCY)
    turn_pass(file=file, side=side, on=on, why=first.code if first else "")


def turn_pass(*, file: CaseFile, side: str, on: date, why: str) -> None:
    """Give the file into the hands of a side from a day on; the same side again changes nothing."""
    row = CaseFile.objects.get(pk=file.pk)
    if row.holder == side:
        return
    Turn.objects.create(file=row, from_on=max(on, row.holder_since), side=side, why=why)
    CaseFile.objects.filter(pk=row.pk).update(holder=side, holder_since=max(on, row.holder_since))


def suspended_period_add(
    *, kind: str, from_on: date, until_on: date | None, document: str, region: str, by: Actor, at: datetime
) -> SuspendedPeriod:
    """Record days that count in no deadline; open clocks are counted anew by the nightly job.

    Raises:
        DomainError: no norm named, or an end before the beginning.
    """
    document = text_needed(document, field="document", message=_("Name the norm that suspends the days."))
    if until_on is not None and until_on < from_on:
        raise DomainError(_("The period ends before it begins."), field="until_on", code="period")
    with transaction.atomic():
        row = SuspendedPeriod.objects.create(
            kind=kind, region=region, from_on=from_on, until_on=until_on, document=document, by_key=by.key,
            recorded_at=at,
        )  # fmt: skip
        _period_event("added", row, by, at)
    return row


def suspended_period_end(*, period: SuspendedPeriod, until_on: date, by: Actor, at: datetime) -> SuspendedPeriod:
    """Give a suspended period its last day.

    Raises:
        DomainError: it has one, or the day lies before its beginning.
    """
    with transaction.atomic():
        row = SuspendedPeriod.objects.select_for_update().get(pk=period.pk)
        if row.until_on is not None or until_on < row.from_on or until_on > day_of(at):
            raise DomainError(_("This day cannot be the last one of the period."), field="until_on", code="period")
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        _period_event("ended", row, by, at)
    return row


def _period_event(verb: str, row: SuspendedPeriod, by: Actor, at: datetime) -> None:
    from_to = {"from_on": row.from_on, "until_on": row.until_on, "region": row.region, "kind": row.kind}
    event_record(
        kind=f"casework.suspended_period.{verb}", by=by, at=at, subject=row, facts=from_to, article=row.document[:120]
    )
