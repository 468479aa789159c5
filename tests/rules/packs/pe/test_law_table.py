"""The law's figures, read a second time from its text: each value, unit, edge and day, independent of the TOML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from registry.rules.catalogue import get_pack

Y1996, Y2002, Y2008 = date(1996, 1, 1), date(2002, 1, 25), date(2008, 6, 27)
END_1996, END_2002 = date(2002, 1, 24), date(2008, 6, 26)
ROWS = ((Y1996, END_1996), (Y2002, END_2002), (Y2008, None))

ARTICLE_91 = {
    "ppm_hectares": ((1000, "ha", "C2"), (2000, "ha", "C"), (2000, "ha", "C")),
    "pma_hectares": (None, (1000, "ha", "C"), (1000, "ha", "C")),
    "ppm_capacity_metallic": ((150, "t/d", "C2"), (350, "t/d", "C"), (350, "t/d", "C")),
    "pma_capacity_metallic": (None, (25, "t/d", "C"), (25, "t/d", "C")),
    "ppm_capacity_non_metallic": ((150, "t/d", "C2"), (350, "t/d", "C"), (1200, "t/d", "C")),
    "pma_capacity_non_metallic": (None, (25, "t/d", "C"), (100, "t/d", "M")),
    "ppm_capacity_construction_material": ((200, "m3/d", "C2"), (3000, "m3/d", "C"), (1200, "t/d", "C")),
    "pma_capacity_construction_material": (None, (200, "m3/d", "C"), (100, "t/d", "M")),
    "ppm_capacity_placer_metallic": ((200, "m3/d", "C2"), (3000, "m3/d", "C"), (3000, "m3/d", "C")),
    "pma_capacity_placer_metallic": (None, (200, "m3/d", "C"), (200, "m3/d", "C")),
}
OTHERS = {
    "hectare_test": [(Y1996, END_2002, "every_substance", "", "C"), (Y2008, None, "metallic_only", "", "C")],
    "person_test": [(Y1996, END_1996, "not_established", "", "U"), (Y2002, None, "required", "", "C")],
    "old_centrals_until": [(Y2002, None, date(2002, 1, 25), "", "C")],
    "stratum_medium_above": [(Y1996, None, 350, "t/d", "C2")],
    "stratum_medium_capacity": [(Y1996, None, 5000, "t/d", "C2")],
    "process_end": [
        (date(2016, 12, 30), date(2019, 10, 16), date(2020, 8, 1), "", "C2"),
        (date(2019, 10, 17), date(2021, 12, 30), date(2021, 12, 31), "", "C2"),
        (date(2021, 12, 31), date(2024, 12, 26), date(2024, 12, 31), "", "C2"),
        (date(2024, 12, 27), date(2025, 6, 28), date(2025, 6, 30), "", "C"),
        (date(2025, 6, 29), date(2025, 12, 25), date(2025, 12, 31), "", "C2"),
        (date(2025, 12, 26), None, date(2026, 12, 31), "", "C"),
    ],
    "illegal_mining_defined": [(date(2012, 2, 18), None, "art. 3", "", "C")],
    "suspension_cut_day": [(date(2025, 7, 1), None, date(2025, 6, 30), "", "C2")],
    "suspension_cut_months": [(date(2025, 7, 1), None, 12, "months", "C2")],
    "explosives_procedure_until": [(date(2025, 5, 19), None, date(2025, 8, 17), "", "C")],
    "igafom_preventive_months": [(date(2017, 11, 1), None, 3, "months", "C")],
    "madre_de_dios_prior_right_before": [(date(2012, 2, 18), None, date(2010, 2, 18), "", "M")],
}


def written(parameter_id: str) -> list[tuple[object, ...]]:
    parameter = next(p for p in get_pack("PE").parameters if p.id == parameter_id)
    return [(v.period.first, v.period.last, v.value, v.unit, v.mark) for v in parameter.values]


@pytest.mark.parametrize("parameter_id", sorted(ARTICLE_91))
def test_article_91(parameter_id: str) -> None:
    rows = zip(ROWS, ARTICLE_91[parameter_id], strict=True)
    assert written(parameter_id) == [(*days, *row) for days, row in rows if row is not None]


@pytest.mark.parametrize("parameter_id", sorted(OTHERS))
def test_other_figures(parameter_id: str) -> None:
    assert written(parameter_id) == OTHERS[parameter_id]


def test_no_figure_without_a_second_reading() -> None:
    parameters = list(get_pack("PE").parameters)
    assert {p.id for p in parameters} == set(ARTICLE_91) | set(OTHERS)
    assert [p.id for p in parameters if not p.included] == ["madre_de_dios_prior_right_before"]
    assert {p.checked for p in parameters} == {date(2026, 11, 20)}


def test_zone_effects() -> None:
    effects = {
        kind: (zone.effect, zone.deciding, zone.prior_rights) for kind, zone in get_pack("PE").zone_effects.items()
    }
    assert effects == {
        "protected_area": ("block", True, True),
        "protected_area_indirect_use": ("block", True, True),
        "archaeological_zone": ("block", True, False),
        "indigenous_reserve": ("block", True, False),
        "madre_de_dios_outside_annex_1": ("block", True, True),
        "third_party_authorised_area": ("restricted", True, False),
        "mining_liability": ("restricted", True, False),
        **dict.fromkeys(
            ("buffer_zone", "forest_concession", "approved_igafom_of_another", "community_land"),
            ("condition", False, False),
        ),
        **dict.fromkeys(("third_party_concession", "water_body", "border_50km"), ("condition", False, False)),
    }


BASE = {
    "jurisdiction": "PE",
    "as_of": "2026-11-20",
    "holder": {"type": "natural_person"},
    "activity": "exploitation",
    "substance_class": "metallic",
    "installed_capacity": {"t_per_day": 1, "m3_per_day": 1},
    "rights_held": [],
    "artisanal_conditions": {"habitual": True, "means_of_livelihood": True, "manual_or_basic_equipment": True},
    "reinfo": {"status": "none"},
    "zone_flags": [],
    "equipment": [],
}
STEP = Decimal("0.01")


def scale_of(**changes: object) -> str:
    pack = get_pack("PE")
    return pack.assess(pack.facts_from_json({**BASE, **changes})).scale


def capacity(substance: str, unit: str, figure: object, on: str = "2026-11-20") -> str:
    return scale_of(as_of=on, substance_class=substance, installed_capacity={unit: figure})


def land(hectares: object, on: str = "2026-11-20") -> str:
    right = {"kind": "concession", "hectares": hectares, "share_pct": 100, "basis": "owner", "state": "in_force"}
    return scale_of(as_of=on, rights_held=[right])


T, M = "t_per_day", "m3_per_day"
LIMITS = [
    ("metallic", T, "2026-11-20", 25, 350),
    ("non_metallic", T, "2026-11-20", 100, 1200),
    ("construction_material", T, "2026-11-20", 100, 1200),
    ("placer_metallic", M, "2026-11-20", 200, 3000),
    ("metallic", T, "2005-01-01", 25, 350),
    ("non_metallic", T, "2005-01-01", 25, 350),
    ("construction_material", M, "2005-01-01", 200, 3000),
    ("placer_metallic", M, "2005-01-01", 200, 3000),
    ("metallic", T, "1999-01-01", None, 150),
    ("non_metallic", T, "1999-01-01", None, 150),
    ("construction_material", M, "1999-01-01", None, 200),
    ("placer_metallic", M, "1999-01-01", None, 200),
]


@pytest.mark.parametrize(("substance", "unit", "on", "artisanal", "small"), LIMITS)
def test_capacity_below_at_and_above(substance: str, unit: str, on: str, artisanal: int | None, small: int) -> None:
    if artisanal is not None:
        assert capacity(substance, unit, artisanal - STEP, on) == "artisanal"
        assert capacity(substance, unit, artisanal, on) == "artisanal"
        assert capacity(substance, unit, artisanal + STEP, on) == "small_scale"
    assert capacity(substance, unit, small - STEP, on) == "small_scale"
    assert capacity(substance, unit, small, on) == "small_scale"
    assert capacity(substance, unit, small + STEP, on) == "general_regime"
    assert capacity(substance, unit, None, on) == "needs_review"


@pytest.mark.parametrize(
    ("on", "artisanal", "small"), [("2026-11-20", 1000, 2000), ("2005-01-01", 1000, 2000), ("1999-01-01", None, 1000)]
)
def test_hectares_below_at_and_above(on: str, artisanal: int | None, small: int) -> None:
    if artisanal is not None:
        assert land(artisanal - STEP, on) == "artisanal"
        assert land(artisanal, on) == "artisanal"
        assert land(artisanal + STEP, on) == "small_scale"
    assert land(small - STEP, on) == "small_scale"
    assert land(small, on) == "small_scale"
    assert land(small + STEP, on) == "general_regime"
    assert land(None, on) == "needs_review"


def test_a_figure_from_memory_is_named() -> None:
    pack = get_pack("PE")
    answer = pack.assess(
        pack.facts_from_json({**BASE, "substance_class": "non_metallic", "installed_capacity": {T: 100}})
    )
    assert answer.finding("PE-A91-PMA-NM").unverified_parameter == "pma_capacity_non_metallic"
    assert answer.finding("PE-A91-PPM-NM").unverified_parameter is None
    assert answer.finding("PE-A91-PMA-NM").limit == 100


def test_stale_law() -> None:
    stale = {(s.parameter_id, s.why) for s in get_pack("PE").stale(date(2026, 11, 20))}
    assert stale == {
        ("pma_capacity_non_metallic", "unverified"),
        ("pma_capacity_construction_material", "unverified"),
        ("madre_de_dios_prior_right_before", "unverified"),
        ("process_end", "ends_soon"),
    }
    later = {(s.parameter_id, s.why) for s in get_pack("PE").stale(date(2027, 11, 21))}
    assert ("process_end", "ended") in later
    assert ("ppm_hectares", "not_checked") in later
    assert not {s for s in get_pack("PE").stale(date(2027, 11, 20)) if s.why == "not_checked"}
