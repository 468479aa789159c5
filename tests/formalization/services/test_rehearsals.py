"""A lower limit tried over the register: the counts are those of the real run, and nothing changes before it."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import call_command

from miners.models import Person
from registry.audit.services import Actor
from registry.formalization.facts import assess, operations
from registry.formalization.models import Assessment, Authorisation, PackVersion, Registration, Rehearsal
from registry.formalization.selectors.cases import AXES, draft_differences, shipped_cases
from registry.formalization.services.assessment import assessments_refresh
from registry.formalization.services.law_versions import Norm, law_version_draft, law_version_enact
from registry.formalization.services.rehearsals import rehearsal_run
from registry.rules.catalogue import get_pack, pack_from_files
from registry.rules.engine.pack import judgement_of


def square(side: float) -> shapely.Geometry:
    return shapely.box(350_000, 8_570_000, 350_000 + side, 8_570_000 + side)


LAWYER, SECOND = Actor.user(1), Actor.user(2)
CAPACITIES = (10, 60, 100, 101, 1_000, 1_200, 1_201, None)


@pytest.fixture
def registrations(db: None) -> list[Registration]:
    """One registration a capacity, all else equal: non-metallic (no hectare test), manual, livelihood, in force."""
    rows = []
    for number, capacity in enumerate(CAPACITIES):
        person = Person.objects.create(
            full_name=f"Invented {number}", gender="woman" if number % 2 else "man", nationality="PE"
        )
        rows.append(
            Registration.objects.create(
                code=f"R-{number}",
                status_code=f"22222222{number:02d}"[-10:],
                person=person,
                activity="exploitation",
                deposit_class="non_metallic",
                capacity_t_per_day=None if capacity is None else Decimal(capacity),
                is_habitual=True,
                is_means_of_livelihood=True,
                is_manual_or_basic=True,
                equipment=[],
                operator_is_registrant=True,
                state="in_force",
                ubigeo="170103",
            )
        )
    return rows


@pytest.fixture
def draft_folder(tmp_path: Path) -> Path:
    """A draft that lowers the artisanal limit of non-metallic rock from 100 to 50 t/day, nothing else."""
    text = get_pack("PE").files["article91.toml"]
    head, tail = text.split('id = "pma_capacity_non_metallic"', 1)
    changed = tail.replace("value = 100\n", "value = 50\n")
    assert changed != tail
    (tmp_path / "article91.toml").write_text(f'{head}id = "pma_capacity_non_metallic"{changed}', encoding="utf-8")
    return tmp_path


def rehearse(folder: Path, on: date, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        call_command("pack_rehearse", str(folder), "--on", on.isoformat(), "--by", LAWYER.key)
    assert left.value.code == 1, "somebody would change class"
    return json.loads(capsys.readouterr().out)


def scales() -> dict[str, str]:
    return dict(Assessment.objects.filter(superseded_at=None).values_list("registration__code", "scale"))


def test_the_counts_equal_the_real_run_after_enactment(
    registrations: list[Registration], draft_folder: Path, on: date, at: datetime, capsys: pytest.CaptureFixture[str],
    settings: Any, tmp_path: Path,
) -> None:  # fmt: skip
    assessments_refresh(registration_ids=None, on=on, by=LAWYER, at=at)
    before = scales()
    answer = rehearse(draft_folder, on, capsys)
    assert scales() == before, "nothing of the register changes"
    assert answer["judged"] == len(CAPACITIES)

    draft = PackVersion.objects.get(pk=answer["draft"])
    assert answer["cases_differing"] == [case["id"] for case in draft_differences(draft)]
    draft.cases = [
        {**case, "expected": dict(zip(AXES, found["answered"].split("/"), strict=True))}
        for case in json.loads(json.dumps(shipped_cases("PE"), default=float))
        for found in draft_differences(draft)
        if found["id"] == case["id"]
    ]
    draft.save()
    norm = Norm("Ley invented 1", "ley.pdf", b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n")
    settings.MEDIA_ROOT = tmp_path
    law_version_enact(draft=draft, norm=norm, in_force_on=on, by=SECOND, at=at)
    assessments_refresh(registration_ids=None, on=on, by=LAWYER, at=at)
    after = scales()
    changed = {code for code in before if before[code] != after[code]}
    assert changed == {"R-1", "R-2"}, "60 and 100 t/day lie between the new limit and the old"
    assert {row["code"] for row in Rehearsal.objects.get().rows} == changed
    assert answer["changed"] == sum(move["count"] for move in answer["moves"]) == len(changed)
    assert Counter(move["gender"] for move in answer["moves"]) == {"woman": 1, "man": 1}


def test_rehearsing_the_same_files_again_keeps_one_draft(
    registrations: list[Registration], draft_folder: Path, on: date, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = rehearse(draft_folder, on, capsys), rehearse(draft_folder, on, capsys)
    assert first["draft"] == second["draft"]
    assert first["moves"] == second["moves"]
    assert Rehearsal.objects.count() == 2


class TestAgainstJudgingWholly:
    """Who moves is whom both laws, each asked wholly and with the facts as it asks for them, answer differently."""

    @pytest.fixture
    def mixed(self, db: None, build: Any, on: date) -> list[int]:
        """Entries of all deposits, some without an activity, some on a protected area older than their right."""
        area = build.layer("protected_area_direct")
        build.complete_cadastre()
        numbers = []
        for number, (kind, capacity) in enumerate(
            (kind, capacity) for kind in ("metallic", "non_metallic", None) for capacity in (10, 25, 100, 400, None)
        ):
            place = build.footprint(square(side=500), owner_kind="declared_place")
            build.all_clear(place, but=["protected_area_direct"] if number % 5 == 4 else [])
            if number % 5 == 4:
                build.finding(build.check(place, area, "overlaps"), valid_from=date(2010, 1, 1))
            person = build.person()
            right = build.right(
                footprint=build.footprint(square(side=2_000)), filed_at=datetime(2014, 5, 5, 15, tzinfo=UTC)
            )
            build.holder(right, person)
            entry = build.registration(
                person=person, right=right, declared_place=place, deposit_class=kind or "unknown",
                capacity_t_per_day=capacity, activity="" if number % 4 == 3 else "exploitation",
            )  # fmt: skip
            if number % 5 in {0, 4}:
                Authorisation.objects.create(
                    registration=entry, kind="start_restart_exploitation", covers_activity=True, covers_place=True,
                    issued_on=date(2012, 1, 1), number="R. 1",
                )  # fmt: skip
            numbers.append(entry.pk)
        return numbers

    @pytest.mark.parametrize(("file", "old", "new"), [
        ("article91.toml", "value = 25\n", "value = 5\n"),
        ("article91.toml", "value = 350\n", "value = 90\n"),
        ("article91.toml", "included = true", "included = false"),
        ("process.toml", "value = 2026-12-31", "value = 2026-10-31"),
        ("zones.toml", 'opinion_of = "SERNANP"\nprior_rights = true', 'opinion_of = "SERNANP"\nprior_rights = false'),
        ("equipment.toml", '"chute", ', ""),
    ])  # fmt: skip
    def test_the_quick_way_moves_the_same(
        self, mixed: list[int], on: date, at: datetime, file: str, old: str, new: str
    ) -> None:
        present = get_pack("PE")
        assert old in present.files[file]
        files = {**present.files, file: present.files[file].replace(old, new)}
        changed = pack_from_files("PE", files)
        expected = {}
        for mine, theirs in zip(operations(present, mixed, on), operations(changed, mixed, on), strict=True):
            before = judgement_of(assess(present, mine.facts, activity_known=mine.activity_known))
            after = judgement_of(assess(changed, theirs.facts, activity_known=theirs.activity_known))
            if before != after:
                expected[mine.registration_id] = (before, after)
        draft = law_version_draft(jurisdiction="PE", files={file: files[file]}, note="invented", by=LAWYER, at=at)
        found = rehearsal_run(draft=draft, on=on, by=LAWYER, at=at)
        codes = dict(Registration.objects.filter(pk__in=expected).values_list("code", "pk"))
        assert {codes[row["code"]]: (row["from"], row["to"]) for row in found.rows} == {
            number: ("/".join(before), "/".join(after)) for number, (before, after) in expected.items()
        }
        assert found.judged == len(mixed)
        assert bool(expected) is (file != "equipment.toml")
