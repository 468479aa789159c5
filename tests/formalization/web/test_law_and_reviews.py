"""The lawyer's board and the officer's queue, through their pages."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.common.models import Job
from registry.formalization.models import Determination, PackVersion, Rehearsal, Review
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db


def test_a_draft_is_loaded_refused_where_unsound_and_rehearsed_by_a_worker(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    lawyer = cast["law_keeper"]
    text = get_pack("PE").files["pack.toml"] + "\n# a remark\n"
    sent = {"file": SimpleUploadedFile("pack.toml", text.encode()), "note": "A remark."}
    answer = lawyer.post(reverse("law:draft"), sent)
    assert answer.status_code == 302
    draft = PackVersion.objects.get(note="A remark.")
    assert answer["Location"] == reverse("law:version", args=[draft.pk])

    page = lawyer.get(reverse("law:version", args=[draft.pk])).content.decode()
    assert "+# a remark" in page, "the second person reads what changes"
    assert "article91.toml" not in page
    packed = lawyer.get(reverse("law:files", args=[draft.pk]))
    assert 'filename="law-' in packed["Content-Disposition"] or 'filename="demo-law-' in packed["Content-Disposition"]
    with ZipFile(BytesIO(packed.content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == draft.files

    broken = {"file": SimpleUploadedFile("pack.toml", b"no law ="), "note": "x"}
    refused = lawyer.post(reverse("law:draft"), broken)
    assert refused.status_code == 422
    assert "pack.toml" in refused.content.decode()

    assert lawyer.post(reverse("law:rehearse", args=[draft.pk]), {"on": "2026-11-20"}).status_code == 302
    assert Job.objects.get(kind="formalization.rehearse").payload["draft"] == draft.pk


def test_the_board_names_the_article_of_each_figure_and_what_is_stale(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    page = cast["auditor"].get(reverse("law:board")).content.decode()
    assert "art. 91" in page
    assert get_pack("PE").version in page


def test_a_rehearsal_of_a_demo_says_demo_in_name_and_rows(
    cast: dict[str, Client], rows: dict[str, int], settings: Any
) -> None:
    settings.REGISTRY_DEMO = True
    row = {"code": "X", "from": "a", "to": "b", "region": "17", "gender": "woman", "group": "natural_person"}
    Rehearsal.objects.filter(pk=rows["rehearsal"]).update(rows=[row])
    answer = cast["auditor"].get(reverse("law:rehearsal_csv", args=[rows["rehearsal"]]))
    assert 'filename="demo-rehearsal' in answer["Content-Disposition"]
    assert answer.content.decode().splitlines() == [
        "code,from,to,region,gender,group,register", "X,a,b,17,woman,natural_person,demo",
    ]  # fmt: skip


def test_a_rehearsal_leaves_as_csv_without_formulas(
    cast: dict[str, Client], rows: dict[str, int], settings: Any
) -> None:
    settings.REGISTRY_DEMO = False
    row = {"code": "=1+1", "from": "a", "to": "b", "region": "17", "gender": "woman", "group": "natural_person"}
    Rehearsal.objects.filter(pk=rows["rehearsal"]).update(rows=[row])
    answer = cast["auditor"].get(reverse("law:rehearsal_csv", args=[rows["rehearsal"]]))
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode().splitlines() == [
        "code,from,to,region,gender,group",
        "'=1+1,a,b,17,woman,natural_person",
    ]


def test_the_queue_shows_what_waits_within_reach_and_layers_apart(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    Review.objects.create(registration_id=rows["proposed"], opened_on=date(2026, 11, 10))
    Review.objects.filter(registration=rows["registration"]).update(waits_for_layers_only=True)
    officer, other = cast["officer"], cast["other_officer"]
    people = officer.get(reverse("registrations:reviews")).content.decode()
    assert "MDD-2" in people
    assert "MDD-1" not in people
    assert "MDD-1" in officer.get(reverse("registrations:reviews"), {"state": "layers"}).content.decode()
    assert "MDD-2" not in other.get(reverse("registrations:reviews")).content.decode()


def test_the_second_officer_agrees_on_the_page(cast: dict[str, Client], rows: dict[str, int]) -> None:
    url = reverse("registrations:second", args=[rows["proposed"]])
    assert cast["ministry"].post(url, {"is_agreed": "yes", "reason": "Seen."}).status_code == 302
    assert Determination.objects.get(registration_id=rows["proposed"]).state == "standing"
    page = cast["ministry"].get(reverse("registrations:page", args=[rows["proposed"]])).content.decode()
    assert "RD 1" in page
