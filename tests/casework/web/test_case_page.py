"""The case page: the register of another day, drafts of its forms, its documents, and the same words in form and API."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, Draft, Note
from registry.casework.selectors.as_of import case_as_of
from registry.casework.services.desk import note_add
from registry.casework.services.observations import observation_cure
from registry.casework.services.serving import ServiceData, service_add, service_prove
from registry.documents.models import Document, DocumentVersion
from registry.formalization.models import Registration
from registry.territory.models import Finding, Verdict

ONE = Actor("user:9001", 9001)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def page(rows: dict[str, int]) -> str:
    return reverse("registrations:page", args=[rows["registration"]])


# The register of another day.


def test_a_day_before_the_entry_was_known_shows_nothing_of_it(cast: dict[str, Client], rows: dict[str, int]) -> None:
    answer = cast["ministry"].get(page(rows) + "?as_of=2020-01-02")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "did not know this entry yet" in text
    assert "Persona Inventada" not in text


def test_today_shows_the_case_under_a_banner_with_nothing_to_act_on(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    # The versions that the database keeps are written at its own clock, whatever moment a test acts at.
    day = timezone.localdate()
    text = cast["ministry"].get(page(rows) + f"?as_of={day.isoformat()}").content.decode()
    assert "Nothing can be done from this page." in text
    assert "Persona Inventada" in text
    main = text[text.index("<main") : text.index("</main>")]
    assert 'method="post"' not in main
    assert "btn-primary" not in main


@pytest.mark.parametrize("typed", ["2999-01-01", "yesterday", ""])
def test_a_day_that_is_none_shows_nothing_and_says_why(
    cast: dict[str, Client], rows: dict[str, int], typed: str
) -> None:
    answer = cast["ministry"].get(page(rows) + f"?as_of={typed}")
    assert answer.status_code == 422
    assert "No day was understood" in answer.content.decode()


def test_who_does_not_reach_the_entry_does_not_reach_its_past(cast: dict[str, Client], rows: dict[str, int]) -> None:
    assert cast["other_officer"].get(page(rows) + "?as_of=2026-11-20").status_code == 403


def test_what_was_answered_later_is_taken_off_again(rows: dict[str, int]) -> None:
    row = Registration.objects.get(pk=rows["registration"])
    at, day = datetime(2026, 11, 20, 15, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC).date()
    Act.objects.filter(pk=rows["act_proposed"]).update(
        state="refused", second_key="user:2", second_at=at + timedelta(days=3), second_reason="Later."
    )
    CaseFile.objects.filter(pk=rows["request_file"]).update(state="withdrawn", closed_on=day + timedelta(days=2))
    then = case_as_of(row, on=day)
    later = case_as_of(row, on=day + timedelta(days=4))

    def act(known: Any) -> tuple[str, str]:
        return next((one.state, one.second_reason) for one in known.acts if one.pk == rows["act_proposed"])

    def file(known: Any) -> str:
        return next(one.state for one in known.files if one.pk == rows["request_file"])

    assert (act(then), file(then)) == (("proposed", ""), "open")
    assert (act(later), file(later)) == (("refused", "Later."), "withdrawn")
    assert case_as_of(row, on=day - timedelta(days=1)).acts == []


def test_the_overlaps_of_a_past_day_are_those_that_stood_then(cast: dict[str, Client], rows: dict[str, int]) -> None:
    row = Registration.objects.get(pk=rows["registration"])
    finding, today = Finding.objects.get(pk=rows["finding"]), timezone.localdate()
    finding.measured_on = today
    finding.save()
    Verdict.objects.create(
        finding=finding, verdict="confirmed", reason="Seen.", by_key="user:1", at=timezone.now(),
        footprint_checksum="1" * 64, other_checksum="2" * 64,
    )  # fmt: skip
    (found,) = case_as_of(row, on=today).findings
    assert found.pk == finding.pk
    text = cast["ministry"].get(page(rows) + f"?as_of={today.isoformat()}").content.decode()
    assert "Invented zone" in text
    assert f"· {Verdict(verdict='confirmed').get_verdict_display()}, " in text
    assert case_as_of(row, on=today - timedelta(days=1)).findings == []
    finding.superseded_at = timezone.now()
    finding.save()
    assert case_as_of(row, on=today).findings == [], "another stands at the end of the day"


# Drafts.


def test_a_draft_is_kept_for_its_writer_restored_and_gone_when_sent(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    address = reverse("casework:note", args=[rows["registration"]])
    kept = cast["ministry"].post(address, {"text": "Half a thought", "draft": "keep"}, follow=True)
    assert "Kept as a draft" in kept.content.decode()
    assert not Note.objects.exists()
    text = cast["ministry"].get(address).content.decode()
    assert "This is your draft" in text
    assert "Half a thought" in text
    assert "Half a thought" not in cast["officer"].get(address).content.decode()
    cast["ministry"].post(address, {"text": "A whole thought"})
    assert Note.objects.get().text == "A whole thought"
    assert not Draft.objects.exists()


def test_a_draft_is_forgotten_when_asked(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:note", args=[rows["registration"]])
    cast["ministry"].post(address, {"text": "x", "draft": "keep"})
    cast["ministry"].post(address, {"text": "y", "draft": "forget"})
    assert not Draft.objects.exists()


def test_several_values_of_one_field_come_back(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:observe", args=[rows["case_file"]])
    cast["ministry"].post(address, {"items": ["igafom_fee", "technical_form"], "number": "7", "draft": "keep"})
    text = cast["ministry"].get(address).content.decode()
    assert text.count("checked") == 2
    assert 'value="7"' in text


def test_who_may_not_fill_a_form_keeps_no_draft_of_it(cast: dict[str, Client], rows: dict[str, int]) -> None:
    address = reverse("casework:note", args=[rows["registration"]])
    for who in ("other_officer", "auditor"):
        assert cast[who].post(address, {"text": "x", "draft": "keep"}).status_code == 403
    assert not Draft.objects.exists()


def test_a_registration_half_typed_is_kept_too(cast: dict[str, Client], rows: dict[str, int]) -> None:
    assert rows
    address = reverse("registrations:add")
    cast["ministry"].post(address, {"code": "MDD-99", "draft": "keep"})
    assert 'value="MDD-99"' in cast["ministry"].get(address).content.decode()
    assert not Registration.objects.filter(code="MDD-99").exists()


# Documents.


def upload(browser: Client, rows: dict[str, int], **said: Any) -> Any:
    address = reverse("casework:document_add", args=[rows["registration"]])
    file = SimpleUploadedFile("scan.pdf", said.pop("content", PDF))
    return browser.post(address, {"file": file, "title": "Plan", "kind": "evidence"} | said)


def test_a_document_of_the_entry_gets_a_second_version_and_both_are_offered(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    assert upload(cast["officer"], rows).status_code == 302
    document = Document.objects.get(title="Plan")
    assert (document.subject_kind, document.subject_id) == ("formalization.registration", rows["registration"])
    upload(cast["officer"], rows, replaces=document.pk, title="Plan")
    versions = list(document.versions.order_by("number"))
    assert [one.number for one in versions] == [1, 2]
    text = cast["auditor"].get(page(rows)).content.decode()
    assert all(reverse("papers:file", args=[one.pk]) in text for one in versions)


def test_an_act_carries_its_document(cast: dict[str, Client], rows: dict[str, int]) -> None:
    upload(cast["ministry"], rows, of_act=rows["act_standing"], kind="act", title="Resolution")
    document = Document.objects.get(title="Resolution")
    assert (document.subject_kind, document.subject_id) == ("casework.act", rows["act_standing"])
    assert "RD deny_authorisation" in cast["ministry"].get(page(rows)).content.decode()
    assert Event.objects.filter(kind="documents.file.stored").count() == 1 + Document.objects.count() - 1


def test_a_file_that_is_not_taken_is_refused_beside_its_field(cast: dict[str, Client], rows: dict[str, int]) -> None:
    answer = upload(cast["officer"], rows, content=b"MZ\x90\x00\x03\x00\x00\x00 a program")
    assert answer.status_code == 422
    assert not Document.objects.filter(title="Plan").exists()


def test_the_document_of_another_case_cannot_be_replaced_here(cast: dict[str, Client], rows: dict[str, int]) -> None:
    upload(cast["ministry"], rows)
    other = reverse("casework:document_add", args=[rows["proposed"]])
    said = {"title": "x", "kind": "evidence", "replaces": Document.objects.get(title="Plan").pk}
    assert cast["ministry"].post(other, said | {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 422


# The same words in the form and in the API.


BAD_PLACES = [
    "not json",
    '{"type": "Point"}',
    '{"type": "Point", "coordinates": [340500, 8590500]}',
    '{"type": "FeatureCollection", "features": []}',
]


@pytest.mark.parametrize("typed", BAD_PLACES)
def test_a_bad_place_is_refused_with_the_same_words(cast: dict[str, Client], rows: dict[str, int], typed: str) -> None:
    place = {"written": "geojson", "coordinates": typed, "accuracy_m": "5", "code": "MDD-98"}
    form = cast["ministry"].post(reverse("registrations:add"), place)
    program = Client().post("/api/v1/try/", typed, content_type="application/json")
    assert (form.status_code, program.status_code) == (422, 400)
    said = str(form.context["form"].errors["coordinates"][0])
    assert said in program.json()["error"]["fields"]["coordinates"]
    assert rows


# What came later is not shown, whatever day it speaks of.


def test_what_was_recorded_later_of_an_earlier_day_is_left_out(office: Any, at_noon: Any) -> None:
    then, now = date(2026, 3, 4), date(2026, 3, 20)
    row = office.registration(date(2026, 3, 1))
    file = office.file(row, date(2026, 3, 2))
    for step in ("igafom_corrective", "igafom_preventive"):
        office.step(file, step, "filed", date(2026, 3, 2))
    observation = office.observe(file, date(2026, 3, 3))
    service = service_add(
        act=observation.act, data=ServiceData("paper", date(2026, 3, 3)), rules=office.rules(then), by=ONE,
        at=at_noon(date(2026, 3, 3)),
    )  # fmt: skip
    # Both speak of days before the day that is looked at, and came to the register after it.
    service_prove(
        service=service, served_on=date(2026, 3, 4), proof="Cargo 9", rules=office.rules(now), by=ONE, at=at_noon(now)
    )
    observation_cure(
        observation=observation, cured_on=date(2026, 3, 4), cure="Pago.", rules=office.rules(now), by=ONE,
        at=at_noon(now),
    )  # fmt: skip
    note_add(registration=row, text="Later note.", by=ONE, at=at_noon(now))
    note_add(registration=row, text="Early note.", by=ONE, at=at_noon(date(2026, 3, 3)))
    document = Document.objects.create(
        subject_kind="formalization.registration", subject_id=row.pk, kind="evidence", title="Plan",
        read_power="register.read", created_at=at_noon(now),
    )  # fmt: skip
    DocumentVersion.objects.create(
        document=document, number=1, file="x", name="x.pdf", media_type="application/pdf", size_bytes=1,
        sha256="0" * 64, stored_at=at_noon(now), by_key=ONE.key,
    )  # fmt: skip
    known = case_as_of(row, on=then)
    assert [one.served_on for one in known.services] == [None]
    assert [one.cured_on for one in known.observations] == [None]
    assert [one.text for one in known.notes] == ["Early note."]
    assert known.documents == []
    assert {one.outcome for one in known.steps if one.step == "igafom_evaluation"} == {"observed"}
    today = case_as_of(row, on=now)
    assert [str(one.served_on) for one in today.services] == ["2026-03-04"]
    assert [one.cure for one in today.observations] == ["Pago."]
    assert [one.document.title for one in today.documents] == ["Plan"]
    assert len(today.notes) == 2


# The ways that an officer goes in a day.


def test_a_registrant_not_registered_yet_costs_nothing_that_was_typed(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    add = reverse("registrations:add")
    said = {"code": "MDD-55", "registrant": "45678912", "deposit_class": "unknown", "mercury_use": "unknown"}
    refused = cast["officer"].post(add, said | {"ubigeo": "170102"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert reverse("miners:person_add") in text
    assert "kept as a draft" in text
    assert Draft.objects.get().values["code"] == ["MDD-55"]
    again = cast["officer"].get(add)
    assert again.context["form"]["code"].value() == "MDD-55"
    person = cast["officer"].get(reverse("miners:person_page", args=[rows["person"]]))
    assert person.status_code == 200
    empty = cast["ministry"].get(add, {"registrant": "45678912"})
    assert empty.context["form"]["registrant"].value() == "45678912"


def test_a_step_offers_only_what_can_come_of_it_and_the_act_that_decides_it(
    cast: dict[str, Client], rows: dict[str, int]
) -> None:
    step = reverse("casework:step", args=[rows["case_file"]])
    form = cast["ministry"].get(step, {"step": "igafom_corrective"}).context["form"]
    assert [code for code, _word in form.fields["step"].choices] == ["igafom_corrective"]
    assert "remains_found" not in dict(form.fields["outcome"].choices)
    assert len(cast["ministry"].get(step).context["form"].fields["step"].choices) > 5
    act = reverse("casework:act", args=[rows["case_file"]])
    case = cast["ministry"].get(page(rows)).content.decode()
    assert f"{act}?kind=approve_igafom" in case
    assert cast["ministry"].get(act, {"kind": "approve_igafom"}).context["form"].initial["kind"] == "approve_igafom"
    assert f"{reverse('casework:facts', args=[rows['case_file']])}" in case


def test_a_step_that_waits_says_for_what_in_words(cast: dict[str, Client], rows: dict[str, int]) -> None:
    Registration.objects.filter(pk=rows["registration"]).update(state="in_force")
    step = reverse("casework:step", args=[rows["case_file"]])
    said = {"step": "igafom_preventive", "outcome": "filed", "happened_on": "2026-11-10"}
    refused = cast["ministry"].post(step, said)
    assert refused.status_code == 422
    why = str(refused.context["form"].errors["step"][0])
    assert "igafom_corrective" not in why
    assert "B1." in why
