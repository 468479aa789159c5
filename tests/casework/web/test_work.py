"""My work by its forms: what waits for whom, bulk assignment with its preview, hand-over, absence, saved searches, asking."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry.audit.models import Event
from registry.casework.models import Absence, Bulk, CaseFile, SavedSearch
from registry.formalization.models import Assessment

DAY = date(2026, 11, 2)


def key_of(browser: Client) -> str:
    return f"user:{browser.session['_auth_user_id']}"


def work(browser: Client, scope: str) -> str:
    return browser.get(reverse("casework:work"), {"scope": scope}).content.decode()


def test_a_bulk_assignment_is_shown_before_anything_changes(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:assign")
    chosen = [rows["case_file"], rows["request_file"]]
    preview = cast["officer"].get(address, {"chosen": chosen}).content.decode()
    assert "2 files will change hands" in preview
    assert not CaseFile.objects.exclude(assignee_key="").exists()
    refused = cast["officer"].post(address, {"chosen": chosen, "to": "nobody", "reason": "x"})
    assert refused.status_code == 422
    assert "Nobody has the login nobody." in refused.content.decode()
    cast["officer"].post(address, {"chosen": chosen, "to": "officer", "reason": "She knows the place."})
    held = CaseFile.objects.filter(assignee_key=key_of(cast["officer"]))
    assert sorted(held.values_list("pk", flat=True)) == sorted(chosen)
    assert "EXP-formalisation" in work(cast["officer"], "mine")
    assert "EXP-formalisation" not in work(cast["ministry"], "mine")


def test_files_beyond_reach_are_not_taken_along(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:assign")
    assert (
        "0 files will change hands"
        in cast["other_officer"].get(address, {"chosen": rows["case_file"]}).content.decode()
    )
    said = {"chosen": [rows["case_file"]], "to": "other_officer", "reason": "x"}
    assert cast["other_officer"].post(address, said).status_code == 422
    assert not CaseFile.objects.exclude(assignee_key="").exists()


def test_everything_is_handed_over_and_who_stands_in_sees_it(cast: dict[str, Client], rows: dict[str, int]) -> None:
    officer = key_of(cast["officer"])
    CaseFile.objects.filter(pk=rows["case_file"]).update(assignee_key=officer)
    address, today = reverse("casework:absence"), timezone.localdate()
    cast["officer"].post(address, {"from_on": today, "until_on": today, "stand_in": "ministry"})
    assert Absence.objects.get().stand_in_key == key_of(cast["ministry"])
    assert "EXP-formalisation" in work(cast["ministry"], "mine")
    cast["officer"].post(address, {"hand_over_to": "ministry", "reason": "Leave."})
    assert CaseFile.objects.get(pk=rows["case_file"]).assignee_key == key_of(cast["ministry"])


def test_a_search_is_saved_shared_and_forgotten_by_its_owner_only(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    save = reverse("casework:search_save") + "?scope=all&is_overdue=on"
    cast["officer"].post(save, {"name": "Vencidos", "is_shared": "on"})
    search = SavedSearch.objects.get(name="Vencidos")
    assert search.query == "scope=all&is_overdue=on"
    seen = work(cast["ministry"], "mine")
    assert "?scope=all&amp;is_overdue=on" in seen
    assert "Forget “Vencidos”" not in seen
    remove = reverse("casework:search_remove", args=[search.pk])
    assert cast["ministry"].post(remove).status_code == 403
    cast["officer"].post(remove)
    assert not SavedSearch.objects.filter(name="Vencidos").exists()
    assert rows


def test_each_missing_fact_has_a_button_that_writes_the_letter(cast: dict[str, Client], rows: dict[str, int]) -> None:
    page = reverse("registrations:page", args=[rows["registration"]])
    Assessment.objects.create(
        registration_id=rows["registration"], on_day=DAY, confirmed_on=DAY, jurisdiction="PE", pack_version="1",
        pack_hash="0" * 64, facts={}, findings=[], category="needs_review", scale="artisanal",
        legal_status="needs_review", missing_evidence=["capacity"], asked_by="system:test", created_at=timezone.now(),
    )  # fmt: skip
    ask = reverse("casework:observe", args=[rows["case_file"]]) + "?step=technical_file&missing=capacity"
    assert ask.replace("&", "&amp;") in cast["ministry"].get(page).content.decode()
    form = cast["ministry"].get(ask).context["form"]
    assert form.initial["step"] == "technical_file"
    assert form.initial["items"] == ["capacity"]
    assert form.initial["text"].startswith("Revisamos su expediente MDD-1. Falta lo siguiente:")


@pytest.mark.parametrize("who", ["auditor", "law_keeper"])
def test_who_only_reads_is_offered_nothing(cast: dict[str, Client], rows: dict[str, int], who: str) -> None:
    text = cast[who].get(reverse("registrations:page", args=[rows["registration"]])).content.decode()
    assert "/step/" not in text
    assert "/observe/" not in text
    assert reverse("casework:document_add", args=[rows["registration"]]) not in text


# Many files at once.


def test_many_files_are_shown_before_anything_is_done_and_confirmed_once(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    officer, address = cast["officer"], reverse("casework:many")
    chosen = [rows["case_file"], rows["request_file"]]
    page = officer.get(address, {"do": "assign", "which": "chosen", "chosen": chosen}).content.decode()
    assert "2 files are meant." in page
    said = {"do": "assign", "which": "chosen", "chosen": chosen, "to": "officer", "reason": "She knows the place."}
    shown = officer.post(address, said)
    preview = officer.get(shown.url).content.decode()
    assert "It will be done for 2 files." in preview
    assert not CaseFile.objects.exclude(assignee_key="").exists()
    officer.post(shown.url)
    officer.post(shown.url)
    assert "It was done for 2 files." in officer.get(shown.url).content.decode()
    assert CaseFile.objects.filter(assignee_key=key_of(officer)).count() == 2
    assert cast["ministry"].get(shown.url).status_code == 403


def test_all_that_a_filter_shows_is_meant_and_who_has_no_contact_is_left_out(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    officer, address = cast["officer"], reverse("casework:many")
    said = {"do": "message", "which": "all", "query": "scope=all&kind=formalisation", "language": "es"}
    assert "1 file is meant." in officer.get(address, said).content.decode()
    refused = officer.post(address, said)
    assert refused.status_code == 422
    shown = officer.post(address, said | {"subject": "Venga", "text": "Sobre {code}."})
    preview = officer.get(shown.url).content.decode()
    assert "It can be done for no file." in preview
    assert "no phone and no e-mail on file" in preview.lower()
    assert "nobody consented" not in preview
    assert rows


def test_the_letters_begin_in_plain_spanish(cast: dict[str, Client], rows: dict[str, int]) -> None:
    asked = {"do": "message", "letter": "production", "chosen": rows["case_file"]}
    form = cast["officer"].get(reverse("casework:many"), asked).context["form"]
    assert form.initial["subject"] == "Presente su declaración de producción"


def test_nothing_chosen_is_said_and_files_beyond_reach_are_not_taken_along(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    address = reverse("casework:many")
    assert "No file was chosen." in cast["officer"].get(address).content.decode()
    page = cast["other_officer"].get(address, {"chosen": rows["case_file"]}).content.decode()
    assert "No file was chosen." in page


def test_a_list_of_files_is_made_shown_and_forgotten(cast: dict[str, Client], rows: dict[str, int]) -> None:
    officer = cast["officer"]
    said = {"do": "list", "which": "chosen", "chosen": [rows["case_file"]], "name": "Por visitar", "is_shared": "on"}
    officer.post(officer.post(reverse("casework:many"), said).url)
    saved = SavedSearch.objects.get(name="Por visitar")
    seen = cast["ministry"].get(reverse("casework:work"), {"scope": "all", "on_list": saved.pk}).content.decode()
    assert "EXP-formalisation" in seen
    assert "EXP-lifting" not in seen
    assert "Por visitar" in seen
    remove = reverse("casework:search_remove", args=[saved.pk])
    assert cast["ministry"].post(remove).status_code == 403
    officer.post(remove)
    assert not SavedSearch.objects.filter(pk=saved.pk).exists()


def test_the_chosen_files_are_taken_away_as_a_table_and_that_is_an_event(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    officer = cast["officer"]
    said = {"do": "csv", "which": "chosen", "chosen": [rows["case_file"]]}
    shown = officer.post(reverse("casework:many"), said)
    assert "Download the CSV" in officer.get(shown.url).content.decode()
    pk = Bulk.objects.latest("pk").pk
    table = officer.get(reverse("casework:bulk_csv", args=[pk]))
    assert table.content.decode().splitlines()[1].startswith("EXP-formalisation,formalisation,open,MDD-1")
    assert Event.objects.filter(kind="audit.export.made", actor=key_of(officer)).count() == 1
