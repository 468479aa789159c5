"""What the rules of Peru read of the law: dated figures and what they must be, groups of words, kinds of land."""

from __future__ import annotations

from registry.rules.engine.needs import DAY, NUMBER, WHOLE, WORD, Need, Needs
from registry.rules.packs.pe.article91 import RULE_OF
from registry.rules.packs.pe.facts import ZONE_KINDS

RATES, HECTARES, MONTHS = ("t/d", "m3/d"), ("ha",), ("months",)
FIGURES: dict[str, Need] = {
    "ppm_hectares": Need(NUMBER, HECTARES, always=True),
    "pma_hectares": Need(NUMBER, HECTARES),
    **{f"ppm_capacity_{substance}": Need(NUMBER, RATES, always=True) for substance in RULE_OF},
    **{f"pma_capacity_{substance}": Need(NUMBER, RATES) for substance in RULE_OF},
    "hectare_test": Need(WORD, ("every_substance", "metallic_only"), always=True),
    "person_test": Need(WORD, ("required", "not_established"), always=True),
    "old_centrals_until": Need(DAY),
    "stratum_medium_above": Need(NUMBER, RATES[:1], always=True),
    "stratum_medium_capacity": Need(NUMBER, RATES[:1], always=True),
    "process_end": Need(DAY),
    "illegal_mining_defined": Need(WORD),
    "suspension_cut_day": Need(DAY),
    "suspension_cut_months": Need(WHOLE, MONTHS),
    "explosives_procedure_until": Need(DAY),
    "igafom_preventive_months": Need(WHOLE, MONTHS),
    "madre_de_dios_prior_right_before": Need(DAY),
}
NEEDS = Needs(
    FIGURES,
    ("art_5_1", "art_5_2", "art_5_3", "art_5_3_review", "no_device", "departments_outside_madre_de_dios"),
    ZONE_KINDS,
)
