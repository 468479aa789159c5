"""A row that its readers would pass over in silence, or stumble over, is refused with its place and what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from registry.rules.catalogue import get_pack, load_pack, pack_from_files
from registry.rules.engine.errors import LawError
from registry.rules.engine.forms import DAY, LABEL, ROWS, TEXT, TRUTH, WHOLE, WORDS, check_form
from registry.rules.engine.procedure_reading import read_procedure

if TYPE_CHECKING:
    from pathlib import Path

HEAD, STATES, CLOCKS, STEPS, ACTS = (
    "procedure.toml",
    "procedure_states.toml",
    "procedure_clocks.toml",
    "procedure_steps.toml",
    "procedure_acts.toml",
)
ZONES, EQUIPMENT, LAND, CODES, PACK = "zones.toml", "equipment.toml", "consequences.toml", "codes.toml", "pack.toml"


def refused(file: str, old: str, new: str) -> tuple[str, str]:
    """Place and problem of the refusal of a law with one change."""
    files = dict(get_pack("PE").files)
    assert old in files[file]
    with pytest.raises(LawError) as found:
        pack_from_files("PE", files | {file: files[file].replace(old, new, 1)})
    assert found.value.advice
    return found.value.place, found.value.problem


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "key"),
    [
        (HEAD, "until = 2020-01-14", "untill = 2020-01-14", "version pe-2017", "untill"),
        (STATES, "is_end = true", "is_ended = true", "state excluded", "is_ended"),
        (STATES, "until = 2022-09-05", "untill = 2022-09-05", "move permanence_not_met", "untill"),
        (CLOCKS, "days = 30", "day_s = 30", "clock unknown_look", "day_s"),
        (CLOCKS, "is_right = true", "is_rigth = true", "clock opposition_file", "is_rigth"),
        (CLOCKS, "month = 7", "months = 7", "obligation production_declaration, due", "months"),
        (ACTS, "effect = ", "effects = ", "act suspend", "effects"),
        (ACTS, ", until = 2022-09-05", ", untill = 2022-09-05", "act suspend, competence", "untill"),
        (ACTS, 'level = "ministry"', 'level = "ministry"\nname = "x"', "authority DGFM", "name"),
        (STEPS, "optional = true", "is_optional = true", "step igafom_substitute", "is_optional"),
        (STEPS, '{ id = "igafom_fee", ', '{ id = "igafom_fee", fee = 1, ', "step igafom_preventive, documents", "fee"),
        (ZONES, "prior_rights = true", "prior_right = true", "zones.toml, zone protected_area", "prior_right"),
        (EQUIPMENT, 'words = ["front', 'kind = "x"\nwords = ["front', "equipment.toml, group art_5_2", "kind"),
        (LAND, "older_than =", "older_then =", "consequences.toml, consequence protected_area_indirect", "older_then"),
        (LAND, 'zone = "water_body"', 'zone = "water_body"\neffect = "note"', "consequences.toml, consequence water_body", "effect"),
        (PACK, "version =", 'edition = "x"\nversion =', "pack.toml", "edition"),
    ],
)  # fmt: skip
def test_a_key_that_nobody_reads(file: str, old: str, new: str, place: str, key: str) -> None:
    assert refused(file, old, new) == (place, f"unknown key {key!r}")


@pytest.mark.parametrize(
    ("file", "line", "place", "problem"),
    [
        (HEAD, "complete = false\n", "version pe-2017", "no complete"),
        (CLOCKS, 'whose = "applicant"\n', "clock suspended_look", "no whose"),
        (CLOCKS, "justified_at_most = 1\n", "obligation production_declaration", "no justified_at_most"),
        (CLOCKS, ", year_after = 0", "obligation production_declaration, due", "no year_after"),
        (ACTS, "ends_right = false\n", "act suspend", "no ends_right"),
        (ACTS, 'codes = ["DREM", "DGFM"], ', "act suspend, competence", "no codes"),
        (ACTS, 'id = "DGFM"\n', "authority", "no id"),
        (STEPS, "needs = []\n", "step reinfo_in_force", "no needs"),
    ],
)
def test_a_key_that_is_absent(file: str, line: str, place: str, problem: str) -> None:
    assert refused(file, line, "") == (place, problem)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "problem"),
    [
        (CLOCKS, "days = 30", "days = -1", "clock unknown_look", "days is -1"),
        (CLOCKS, "days = 30", 'days = "thirty"', "clock unknown_look", "days is 'thirty'"),
        (CLOCKS, "days = 30", "day = 30", "clock unknown_look", "day is 30"),
        (CLOCKS, "waits = true", 'waits = "no"', "clock igafom_preventive", "waits is 'no'"),
        (CLOCKS, 'whose = "agency"', 'whose = "nobody"', "clock unknown_look", "whose is 'nobody'"),
        (CLOCKS, 'starts = "state"', 'starts = "some day"', "clock suspended_look", "starts is 'some day'"),
        (CLOCKS, "start_day = 2025-05-19", 'start_day = "2025"', "clock explosives_start", "start_day is '2025'"),
        (CLOCKS, 'parameter = "process_end"', 'parameter = "x"', "clock process_end", "parameter is 'x'"),
        (CLOCKS, "until = 2025-05-18", "until = 2025-05-18T00:00:00", "clock owner_consent", "until is datetime"),
        (STATES, 'from_states = ["in_force"]', 'from_states = "in_force"', "move permanence_not_met", "from_states is"),
        (ACTS, "ends_right = false", 'ends_right = "no"', "act suspend", "ends_right is 'no'"),
        (ACTS, 'level = "region"', 'level = "village"', "authority DREM", "level is 'village'"),
        (STEPS, 'actor = "agency"', 'actor = "everybody"', "step igafom_evaluation", "actor is 'everybody'"),
        (STEPS, "documents = [\n]", "documents = [1]", "step reinfo_in_force", "documents is [1]"),
        (HEAD, "label = { es =", "label = { xx =", "version pe-2017", "label is {"),
        (ZONES, "prior_rights = true", 'prior_rights = "no"', "zone protected_area", "prior_rights is 'no'"),
        (EQUIPMENT, '"front_loader"', "5", "group art_5_2", "words is [5"),
        (LAND, 'older_than = "madre', 'older_than = "sadre', "consequence permitted_corridor", "older_than is 'sadre"),
        ("process.toml", "value = 12\n", "value = -12\n", "suspension_cut_months, value 1", "-12 is no figure of a law"),
        ("process.toml", "value = 12\n", "value = nan\n", "suspension_cut_months, value 1", "NaN is no figure of a law"),
        ("process.toml", "value = 12\n", "value = inf\n", "suspension_cut_months, value 1", "Infinity is no figure"),
        ("process.toml", "label = { es = ", "label = { es = 5, qu = ", "parameter process_end", "no label in Spanish"),
        (CLOCKS, "month = 7, day = 31", "month = 2, day = 29", "obligation production_declaration", "due on day 29 of month 2"),
        (CLOCKS, "month = 7, day", "month = 13, day", "obligation production_declaration", "due on day 31 of month 13"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind(file: str, old: str, new: str, place: str, problem: str) -> None:
    found = refused(file, old, new)
    assert found[0].endswith(place)
    assert found[1].startswith(problem)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "problem"),
    [
        (HEAD, 'id = "DS038"', 'id = "DS018"', "procedure, source DS018", "it stands twice"),
        (STATES, 'id = "suspended"', 'id = "in_force"', "procedure, state in_force", "it stands twice"),
        (ACTS, 'id = "revoke"', 'id = "exclude"', "procedure, act exclude", "it stands twice"),
        (STEPS, 'id = "archaeology"', 'id = "surface_land"', "procedure, step surface_land", "it stands twice"),
        (ZONES, 'kind = "forest_concession"', 'kind = "buffer_zone"', "zones.toml, zone buffer_zone", "it stands twice"),
        (EQUIPMENT, 'id = "art_5_2"', 'id = "art_5_1"', "equipment.toml, group art_5_1", "it stands twice"),
        # Days on which two bodies, or none, would be competent.
        (ACTS, "until = 2022-09-05", "until = 2022-09-06", "act suspend", "two periods overlap: one lasts until 2022-09-06"),
        (ACTS, "until = 2022-09-05", "until = 2022-09-04", "act suspend", "a gap: nothing holds from 2022-09-05"),
        # The row that begins first stands second.
        (CLOCKS, "from = 2017-08-02\nuntil = 2025-05-18", "from = 2026-01-01", "owner_consent", "two rows hold on 2026-01-01"),
    ],
)  # fmt: skip
def test_what_is_said_twice(file: str, old: str, new: str, place: str, problem: str) -> None:
    found = refused(file, old, new)
    assert found[0] == place
    assert found[1].startswith(problem)


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        (STATES, "[[move]]", "[[moves]]", "unknown table 'moves'"),
        (CLOCKS, "[[obligation]]", "[[obligations]]", "unknown table 'obligations'"),
        (LAND, "[[consequence]]", "[[consequences]]", "unknown table 'consequences'"),
        (EQUIPMENT, "[[group]]", "[[groups]]", "unknown table 'groups'"),
        (CODES, "[[flag]]", "[[flags]]", "unknown table 'flags'"),
        (CLOCKS, "[[obligation]]", "[obligation]", "obligation is no list of tables"),
    ],
)
def test_a_table_that_nobody_reads(file: str, old: str, new: str, problem: str) -> None:
    assert refused(file, old, new) == (file, problem)


@pytest.mark.parametrize(
    ("code", "problem"),
    [('code = "enrolment_closed"', "codes.toml, flag enrolment_closed: it stands twice"), ("", "a code: no code")],
)
def test_a_code_is_named_and_stands_once(code: str, problem: str) -> None:
    files = dict(get_pack("PE").files)
    with pytest.raises(LawError, match=problem):
        pack_from_files("PE", files | {CODES: f'{files[CODES]}\n[[flag]]\n{code}\nes = "x"\nen = "x"\n'})


def test_nought_is_a_figure_of_a_law() -> None:
    files = dict(get_pack("PE").files)
    files["process.toml"] = files["process.toml"].replace("value = 12\n", "value = 0\n")
    assert pack_from_files("PE", files).law.parameters.get("suspension_cut_months").values[0].value == 0


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    for name, text in get_pack("PE").files.items():
        # As a text editor of another system saves it.
        (tmp_path / name).write_text(f"\ufeff{text}".replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert [*load_pack("PE", tmp_path).parameters] == [*get_pack("PE").parameters]
    (tmp_path / CODES).write_text("# año", encoding="latin-1")
    with pytest.raises(LawError, match=rf"^{CODES}: it cannot be read as text in UTF-8"):
        load_pack("PE", tmp_path)


def test_a_text_nested_without_end_is_refused() -> None:
    for name in (CODES, STATES):
        with pytest.raises(LawError, match=f"^{name}: not readable: nested too deeply"):
            pack_from_files("PE", {**get_pack("PE").files, name: "a = " + "[" * 100_000})


@pytest.mark.parametrize("text", ["parameter = [5]", "parameter = 5", ""])
def test_a_file_of_figures_holds_tables(text: str) -> None:
    with pytest.raises(LawError, match=r"tomorrow.toml: no \[\[parameter\]\] table"):
        pack_from_files("PE", {**get_pack("PE").files, "tomorrow.toml": text})


def test_a_file_with_figures_only_states_no_procedure() -> None:
    assert read_procedure({"procedure_figures.toml": "[[parameter]]\nid = 'x'\n"}) is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (TEXT, ["", "a"], [1, None, ["a"]]),
        (WORDS, [[], ["a"]], ["a", [1], ["a", 1]]),
        (TRUTH, [True, False], [0, 1, "true"]),
        (WHOLE, [0, 31], [-1, 1.5, True, "1"]),
        (DAY, [], ["2026-01-31", 1]),
        (
            LABEL,
            [{"es": "a", "en": "b"}, {"es": "a", "en": "b", "qu": "c"}],
            [{"es": "a"}, {"es": "a", "en": " "}, {"es": "a", "en": 1}, "a"],
        ),
        (ROWS, [[], [{}]], [{}, [1], [{}, 1]]),
        (("one", "two"), ["one", "two"], ["three", 1, ""]),
    ],
)
def test_kinds(kind: str | tuple[str, ...], good: list[object], bad: list[object]) -> None:
    for value in good:
        check_form("here", {"key": value}, {"key": kind}, {})
        check_form("here", {"key": value}, {}, {"key": kind})
    for value in bad:
        for must, may in (({"key": kind}, {}), ({}, {"key": kind})):
            with pytest.raises(LawError, match="here: key is "):
                check_form("here", {"key": value}, must, may)
    check_form("here", {}, {}, {"key": kind})
