"""A lawyer puts a changed law in force without a developer: drafted, rehearsed, enacted by a second person."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from registry.audit.services import Actor
from registry.common.errors import DomainError, NotAllowedError
from registry.formalization.models import PackVersion
from registry.formalization.selectors.law import pack_in_force, pack_of_hash
from registry.formalization.services.law_versions import law_version_draft, law_version_enact
from registry.rules.catalogue import get_pack

pytestmark = pytest.mark.django_db
LAWYER, SECOND = Actor.user(1), Actor.user(2)


def changed_files() -> dict[str, str]:
    return {"pack.toml": get_pack("PE").files["pack.toml"] + "\n# a remark of the drafter\n"}


def drafted(at: datetime) -> PackVersion:
    return law_version_draft(jurisdiction="PE", files=changed_files(), note="A remark.", by=LAWYER, at=at)


def test_a_draft_judges_nobody_until_a_second_person_enacts_it(on: date, at: datetime) -> None:
    draft = drafted(at)
    assert pack_in_force("PE", on=on).content_hash == get_pack("PE").content_hash
    with pytest.raises(NotAllowedError):
        law_version_enact(draft=draft, document="Ley invented", in_force_on=on, by=LAWYER, at=at)
    with pytest.raises(DomainError) as caught:
        law_version_enact(draft=draft, document="Ley invented", in_force_on=on, by=SECOND, at=at)
    assert caught.value.code == "not_rehearsed"
    PackVersion.objects.filter(pk=draft.pk).update(state="rehearsed")
    tomorrow = on + timedelta(days=1)
    law_version_enact(draft=draft, document="Ley invented", in_force_on=tomorrow, by=SECOND, at=at)
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
