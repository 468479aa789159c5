"""What keeps cases right is done at the desk: settling a review, days that do not count, a conflict ended by another."""

from django.test import Client
from django.urls import reverse

from registry.accounts.models import User
from registry.audit.models import Event
from registry.casework.models import CaseFile, Conflict, ProductionDeclaration, SuspendedPeriod, TransferItem


def test_what_the_law_leaves_open_is_settled_with_a_reason(cast: dict[str, Client], rows: dict[str, int]) -> None:
    CaseFile.objects.filter(pk=rows["case_file"]).update(review_why=["governing_law_not_established"])
    address = reverse("casework:settle", args=[rows["case_file"]])
    page = cast["ministry"].get(reverse("registrations:page", args=[rows["registration"]]))
    assert address in page.content.decode()
    assert cast["ministry"].post(address, {"reason": " "}).status_code == 422
    assert cast["ministry"].post(address, {"reason": "Read under the version of its opening."}).status_code == 302
    assert CaseFile.objects.get(pk=rows["case_file"]).review_why == []
    assert Event.objects.filter(kind="casework.file.review_settled").count() == 1


def test_days_that_do_not_count_are_added_and_ended(cast: dict[str, Client], rows: dict[str, int]) -> None:
    said = {"kind": "suspended", "from_on": "02/11/2026", "until_on": "", "region": "17", "document": "DS 1"}
    assert cast["officer"].post(reverse("casework:period_add"), said).status_code == 403
    backwards = cast["ministry"].post(reverse("casework:period_add"), said | {"until_on": "2026-11-01"})
    assert backwards.status_code == 422
    assert cast["ministry"].post(reverse("casework:period_add"), said).status_code == 302
    period = SuspendedPeriod.objects.get(document="DS 1")
    end = reverse("casework:period_end", args=[period.pk])
    assert cast["ministry"].post(end, {"until_on": "2026-11-05"}).status_code == 302
    assert "DS 1" in cast["officer"].get(reverse("casework:periods")).content.decode()


def test_a_conflict_is_ended_by_a_decider_who_did_not_declare_it(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:conflict_end", args=[rows["conflict"]])
    own = Conflict.objects.filter(pk=rows["conflict"])
    own.update(user_key=f"user:{User.objects.get(username='ministry').pk}")
    assert cast["ministry"].post(address, {"is_sure": "on"}).status_code == 422
    own.update(user_key="user:0")
    assert cast["ministry"].post(address, {"is_sure": "on"}).status_code == 302
    assert own.get().withdrawn_at is not None


def test_a_declared_conflict_stands_on_the_page_of_the_officer(cast: dict[str, Client], rows: dict[str, int]) -> None:
    officer = User.objects.get(username="officer")
    Conflict.objects.filter(pk=rows["conflict"]).update(user_key=f"user:{officer.pk}")
    said = cast["administrator"].get(reverse("people:page", args=[officer.pk])).content.decode()
    assert "everything of a registrant" in said


def test_a_half_year_not_due_and_the_pages_of_a_line(cast: dict[str, Client], rows: dict[str, int]) -> None:
    exempt = reverse("casework:production_exempt", args=[rows["production"]])
    assert cast["officer"].post(exempt, {"reason": "Own concession."}).status_code == 302
    assert ProductionDeclaration.objects.get(pk=rows["production"]).exempt_why
    line = reverse("casework:transfer_item", args=[rows["transfer_line"]])
    assert cast["officer"].post(line, {"folios": "128", "remark": "two volumes"}).status_code == 302
    assert TransferItem.objects.get(pk=rows["transfer_line"]).folios == 128
