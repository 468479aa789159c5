"""The nightly count in parts: every file once, resumed where it stopped, and one bad file keeps no other from it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.audit.services import Actor
from registry.casework.models import CaseFile, RunningClock
from registry.casework.services import recounting
from registry.casework.services.clocks import suspended_period_add
from registry.casework.services.recounting import clocks_recount
from registry.casework.tasks import overdue_nightly
from registry.common import jobs
from registry.common.models import Job

pytestmark = pytest.mark.django_db
DAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
Noon = Callable[[date], datetime]


@pytest.fixture
def files(office: Any) -> list[CaseFile]:
    """Five files, each with a clock that runs."""
    made = [office.file(office.registration(DAY), DAY) for _number in range(5)]
    for file in made:
        begin(office, file)
    return made


def begin(office: Any, file: CaseFile) -> None:
    for step in ("igafom_corrective", "igafom_preventive"):
        office.step(file, step, "filed", DAY)


def due() -> list[date | None]:
    return list(RunningClock.objects.filter(ended_on=None).order_by("pk").values_list("due_on", flat=True))


def suspend(at_noon: Noon) -> None:
    suspended_period_add(
        kind="suspended", from_on=date(2026, 3, 3), until_on=date(2026, 3, 6), document="RM 1", region="17",
        by=Actor.system("test"), at=at_noon(LATER),
    )  # fmt: skip


def quietly(_done: int, _total: int) -> None:
    """A progress that nobody reads."""


def test_each_part_asks_for_the_next_and_the_last_for_the_reminders(
    files: list[CaseFile], at_noon: Noon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "PART", 2)
    before = due()
    assert any(before)
    suspend(at_noon)
    overdue_nightly()
    overdue_nightly()
    assert Job.objects.filter(kind="casework.recount").count() == 1, "asked for twice is asked for once"
    while job := Job.objects.filter(kind="casework.recount", state="waiting").first():
        assert jobs.run(job.pk, clock=timezone.now)
    assert Job.objects.filter(kind="casework.recount", state="done").count() == 4, "2 + 2 + 1 files, and an empty end"
    assert Job.objects.filter(kind="casework.overdue", state="waiting").count() == 1
    after = due()
    assert all(new is None or new > old for old, new in zip(before, after, strict=True) if old)
    assert before != after
    nearest = {file.pk: min(row.due_on for row in RunningClock.objects.filter(file=file, is_right=False) if row.due_on)
               for file in files}  # fmt: skip
    assert dict(CaseFile.objects.values_list("pk", "next_due_on")) == nearest


def test_a_file_that_cannot_be_counted_is_named_and_the_others_are_counted(
    files: list[CaseFile], at_noon: Noon, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, bad = recounting.clock_count, files[2].pk

    def count(clock: RunningClock, *args: Any) -> Any:
        if clock.file_id == bad:
            raise ArithmeticError
        return original(clock, *args)

    suspend(at_noon)
    monkeypatch.setattr(recounting, "clock_count", count)
    said = clocks_recount(after=0, at=at_noon(LATER), progress=quietly)
    assert (said["files"], said["failed"]) == (5, [bad])
    assert said["moved"]
    monkeypatch.undo()
    again = clocks_recount(after=0, at=at_noon(LATER), progress=quietly)
    assert again["failed"] == []
    assert 0 < int(str(again["moved"])) < int(str(said["moved"])), "only those of the bad file were left"


def test_files_that_stay_as_they_are_cost_no_query_each(office: Any, files: list[CaseFile], at_noon: Noon) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            clocks_recount(after=0, at=at_noon(DAY), progress=quietly)
        return len(questions)

    asked()
    few = asked()
    for _number in range(5):
        begin(office, office.file(office.registration(DAY), DAY))
    assert asked() == few
    assert files
