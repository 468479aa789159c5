"""A law that is not sound is refused whole, with a message that names the place and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from registry.rules.catalogue import get_pack, load_pack, pack_from_files
from registry.rules.engine.errors import LawError, RulesError
from registry.rules.engine.needs import check_needs
from registry.rules.engine.pack import Pack
from registry.rules.engine.parameters import Limit
from registry.rules.engine.periods import Period, add_months, joint_problem
from registry.rules.packs.pe.country import PERU

PROCESS = "process.toml"
ARTICLE = "article91.toml"


def draft(file: str, old: str, new: str) -> dict[str, str]:
    files = dict(get_pack("PE").files)
    assert old in files[file]
    files[file] = files[file].replace(old, new, 1)
    return files


@pytest.mark.parametrize(
    ("file", "old", "new", "named", "problem"),
    [
        (PROCESS, "from = 2019-10-17", "from = 2019-10-20", "process_end", "a gap: nothing holds from 2019-10-17"),
        (PROCESS, "from = 2019-10-17", "from = 2019-10-16", "process_end", "overlap"),
        (PROCESS, "until = 2019-10-16\n", "", "process_end", "has no last day"),
        (PROCESS, "until = 2019-10-16", "until = 2019-02-30", PROCESS, "not readable"),
        (PROCESS, "until = 2019-10-16", "until = 2015-10-16", "process_end, value 1", "before it begins"),
        (PROCESS, "until = 2019-10-16", 'until = "soon"', "process_end, value 1", "until is 'soon'"),
        (PROCESS, "until = 2019-10-16", "untill = 2019-10-16", "process_end, value 1", "unknown key 'untill'"),
        (PROCESS, 'article = "process of 36 months", ', "", "process_end, value 1", "no basis"),
        (PROCESS, 'mark = "C2"', 'mark = "X"', "process_end, value 1", "the mark is 'X'"),
        (PROCESS, 'id = "process_end"', 'id = ""', "parameter number 1", "no id"),
        (PROCESS, "checked = 2026-11-20", "", "process_end", "checked is None"),
        (PROCESS, "included = true", 'included = "yes"', "process_end", "included is 'yes'"),
        (PROCESS, 'id = "process_end"', 'id = "ppm_hectares"', "ppm_hectares", "it stands twice"),
        (
            PROCESS,
            'label = { es = "último día',
            'label = "x" # { es = "último día',
            "process_end",
            "no label in Spanish",
        ),
        (PROCESS, 'label = { es = "último', 'label = { xx = "último', "process_end", "no label in Spanish and English"),
        (PROCESS, 'formalización", en = "last', 'formalización", xx = "last', "process_end", "no label in Spanish"),
        (ARTICLE, "value = 1000\n", "value = [1]\n", "ppm_hectares, value 1", "is no figure"),
        (PROCESS, 'id = "process_end"', 'id = "process_ends"', "parameter process_end", "it is absent"),
        (PROCESS, "value = 2020-08-01", 'value = "2020-08-01"', "process_end, value 1", "is no day"),
        (PROCESS, "value = 12\n", "value = 12.5\n", "suspension_cut_months, value 1", "is no whole number"),
        (
            ARTICLE,
            'from = 2002-01-25\nvalue = "req',
            'from = 2002-01-25\nuntil = 2030-12-31\nvalue = "req',
            "person_test",
            "after",
        ),
        (ARTICLE, "from = 1996-01-01", "from = 1997-01-01", "ppm_hectares", "nothing holds before 1997-01-01"),
        (ARTICLE, 'unit = "ha"', 'unit = "km2"', "ppm_hectares, value 1", "'km2' is not known to the rules"),
        (ARTICLE, '"every_substance"', '"all"', "hectare_test, value 1", "'all' is not known to the rules"),
        (ARTICLE, "value = 25\n", "value = 2025-01-01\n", "pma_capacity_metallic, value 1", "is no number"),
        ("equipment.toml", 'id = "no_device"', 'id = "no_devices"', "group no_device", "it is absent"),
        ("rules.toml", 'id = "PE-PADRON"', 'id = "PE-NOWHERE"', "PE-NOWHERE", "unknown rule id"),
        ("rules.toml", 'id = "PE-PADRON"', 'id = "PE-CP-307"', "PE-CP-307", "it stands twice"),
        ("rules.toml", 'title = "', 'title = " " # "', "rules.toml, rule", "no title"),
        ("rules.toml", 'title = "', 'title = 5 # "', "rules.toml, rule", "no title"),
        ("codes.toml", 'brought_by = "miner"', 'brought_by = "nobody"', "codes.toml", "nobody is named"),
        ("zones.toml", 'effect = "block"', 'effect = "perhaps"', "protected_area", "effect is 'perhaps'"),
        ("zones.toml", 'rule = "PE-DL1336-4"', 'rule = ""', "zone protected_area", "no rule or no label"),
        ("zones.toml", 'es = "área natural protegida"', 'xx = "a"', "zone protected_area", "no rule or no label"),
        ("zones.toml", 'en = "protected natural area"', 'xx = "a"', "zone protected_area", "no rule or no label"),
        ("zones.toml", "label = {", "title = {", "zone protected_area", "no rule or no label"),
        ("equipment.toml", 'id = "art_5_1"', 'id = ""', "equipment.toml, group", "no id or no words"),
        (
            "equipment.toml",
            'words = ["suction_dredge"',
            'words = [] # ["suction_dredge"',
            "art_5_1",
            "no id or no words",
        ),
        ("equipment.toml", 'words = ["suction_dredge"', 'words = "traca" # ["', "art_5_1", "no id or no words"),
        ("pack.toml", 'jurisdiction = "PE"', 'jurisdiction = "XX"', "pack.toml", "a pack of 'XX'"),
        ("pack.toml", "version =", "edition =", "pack.toml", "no version"),
        ("pack.toml", "first_day = 1996-01-01", 'first_day = "1996"', "pack.toml", "first_day is '1996'"),
    ],
)
def test_an_unsound_law_is_refused(file: str, old: str, new: str, named: str, problem: str) -> None:
    with pytest.raises(LawError) as refused:
        pack_from_files("PE", draft(file, old, new))
    assert named in refused.value.place
    assert problem in refused.value.problem
    assert refused.value.advice


@pytest.mark.parametrize(("kind", "problem"), [("water_body", "it is absent"), ("a_lake", "no rule reads this kind")])
def test_the_kinds_of_land_are_those_that_the_rules_read(kind: str, problem: str) -> None:
    law = get_pack("PE").law
    zones = dict(law.zones)
    assert PERU.needs is not None
    check_needs(PERU.needs, law)
    if zones.pop(kind, None) is None:
        zones[kind] = zones["buffer_zone"]
    with pytest.raises(LawError, match=f"zone {kind}: {problem}"):
        check_needs(PERU.needs, replace(law, zones=zones))


def test_a_draft_folder_must_hold_every_file(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="no law files"):
        load_pack("PE", tmp_path)
    (tmp_path / PROCESS).write_text(get_pack("PE").files[PROCESS], encoding="utf-8")
    with pytest.raises(LawError, match="the file is absent"):
        load_pack("PE", tmp_path)


@pytest.mark.parametrize("absent", ["pack.toml", "rules.toml", "codes.toml"])
def test_the_absent_file_is_named(absent: str) -> None:
    with pytest.raises(LawError) as refused:
        pack_from_files("PE", {name: text for name, text in get_pack("PE").files.items() if name != absent})
    assert refused.value.place == absent


PARAMETER = """
[[parameter]]
id = "a_new_figure"
label = { es = "una cifra", en = "a figure" }
checked = 2026-11-20
[[parameter.value]]
from = 2026-01-01
value = 5
mark = "C"
basis = { instrument = "a", article = "b", address = "c" }
"""


def test_a_chapter_that_others_read_may_hold_figures_too() -> None:
    files = dict(get_pack("PE").files)
    names = {parameter.id for parameter in get_pack("PE").parameters}
    for extra, nothing in (("procedure_of_tomorrow.toml", ""), ("calendar_of_tomorrow.toml", "[other]\n")):
        silent = pack_from_files("PE", {**files, extra: nothing})
        assert {parameter.id for parameter in silent.parameters} == names
        spoken = pack_from_files("PE", {**files, extra: PARAMETER})
        assert {parameter.id for parameter in spoken.parameters} == names | {"a_new_figure"}
    with pytest.raises(LawError, match=r"tomorrow.toml: no \[\[parameter\]\] table"):
        pack_from_files("PE", {**files, "tomorrow.toml": "[other]\n"})
    assert {p.id for p in pack_from_files("PE", {**files, "tomorrow.toml": PARAMETER}).parameters} > names


def test_an_unknown_jurisdiction_lists_those_that_exist() -> None:
    with pytest.raises(RulesError, match=r"no pack for 'XX'.*PE"):
        get_pack("XX")


def test_a_day_before_the_first_law_is_refused() -> None:
    pack = get_pack("PE")
    facts = {"jurisdiction": "PE", "as_of": "1995-12-31", "holder": {}, "activity": "none"}
    with pytest.raises(LawError, match="1995-12-31 lies before the first law"):
        pack.assess(pack.facts_from_json(facts))
    assert pack.assess(pack.facts_from_json({**facts, "as_of": "1996-01-01"})).category == "no_activity"


def test_an_extension_is_put_in_force_without_code() -> None:
    extended = draft(
        PROCESS,
        "value = 2026-12-31",
        'until = 2026-12-19\nvalue = 2026-12-31\nmark = "C"\nbasis = { instrument = "a", article = "b", address = "c" }\n'
        "[[parameter.value]]\nfrom = 2026-12-20\nvalue = 2027-06-30",
    )
    new, old = pack_from_files("PE", extended), get_pack("PE")
    assert new.content_hash != old.content_hash
    facts = {
        "jurisdiction": "PE",
        "as_of": "2027-06-30",
        "holder": {"type": "natural_person"},
        "activity": "exploitation",
        "substance_class": "metallic",
        "installed_capacity": {"t_per_day": 1},
        "rights_held": [],
        "artisanal_conditions": {"habitual": True, "means_of_livelihood": True, "manual_or_basic_equipment": True},
        "reinfo": {"status": "in_force", "activity": "exploitation", "same_right": True},
        "zone_flags": [],
        "equipment": [],
    }
    assert old.assess(old.facts_from_json(facts)).category == "needs_review"
    assert new.assess(new.facts_from_json(facts)).category == "informal"
    assert new.assess(new.facts_from_json({**facts, "as_of": "2027-07-01"})).category == "needs_review"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(9999, 1, 15), 11, date(9999, 12, 15)),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
        (date(9999, 12, 1), 1, date(9999, 12, 31)),  # the calendar ends here
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_the_edge_counts_only_where_it_is_included() -> None:
    inside = Limit("x", Decimal(25), "t/d", included=True, unverified_parameter=None)
    outside = inside._replace(included=False)
    assert [inside.allows(Decimal(n)) for n in (24, 25, 26)] == [True, True, False]
    assert [outside.allows(Decimal(n)) for n in (24, 25, 26)] == [True, False, False]
    edge, days = date(2026, 1, 2), [date(2026, 1, n) for n in (1, 2, 3)]
    assert [inside.reaches(day, edge) for day in days] == [True, True, False]
    assert [outside.reaches(day, edge) for day in days] == [True, False, False]


@pytest.mark.parametrize("part", ["number", "day", "whole"])
def test_a_word_is_neither_number_nor_day(part: str) -> None:
    with pytest.raises(LawError, match="'soon' is not a"):
        getattr(Limit("x", "soon", "", included=True, unverified_parameter=None), part)


def test_a_parameter_needs_values_in_tables_of_their_own() -> None:
    files = dict(get_pack("PE").files)
    for rest in ("", "value = 5\n", "value = []\n"):
        head = '[[parameter]]\nid = "x"\nlabel = { es = "a", en = "b" }\nchecked = 2026-11-20\n'
        with pytest.raises(LawError, match="parameter x: no value"):
            pack_from_files("PE", {**files, "tomorrow.toml": head + rest})


def test_a_parameter_by_its_name() -> None:
    parameters = get_pack("PE").law.parameters
    assert parameters.get("process_end").id == "process_end"
    with pytest.raises(KeyError):
        parameters.get("no_such_figure")


def why(pack: Pack[object], parameter_id: str, on: date) -> set[str]:
    return {stale.why for stale in pack.stale(on) if stale.parameter_id == parameter_id}


def test_a_day_that_passes_within_ninety_days_is_told() -> None:
    pack = get_pack("PE")  # the process ends on 31 December 2026
    assert why(pack, "process_end", date(2026, 10, 1)) == set()
    assert why(pack, "process_end", date(2026, 10, 2)) == {"ends_soon"}
    assert why(pack, "process_end", date(2026, 12, 31)) == {"ends_soon"}
    assert why(pack, "process_end", date(2027, 1, 1)) == {"ended"}


def test_a_day_compared_with_the_source_on_that_very_day_is_news() -> None:
    ends = pack_from_files("PE", draft(PROCESS, "value = 2026-12-31", "value = 2026-11-20"))
    assert why(ends, "process_end", date(2026, 11, 21)) == {"ended"}
    earlier = pack_from_files("PE", draft(PROCESS, "value = 2026-12-31", "value = 2026-11-19"))
    assert why(earlier, "process_end", date(2026, 11, 21)) == set()


def test_a_period_that_runs_out_within_ninety_days_is_told() -> None:
    files = draft(PROCESS, "value = 2026-12-31", "until = 2027-01-31\nvalue = 2029-12-31")
    pack = pack_from_files("PE", files)
    assert why(pack, "process_end", date(2026, 11, 1)) == set()
    assert why(pack, "process_end", date(2026, 11, 2)) == {"ends_soon"}
    assert why(pack, "process_end", date(2027, 1, 31)) == {"ends_soon"}


def test_a_figure_not_compared_for_a_year_is_told() -> None:
    assert "not_checked" not in why(get_pack("PE"), "ppm_hectares", date(2027, 11, 20))
    assert "not_checked" in why(get_pack("PE"), "ppm_hectares", date(2027, 11, 21))


def test_periods_hold_both_ends() -> None:
    period = Period(date(2026, 1, 2), date(2026, 1, 4))
    assert [period.holds(date(2026, 1, n)) for n in (1, 2, 4, 5)] == [False, True, True, False]
    assert Period(date(2026, 1, 2), date(2026, 1, 2)).is_real()
    assert joint_problem(period, Period(date(2026, 1, 5))) is None
