"""What the answer tells beyond the state: who decided, what is asked, by when, until when one can object, where to ask."""

import re
from datetime import UTC, date, datetime

import pytest

from registry.casework.models import (
    Act,
    AskedDocument,
    CaseFile,
    Challenge,
    Observation,
    ProductionDeclaration,
    RunningClock,
    ServiceRecord,
)
from registry.formalization.models import Assessment, Determination, Registration
from registry.places.models import Office
from registry.portal.selectors.rows import entries_by_code
from registry.portal.selectors.situation import situation_of
from registry.rules.catalogue import get_pack

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def file(told):
    """An open file of her entry."""
    return CaseFile.objects.create(
        registration=told.entry, number="E-1", kind="formalisation", opened_on=date(2026, 1, 5), holder_since=date(2026, 1, 5),
        created_at=AT, updated_at=AT,
    )  # fmt: skip


def act(file, **more):
    usual = {
        "file": file, "registration": file.registration, "kind": "suspend", "authority": "DGFM", "number": "RD 12-2026",
        "decided_on": date(2026, 11, 2), "reasons": "x", "effect_state": "suspended", "state": "standing",
        "by_key": "user:1", "recorded_at": AT,
    }  # fmt: skip
    return Act.objects.create(**usual | more)


def serve(made, **more):
    usual = {
        "act": made, "registration": made.registration, "channel": "paper", "sent_on": date(2026, 11, 3),
        "served_on": date(2026, 11, 5), "proof": "cargo 1", "by_key": "user:1", "recorded_at": AT,
    }  # fmt: skip
    return ServiceRecord.objects.create(**usual | more)


def clock(file, **more):
    usual = {
        "file": file,
        "code": "igafom_preventive",
        "whose": "applicant",
        "opened_on": DAY,
        "on_expiry": "abandonment",
    }
    return RunningClock.objects.create(**usual | more)


def situation(entry, on=DAY):
    (found,) = entries_by_code(entry.status_code)
    return situation_of(found, language="en", on=on)


