"""My work: what waits for me, the queue of my office, what I stand in for; overdue first, then by days left.

Bounded: one query for the page, one for who is away, one for the calendar of suspended periods.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.casework.choices import FileState
from registry.casework.models import Absence, Act, CaseFile, Opinion, SavedSearch
from registry.casework.selectors.law import calendars_of
from registry.formalization.selectors.registrations import entries_meant
from registry.rules.engine.calendar import Calendar, Deadline

MINE, QUEUE, OFFICE, ALL = "mine", "queue", "office", "all"
SCOPES = (MINE, QUEUE, OFFICE, ALL)
LISTED = "scope=all&on_list="  # begins the filter of a saved search that stands for files put on it by hand


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """What a work list shows; empty texts leave everything in."""

    scope: str = MINE
    kind: str = ""
    step: str = ""
    holder: str = ""
    region: str = ""
    office_region: str | None = None
    due_until: date | None = None
    is_overdue: bool = False
    needs_review: bool = False
    text: str = ""
    on_list: int | None = None


def work_list(*, viewer: Powers, user_key: str, on: date, wanted: WorkFilter | None = None) -> QuerySet[CaseFile]:
    """Return the open files within reach that a filter asks for, those with a last day first, earliest first.

    Registrant and right come along (one query). Slice it, or hand it to a paginator. `mine` includes the files of
    officers who are away that day and named the viewer to stand in.
    """
    asked = wanted or WorkFilter()
    rows = CaseFile.objects.filter(_reach(viewer), state=FileState.OPEN)
    rows = rows.filter(_scope(asked.scope, user_key, viewer, on))
    for column in ("kind", "step", "holder", "region"):
        value = getattr(asked, column)
        rows = rows.filter(**{column: value}) if value else rows
    if asked.office_region is not None:
        rows = rows.filter(office_region=asked.office_region)
    if asked.due_until is not None:
        rows = rows.filter(next_due_on__lte=asked.due_until)
    if asked.is_overdue:
        rows = rows.filter(next_due_on__lt=on)
    if asked.needs_review:
        rows = rows.exclude(review_why=[])
    if asked.on_list is not None:
        seen = Q(savedsearch__owner_key=user_key) | Q(savedsearch__is_shared=True)
        listed = SavedSearch.files.through.objects.filter(seen, savedsearch=asked.on_list)
        rows = rows.filter(pk__in=listed.values("casefile"))
    if asked.text.strip():
        rows = rows.filter(_found(asked.text.strip()))
    return rows.select_related("registration__person", "registration__group", "registration__right").order_by(
        F("next_due_on").asc(nulls_last=True), "id"
    )


def _reach(viewer: Powers) -> Q:
    """As `within_reach`, on the department kept with the file: an index carries it."""
    regions = viewer.where(Power.REGISTER_READ)
    return Q() if regions is None else Q(region__in=sorted(regions))


def _scope(scope: str, user_key: str, viewer: Powers, on: date) -> Q:
    if scope == MINE:
        away = Absence.objects.filter(stand_in_key=user_key, from_on__lte=on, until_on__gte=on).values("user_key")
        return Q(assignee_key=user_key) | Q(assignee_key__in=away)
    if scope == QUEUE:
        return Q(assignee_key="") & _office(viewer)
    return _office(viewer) if scope == OFFICE else Q()


def _office(viewer: Powers) -> Q:
    regions = viewer.where(Power.REGISTER_CHANGE)
    return Q(office_region="") if regions is None else Q(office_region__in=sorted(regions))


def _found(text: str) -> Q:
    """Files by their number, or of registrations that the text may mean (see `entries_meant`)."""
    return Q(number__startswith=text.upper()) | entries_meant(text).among("registration_id")


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of a work list: the file, the working days left (negative: overdue), and who of two is away."""

    file: CaseFile
    days_left: int | None
    is_overdue: bool


def work_rows(files: Sequence[CaseFile], *, on: date) -> list[WorkRow]:
    """Return the lines of a page of files, with one query for the suspended periods."""
    calendars = calendars_of({file.region for file in files}, on=on)
    return [_row(file, calendars[file.region], on) for file in files]


def _row(file: CaseFile, calendar: Calendar, on: date) -> WorkRow:
    left = Deadline(file.next_due_on, file.next_due_on).days_left(on, calendar)
    return WorkRow(file, left, file.next_due_on is not None and file.next_due_on < on)


def work_counts(*, viewer: Powers, user_key: str, on: date) -> dict[str, int]:
    """Return the counts above the list: mine, queue, office, and how many of each are overdue (one query)."""
    away = Absence.objects.filter(stand_in_key=user_key, from_on__lte=on, until_on__gte=on)
    mine, office = Q(assignee_key=user_key) | Q(assignee_key__in=away.values("user_key")), _office(viewer)
    late = Q(next_due_on__lt=on)
    queue = office & Q(assignee_key="")
    found: dict[str, int] = CaseFile.objects.filter(_reach(viewer), state=FileState.OPEN).aggregate(
        mine=Count("pk", filter=mine),
        mine_overdue=Count("pk", filter=mine & late),
        queue=Count("pk", filter=queue),
        queue_overdue=Count("pk", filter=queue & late),
        office=Count("pk", filter=office),
        office_overdue=Count("pk", filter=office & late),
    )
    return found


def acts_waiting(*, viewer: Powers, user_key: str) -> QuerySet[Act]:
    """Return the acts that wait for a second officer other than the viewer, oldest first."""
    return (
        Act.objects.filter(within_reach(viewer, Power.CASE_DECIDE, column="registration__ubigeo"), state="proposed")
        .exclude(by_key=user_key)
        .select_related("file", "registration__person", "registration__group")
        .order_by("id")
    )


def opinions_waiting(*, authorities: Iterable[str]) -> QuerySet[Opinion]:
    """Return the opinions that these authorities have still to give, by last day."""
    return (
        Opinion.objects.filter(authority__in=list(authorities), answer__in=["", "observed"], file__state="open")
        .select_related("file", "registration__person", "registration__group", "clock")
        .order_by(F("clock__due_on").asc(nulls_last=True), "id")
    )


def searches_of(*, user_key: str, page: str) -> QuerySet[SavedSearch]:
    """Return one's own saved searches of a list and the shared ones."""
    return SavedSearch.objects.filter(Q(owner_key=user_key) | Q(is_shared=True), page=page).order_by("name", "id")


def lists_of(*, user_key: str) -> QuerySet[SavedSearch]:
    """Return one's own lists of files."""
    return SavedSearch.objects.filter(owner_key=user_key, query__startswith=LISTED).order_by("name", "id")
