"""The desk in a bounded number of questions to the database, however long the list and the case."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.audit.services import Actor, event_record
from registry.casework.models import Absence, Act, CaseFile, Message, Note, ServiceRecord
from registry.documents.services import FileDraft, file_store
from registry.formalization.models import Assessment, Determination, Registration
from registry.territory.models import Footprint

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY = date(2026, 11, 2)
BY = Actor.system("test")
OF_A_LIST, OF_A_CASE = 12, 25


def asked(browser: Client, address: str) -> list[str]:
    """The queries of a page, after one look that warms what a process keeps."""
    browser.get(address)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return [query["sql"] for query in found.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def more_files(registration: int, count: int, assignee: str = "") -> list[CaseFile]:
    row = Registration.objects.get(pk=registration)
    return [
        CaseFile.objects.create(
            registration=row, number=f"MORE-{assignee}{number}", kind="state", opened_on=DAY, holder_since=DAY,
            region="17", office_region="", assignee_key=assignee, created_at=AT, updated_at=AT,
            next_due_on=DAY + timedelta(days=number), next_due_code="challenge_file",
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["casework:work", "casework:transfers", "registrations:list", "reports:list"])
def test_a_list(cast: dict[str, Client], rows: dict[str, int], name: str) -> None:
    address = reverse(name) + "?scope=all"
    me = f"user:{cast['ministry'].session['_auth_user_id']}"
    more_files(rows["registration"], 1, me)
    Absence.objects.create(user_key="user:9", stand_in_key=me, from_on=DAY, until_on=date(2027, 1, 1), recorded_at=AT)
    short = asked(cast["ministry"], address)
    more_files(rows["registration"], 40)
    long = asked(cast["ministry"], address)
    assert len(long) < OF_A_LIST, "\n".join(long)
    assert len(long) <= len(short) + 1, "\n".join(long)


def enrich(number: int) -> None:
    """Give a case what a long one has: a determination, a place that lies among others, acts, talk, papers, events."""
    row = Registration.objects.select_related("right").get(pk=number)
    print_of_right = Footprint.objects.get(pk=row.right.footprint_id)
    row.declared_place = row.verified_place = print_of_right
    row.save()
    assessment = Assessment.objects.create(
        registration=row, on_day=DAY, confirmed_on=DAY, jurisdiction="PE", pack_version="1", pack_hash="0" * 64,
        facts={}, findings=[], category="needs_review", scale="artisanal", legal_status="needs_review",
        asked_by="system:test", created_at=AT,
    )  # fmt: skip
    Determination.objects.create(
        registration=row, assessment=assessment, scale="artisanal", legal_status="informal", act="RD 1",
        reasons="Invented.", evidence="Invented.", decided_on=DAY, by_key=BY.key, state="standing", recorded_at=AT,
    )  # fmt: skip
    for file in more_files(number, 10):
        for at in range(5):
            act = Act.objects.create(
                file=file, registration=row, kind="suspend", authority="DGFM", number=f"RD {file.pk}-{at}",
                decided_on=DAY, reasons="Invented.", state="standing", by_key="user:1", recorded_at=AT,
            )  # fmt: skip
            ServiceRecord.objects.create(
                act=act, registration=row, channel="paper", sent_on=DAY, by_key=BY.key, recorded_at=AT
            )
            event_record(kind="casework.act.done", by=BY, at=AT, subject=act, ubigeo="170102", reason="Invented.")
        Note.objects.create(registration=row, file=file, text="Invented.", by_key="user:1", at=AT)
        Message.objects.create(
            registration=row,
            direction="out",
            subject="Invented",
            text="Invented.",
            language="es",
            by_key="user:1",
            at=AT,
        )
    draft: dict[str, Any] = {"subject_kind": "formalization.registration", "subject_id": number, "kind": "evidence"}
    for at in range(6):
        file_store(draft=FileDraft(**draft, title=f"{at}", name="a.txt", content=b"Invented words"), by=BY, at=AT)


def test_a_case(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("registrations:page", args=[rows["registration"]])
    enrich(rows["registration"])
    short = asked(cast["ministry"], address)
    more_files(rows["registration"], 10, "user:77")
    long = asked(cast["ministry"], address)
    assert len(long) == len(short), "\n".join(sql[:220] for sql in long)
    assert len(long) < OF_A_CASE, "\n".join(sql[:220] for sql in long)


def test_a_case_of_another_day(cast: dict[str, Client], rows: dict[str, int]) -> None:
    enrich(rows["registration"])
    day = date.today().isoformat()
    address = reverse("registrations:page", args=[rows["registration"]]) + f"?as_of={day}"
    assert len(asked(cast["ministry"], address)) < OF_A_CASE
