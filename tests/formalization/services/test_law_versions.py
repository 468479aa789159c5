"""A lawyer puts a changed law in force without a developer: drafted, rehearsed, enacted by a second person."""

import hashlib
import json
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from registry.audit.services import Actor
from registry.common.errors import DomainError, NotAllowedError
from registry.documents.models import Document
from registry.documents.selectors import documents_of
from registry.formalization.models import PackVersion
from registry.formalization.selectors.cases import cases_judged, cases_read, shipped_cases
from registry.formalization.selectors.law import pack_in_force, pack_of_hash
from registry.formalization.services.law_versions import Norm, law_version_draft, law_version_enact
from registry.rules.catalogue import get_pack, pack_from_files

pytestmark = pytest.mark.django_db
LAWYER, SECOND = Actor.user(1), Actor.user(2)

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
NORM = Norm("Ley invented", "ley.pdf", PDF)


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def changed_files() -> dict[str, str]:
    return {"pack.toml": get_pack("PE").files["pack.toml"] + "\n# a remark of the drafter\n"}


def restated(file: str, old: str, new: str) -> list[dict]:
    """The shipped cases that a changed file answers otherwise, with that answer expected."""
    pack = pack_from_files("PE", {**get_pack("PE").files, file: get_pack("PE").files[file].replace(old, new)})
    found = {case["id"]: case["answered"].split("/") for case in cases_judged(pack, shipped_cases("PE"))}
    restated = [
        {**case, "expected": dict(zip(("category", "scale", "legal_status"), found[case["id"]], strict=True))}
        for case in shipped_cases("PE")
        if case["id"] in found
    ]
    return json.loads(json.dumps(restated, default=float))


def drafted(at: datetime) -> PackVersion:
    return law_version_draft(jurisdiction="PE", files=changed_files(), note="A remark.", by=LAWYER, at=at)


def test_a_draft_judges_nobody_until_a_second_person_enacts_it(on: date, at: datetime) -> None:
    draft = drafted(at)
    assert pack_in_force("PE", on=on).content_hash == get_pack("PE").content_hash
    with pytest.raises(NotAllowedError):
        law_version_enact(draft=draft, norm=NORM, in_force_on=on, by=LAWYER, at=at)
    with pytest.raises(DomainError) as caught:
        law_version_enact(draft=draft, norm=NORM, in_force_on=on, by=SECOND, at=at)
    assert caught.value.code == "not_rehearsed"
    PackVersion.objects.filter(pk=draft.pk).update(state="rehearsed")
    tomorrow = on + timedelta(days=1)
    law_version_enact(draft=draft, norm=NORM, in_force_on=tomorrow, by=SECOND, at=at)
    assert pack_in_force("PE", on=on).content_hash == get_pack("PE").content_hash
    assert pack_in_force("PE", on=tomorrow).content_hash == draft.content_hash
    assert pack_of_hash("PE", draft.content_hash) is not None
    assert pack_of_hash("PE", "f" * 64) is None


