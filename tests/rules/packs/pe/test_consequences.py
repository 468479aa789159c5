"""The table of what each overlap produces (peru.md 7), written down a second time."""

from registry.rules.catalogue import get_pack

# kind of layer: effect, opinion asked from, article, held against
TABLE = {
    "protected_area_indirect": ("block", "SERNANP", "art. 4", "area"),
    "protected_area_direct": ("block", "SERNANP", "art. 4", "area"),
    "buffer_zone": ("condition", "SERNANP", "art. 12.1", None),
    "indigenous_reserve": ("block", None, "art. 4", None),
    "archaeological_zone": ("block", "MINCUL", "art. 4", None),
    "permitted_corridor": ("block", None, "3ª DCF, Anexo 1", "madre_de_dios_prior_right_before"),
    "authorised_area_of_another": ("restricted", None, "art. 3", None),
    "mining_liability": ("restricted", None, "art. 3", None),
    "forest_concession": ("condition", "SERFOR", "art. 12.1", None),
    "ecotourism_concession": ("condition", "SERFOR", "art. 12.1", None),
    "reforestation_concession": ("condition", "SERFOR", "art. 12.1", None),
    "conservation_concession": ("condition", "SERFOR", "art. 12.1", None),
    "native_community": ("condition", None, "arts. 307-A a 307-G", None),
    "peasant_community": ("condition", None, "arts. 307-A a 307-G", None),
    "community_land_claimed": ("note", None, "consulta previa", None),
    "land_title": ("condition", None, "art. 11", None),
    "urban_area": ("condition", None, "art. 27.h", None),
    "border_strip": ("condition", None, "arts. 27.f, 30.1.a", None),
    "water_body": ("condition", "ANA", "art. 5.1", None),
    "footprint:right:right": ("condition", None, "art. 32", None),
    "footprint:place:right": ("condition", None, "art. 91, num. 2", None),
    "footprint:place:place": ("condition", None, "art. 3", None),
}


def test_the_table():
    found = get_pack("PE").law.consequences
    assert {c.kind: (c.effect, c.opinion_of, c.article, c.older_than) for c in found.values()} == TABLE


def test_every_day_held_against_is_a_figure_of_the_law():
    pack = get_pack("PE")
    known = {parameter.id for parameter in pack.parameters} | {"area", None}
    assert {c.older_than for c in pack.law.consequences.values()} <= known
