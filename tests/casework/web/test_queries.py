"""The desk in a bounded number of questions to the database, however long the list and the case."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.casework.models import CaseFile
from registry.formalization.models import Registration

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY = date(2026, 11, 2)
OF_A_LIST, OF_A_CASE = 12, 25


def asked(browser: Client, address: str) -> list[str]:
    """The queries of a page, after one look that warms what a process keeps."""
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert browser.get(address).status_code == 200
    return [query["sql"] for query in found.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def more_files(registration: int, count: int) -> None:
    row = Registration.objects.get(pk=registration)
    for number in range(count):
        CaseFile.objects.create(
            registration=row, number=f"MORE-{number}", kind="state", opened_on=DAY, holder_since=DAY, region="17",
            office_region="17", created_at=AT, updated_at=AT,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["casework:work", "casework:transfers", "registrations:list", "reports:list"])
def test_a_list(cast: dict[str, Client], rows: dict[str, int], name: str) -> None:
    address = reverse(name) + "?scope=all"
    short = asked(cast["ministry"], address)
    more_files(rows["registration"], 40)
    long = asked(cast["ministry"], address)
    assert len(long) < OF_A_LIST, "\n".join(long)
    assert len(long) <= len(short) + 1, "\n".join(long)


def test_a_case(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("registrations:page", args=[rows["registration"]])
    short = asked(cast["ministry"], address)
    more_files(rows["registration"], 10)
    long = asked(cast["ministry"], address)
    assert len(long) == len(short)
    assert len(long) < OF_A_CASE, "\n".join(sql[:220] for sql in long)