def test_the_database_refuses_a_version_enacted_by_its_drafter(at: datetime, on: date) -> None:
    draft = drafted(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        PackVersion.objects.filter(pk=draft.pk).update(
            state="enacted", document="x", in_force_on=on, enacted_by=LAWYER.key
        )


def test_unsound_files_are_refused_whole_and_the_sentence_names_the_place(at: datetime) -> None:
    broken = {"article91.toml": get_pack("PE").files["article91.toml"] + "\nthis is no law ="}
    with pytest.raises(DomainError) as caught:
        law_version_draft(jurisdiction="PE", files=broken, note="x", by=LAWYER, at=at)
    assert "article91.toml" in caught.value.message
    assert not PackVersion.objects.exists()


def test_the_same_files_or_no_note_are_refused(at: datetime) -> None:
    with pytest.raises(DomainError):
        law_version_draft(jurisdiction="PE", files={}, note="nothing", by=LAWYER, at=at)
    with pytest.raises(DomainError):
        law_version_draft(jurisdiction="PE", files=changed_files(), note=" ", by=LAWYER, at=at)
    drafted(at)
    with pytest.raises(DomainError) as caught:
        drafted(at)
    assert caught.value.code == "law_kept"


def rehearsed(at: datetime, **more) -> PackVersion:
    """A draft in which 20 t/day is the artisanal limit, as if it had been rehearsed."""
    text = get_pack("PE").files["article91.toml"].replace("value = 25\n", "value = 20\n")
    draft = law_version_draft(
        jurisdiction="PE", files={"article91.toml": text}, note="Lower.", by=LAWYER, at=at, **more
    )
    PackVersion.objects.filter(pk=draft.pk).update(state="rehearsed")
    return draft


def test_a_draft_that_answers_a_case_otherwise_is_not_enacted(on: date, at: datetime) -> None:
    with pytest.raises(DomainError) as caught:
        law_version_enact(draft=rehearsed(at), norm=NORM, in_force_on=on, by=SECOND, at=at)
    assert caught.value.code == "cases_differ"
    assert "PE-001" in caught.value.message
    assert not Document.objects.exists()


def test_with_the_cases_whose_answer_the_norm_changes_it_is_enacted_and_the_norm_is_kept(
    on: date, at: datetime
) -> None:
    row = law_version_enact(
        draft=rehearsed(at, cases=restated("article91.toml", "value = 25\n", "value = 20\n")), norm=NORM,
        in_force_on=on, by=SECOND, at=at,
    )  # fmt: skip
    assert row.cases_checked == {"checked": len(shipped_cases("PE")), "differing": []}
    (kept,) = documents_of("formalization.packversion", row.pk)
    assert kept.versions.get().sha256 == row.document_sha256 == hashlib.sha256(PDF).hexdigest()


def test_a_second_draft_begins_from_what_was_enacted_and_takes_nothing_back(on: date, at: datetime) -> None:
    restates = restated("article91.toml", "value = 25\n", "value = 20\n")
    first = law_version_enact(
        draft=rehearsed(at, cases=restates), norm=NORM, in_force_on=on + timedelta(days=30), by=SECOND, at=at
    )
    second = drafted(at)
    assert second.files["article91.toml"] == first.files["article91.toml"] != get_pack("PE").files["article91.toml"]
    assert second.files["pack.toml"] != first.files["pack.toml"]
    PackVersion.objects.filter(pk=second.pk).update(state="rehearsed")
    later = at + timedelta(hours=1)
    law_version_enact(draft=second, norm=NORM, in_force_on=on + timedelta(days=30), by=SECOND, at=later)
    with pytest.raises(DomainError) as caught:
        law_version_draft(jurisdiction="PE", files=changed_files(), note="again", by=LAWYER, at=at)
    assert caught.value.code == "law_same"


def test_a_draft_made_before_another_version_was_enacted_is_not_enacted_over_it(on: date, at: datetime) -> None:
    older = drafted(at)
    PackVersion.objects.filter(pk=older.pk).update(state="rehearsed")
    restates = restated("article91.toml", "value = 25\n", "value = 20\n")
    later = at + timedelta(hours=1)
    law_version_enact(draft=rehearsed(at, cases=restates), norm=NORM, in_force_on=on, by=SECOND, at=later)
    with pytest.raises(DomainError) as caught:
        law_version_enact(draft=older, norm=NORM, in_force_on=on, by=SECOND, at=later)
    assert caught.value.code == "law_moved_on"


@pytest.mark.parametrize(
    ("norm", "code"),
    [
        (Norm(" ", "a.pdf", PDF), "document_missing"),
        (Norm("Ley x"), "file_missing"),
        (Norm("Ley x", "a.pdf", b"MZ"), None),
    ],
)
def test_a_norm_is_named_and_brought_as_a_file(norm: Norm, code: str | None, on: date, at: datetime) -> None:
    draft = drafted(at)
    PackVersion.objects.filter(pk=draft.pk).update(state="rehearsed")
    with pytest.raises(DomainError) as caught:
        law_version_enact(draft=draft, norm=norm, in_force_on=on, by=SECOND, at=at)
    assert caught.value.code == code or code is None
    draft.refresh_from_db()
    assert draft.state == "rehearsed"


def test_files_that_changed_since_the_rehearsal_are_refused(on: date, at: datetime) -> None:
    draft = drafted(at)
    files = {**draft.files, "pack.toml": draft.files["pack.toml"] + "# another remark"}
    PackVersion.objects.filter(pk=draft.pk).update(state="rehearsed", files=files)
    with pytest.raises(DomainError) as caught:
        law_version_enact(draft=draft, norm=NORM, in_force_on=on, by=SECOND, at=at)
    assert caught.value.code == "law_hash"


@pytest.mark.parametrize(
    "text", ["{", "{}", "[1]", '[{"id": "x"}]', '[{"id": "x", "facts": {}, "expected": {"category": "formal"}}]']
)
def test_unsound_cases_are_refused_with_the_place(text: str) -> None:
    with pytest.raises(DomainError) as caught:
        cases_read(text)
    assert caught.value.field == "cases"