def page(phone, entry):
    response = phone.post("/en/status/", {"code": entry.status_code, "document": "70000001"})
    assert response.status_code == 200
    plain = re.sub(r"<style.*?</style>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain)


def test_the_term_to_object_runs_from_the_proof_of_service(told, file):
    made = act(file)
    found = situation(told.entry).objection
    assert (found.served_on, found.until, found.is_over) == (None, None, False)
    serve(made)
    found = situation(told.entry).objection
    # 15 working days after Thursday 5 November 2026; no holiday of Peru lies between.
    assert found.until == date(2026, 11, 26)
    assert not found.is_over
    assert situation(told.entry, date(2026, 11, 27)).objection.is_over


@pytest.mark.parametrize(
    "flaw", [{"defect": "wrong address"}, {"served_on": None, "proof": ""}, {"addressee": "third_party"}]
)
def test_a_service_that_is_not_valid_starts_nothing(told, file, phone, flaw):
    serve(act(file), **flaw)
    assert situation(told.entry).objection.served_on is None
    assert "The register holds no proof that you were told. So the term to object has not begun." in page(
        phone, told.entry
    )


def test_an_act_that_is_only_proposed_is_not_told(told, file):
    act(file, state="proposed")
    assert situation(told.entry).objection is None


def test_an_objection_on_file_is_said(told, file, phone):
    made = act(file)
    serve(made)
    Challenge.objects.create(
        act=made,
        registration=told.entry,
        kind="reconsideration",
        filed_on=DAY,
        grounds="x",
        by_key="user:1",
        recorded_at=AT,
    )
    assert "An objection to this act is on file." in page(phone, told.entry)


def test_an_observation_comes_with_its_words_and_its_last_day(told, file, phone):
    running = clock(file, code="observation_cure", first_due_on=date(2026, 12, 3), due_on=date(2026, 12, 3))
    Observation.objects.create(
        file=file, registration=told.entry, step="igafom_evaluation", act=act(file, kind="observe", effect_state=""),
        clock=running, text="Traiga el plano firmado.", made_on=DAY, by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    text = page(phone, told.entry)
    assert "Traiga el plano firmado." in text
    assert "Last day: 03/12/2026." in text
    RunningClock.objects.update(first_due_on=None, due_on=None)
    assert "The term has not begun." in page(phone, told.entry)


def test_last_days_say_whose_turn_it_is_and_which_reading(told, file, phone):
    clock(file, first_due_on=date(2026, 12, 1), due_on=date(2026, 12, 4))
    clock(file, code="igafom_decide", whose="agency", first_due_on=date(2026, 11, 10), due_on=date(2026, 11, 10))
    text = page(phone, told.entry)
    assert (
        "01/12/2026 : File the preventive aspect of the IGAFOM. It is your turn. The law can be read in two ways."
        in text
    )
    assert "It is the turn of the office. This day has passed." in text
    assert text.index("10/11/2026") < text.index("01/12/2026") < text.index("31/12/2026")


def test_the_next_declaration_is_due_without_its_figures(told, phone):
    assert "31/01/2027 : Half-yearly production declaration." in page(phone, told.entry)
    row = ProductionDeclaration.objects.create(
        registration=told.entry, year=2026, half="H1", due_on=date(2026, 7, 31), by_key="x", recorded_at=AT
    )
    assert "31/07/2026 : Half-yearly production declaration. It is your turn. This day has passed." in page(
        phone, told.entry
    )
    row.filed_on, row.amount, row.unit = DAY, "987.654", "g"
    row.save()
    text = page(phone, told.entry)
    assert "31/01/2027" in text
    assert "987" not in text
    ProductionDeclaration.objects.update(exempt_why="own_concession")
    assert "Half-yearly production" not in page(phone, told.entry)


def test_the_end_of_the_process_is_told_while_it_matters(told):
    assert any(due.due == date(2026, 12, 31) for due in situation(told.entry).due)
    Registration.objects.update(state="formalised")
    assert situation(told.entry).due == ()


def test_papers_asked_in_the_file_are_named(told, file, phone):
    AskedDocument.objects.create(
        file=file, step="igafom_preventive", document="igafom_fee", asked_on=DAY, by_key="x", recorded_at=AT
    )
    assert "Bring to the office: Fee" in page(phone, told.entry)
    AskedDocument.objects.update(received_on=DAY)
    assert "Bring to the office" not in page(phone, told.entry)


def judged(entry, missing):
    pack = get_pack("PE")
    return Assessment.objects.create(
        registration=entry, on_day=DAY, confirmed_on=DAY, jurisdiction="PE", pack_version=pack.version,
        pack_hash=pack.content_hash, facts={}, findings=[], category="illegal", scale="artisanal", legal_status="illegal",
        missing_evidence=missing, asked_by="system:test", flags=[], created_at=AT,
    )  # fmt: skip


def test_papers_on_chemicals_and_explosives_are_counted_and_not_named(told, phone):
    judged(told.entry, ["rcbf", "sucamec_receipt", "installed_capacity"])
    text = page(phone, told.entry)
    assert "A paper that the office names to you in person" in text
    for word in ("RCBF", "rcbf", "SUCAMEC", "chemical", "explosive"):
        assert word not in text, word


def test_what_the_authority_decided_comes_with_its_act_and_what_the_engine_thinks_does_not(told, phone):
    row = judged(told.entry, [])
    assert "llegal" not in page(phone, told.entry)
    Determination.objects.create(
        registration=told.entry, assessment=row, scale="artisanal", legal_status="informal", act="RD 77-2026", reasons="x",
        evidence="y", decided_on=date(2026, 10, 1), by_key="user:1", state="standing", recorded_at=AT,
    )  # fmt: skip
    text = page(phone, told.entry)
    assert (
        "The authority has decided the class of your work: informal, on the way to formal . Act RD 77-2026, of 01/10/2026."
        in text
    )


def test_the_nearest_office_comes_first_with_its_phone(told, phone):
    for code, place, deciding in (("A", "", True), ("B", "17", False), ("C", "1701", False), ("D", "20", False)):
        Office.objects.create(
            code=code, name=f"Office {code}", ubigeo=place, is_deciding=deciding, phone=f"demo {code}"
        )
    assert [office.phone for office in situation(told.entry).offices] == ["demo C", "demo B", "demo A"]
    text = page(phone, told.entry)
    assert "Office C" in text
    assert "demo C" in text
    assert "Office D" not in text
    Registration.objects.update(ubigeo="")
    assert [office.phone for office in situation(told.entry).offices] == ["demo A"]


def test_an_office_without_phone_says_so(told, phone):
    Office.objects.create(code="A", name="Office A")
    assert "Phone not known" in page(phone, told.entry)


def test_quechua_stands_beside_the_spanish_and_is_marked(told, phone):
    for path, is_there in (("/qu/status/", True), ("/es/status/", False)):
        said = phone.post(path, {"code": told.entry.status_code, "document": "70000001"}).content.decode()
        assert ("Kachkanmi" in said) is is_there
        assert ("Ima niyta munan" in said) is is_there
        assert "Vigente" in said
