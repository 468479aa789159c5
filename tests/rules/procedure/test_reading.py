"""A procedure that is not sound is refused whole, naming the row."""

from __future__ import annotations

from datetime import date

import pytest

from registry.rules.catalogue import get_pack, pack_from_files
from registry.rules.engine.errors import LawError
from registry.rules.engine.procedure_reading import read_procedure

HEAD, STATES, CLOCKS, STEPS, ACTS = (
    "procedure.toml", "procedure_states.toml", "procedure_clocks.toml", "procedure_steps.toml", "procedure_acts.toml",
)  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "problem"),
    [
        (HEAD, 'running = "unknown"', 'running = "perhaps"', "version pe-2017", "running is not said"),
        (HEAD, "until = 2020-01-14", "until = 2020-01-12", "version pe-2020", "a gap"),
        (HEAD, "until = 2020-01-14", "until = 2020-02-30", HEAD, "not readable"),
        (HEAD, 'id = "DS018"', 'id = "DS018x"', "version pe-2017", "its source is 'DS018'"),
        (STATES, 'owner = "applicant"', 'owner = ""', "state in_force", "no owner, clock or exit"),
        (STATES, 'clock = "process_end"', 'clock = "nothing"', "state in_force", "names the clock 'nothing'"),
        (STATES, 'to = "suspended"', 'to = "asleep"', "move permanence_not_met", "names the state 'asleep'"),
        (STATES, 'act = "suspend"', 'act = "think"', "move permanence_not_met", "names the act 'think'"),
        (STATES, 'mark = "U"', 'mark = "X"', "move permanence_not_met", "no mark or no article"),
        (STATES, 'article = "art. 7 (texto original)"', 'article = ""', "move permanence_not_met", "no article"),
        (STATES, "from = 2020-01-15\nuntil = 2022-09-05", "from = 2020-01-15\nuntil = 2019-09-05",
         "move permanence_not_met", "before it begins"),
        (STATES, 'id = "permanence_ruc"', 'id = "permanence_igafom"', "permanence_igafom", "two rows hold"),
        (CLOCKS, 'kind = "working"', 'kind = "lunar"', "clock unknown_look", "kind is 'lunar'"),
        (CLOCKS, 'begins = ["igafom_corrective:filed"]', 'begins = ["igafom_corrective:lost"]',
         "clock igafom_preventive", "'igafom_corrective:lost'"),
        (STEPS, 'needs = ["reinfo_in_force"]', 'needs = ["nowhere"]', "step igafom_corrective", "'nowhere'"),
        (STEPS, 'acts = ["abandon_igafom"]', 'acts = ["forget"]', "step igafom_preventive", "'forget'"),
        (ACTS, 'codes = ["CM"]', 'codes = ["XX"]', "act review_by_council", "'XX'"),
        (ACTS, 'outcome = "technical_file:denied"', 'outcome = "technical_file:lost"', "act deny_authorisation",
         "'technical_file:lost'"),
    ],
)  # fmt: skip
def test_an_unsound_procedure_is_refused(file: str, old: str, new: str, place: str, problem: str) -> None:
    files = dict(get_pack("PE").files)
    assert old in files[file]
    files[file] = files[file].replace(old, new, 1)
    with pytest.raises(LawError) as refused:
        pack_from_files("PE", files)
    assert refused.value.place == place
    assert problem in refused.value.problem
    assert refused.value.advice


def test_a_pack_without_a_procedure_has_none() -> None:
    assert read_procedure(get_pack("GH").files) is None


def test_the_procedure_is_part_of_what_the_hash_stands_for() -> None:
    files = dict(get_pack("PE").files)
    assert {HEAD, STATES, CLOCKS, STEPS, ACTS} <= set(files)
    files[CLOCKS] = files[CLOCKS].replace("days = 30", "days = 31", 1)
    assert pack_from_files("PE", files).content_hash != get_pack("PE").content_hash


def test_every_row_is_cited_and_named_in_both_languages() -> None:
    law = read_procedure(get_pack("PE").files)
    assert law is not None
    rows = [*law.moves, *law.clocks, *law.steps, *law.obligations, *law.versions]
    for row in rows:
        assert row.stated.basis.article, row.id
        assert row.label["es"], row.id
        assert row.label["en"], row.id
    for act in law.acts.values():
        assert act.competence, act.id
        assert all(row.stated.basis.instrument for row in act.competence), act.id


@pytest.mark.parametrize(
    ("act", "on", "authority", "kind"),
    [
        ("authorise", date(2025, 5, 18), "DREM", "allowed"),
        ("authorise", date(2025, 5, 18), "DGFM", "refused"),
        ("authorise", date(2025, 5, 19), "DGFM", "allowed"),
        ("authorise", date(2025, 5, 19), "DREM", "refused"),
        ("approve_igafom", date(2025, 5, 19), "DGAAM", "allowed"),
        ("approve_igafom", date(2025, 5, 19), "DGFM", "refused"),
        ("approve_igafom", date(2020, 5, 19), "DREM", "allowed"),
        ("approve_igafom", date(2017, 10, 31), "DREM", "review"),
        ("exclude", date(2025, 5, 18), "DREM", "review"),
        ("exclude", date(2025, 5, 19), "DGFM", "allowed"),
        ("exclude", date(2025, 5, 19), "DREM", "refused"),
        ("suspend", date(2023, 1, 1), "DGFM", "allowed"),
        ("suspend", date(2023, 1, 1), "DREM", "refused"),
        ("inspect", date(2026, 1, 1), "DREM", "allowed"),
        ("inspect", date(2026, 1, 1), "DGFM", "refused"),
        ("hand_over_file", date(2026, 1, 1), "DREM", "allowed"),
        ("review_by_council", date(2026, 1, 1), "CM", "allowed"),
        ("opinion_ana", date(2026, 1, 1), "SERNANP", "refused"),
    ],
)
def test_competence_is_dated(act: str, on: date, authority: str, kind: str) -> None:
    law = read_procedure(get_pack("PE").files)
    assert law is not None
    assert law.competent(act, authority, on).kind == kind


def test_half_years_are_due_at_the_end_of_the_next_month() -> None:
    law = read_procedure(get_pack("PE").files)
    assert law is not None
    stated = law.obligation("production_declaration", date(2026, 6, 30))
    assert stated is not None
    assert stated.due_days(2026) == {"H1": date(2026, 7, 31), "H2": date(2027, 1, 31)}
    assert law.obligation("production_declaration", date(2022, 9, 5)) is None
