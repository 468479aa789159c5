"""The words of DL 1100 article 5 and what an overlap means, read a second time from the texts, independent of the TOML."""

from __future__ import annotations

import pytest

from registry.rules.catalogue import get_pack

GROUPS = {
    # Art. 5.1: dredges and whatever works with suction; `chupadera` by its description.
    "art_5_1": "dredge hydraulic_dredge suction_dredge suction_pump portable_suction_unit mobile_suction_unit "
    "balsa_gringo balsa_castillo balsa_draga traca caranchera chupadera",
    # Art. 5.2: front loader, excavator, truck, compressor, pneumatic drill, fuel or water tanker.
    "art_5_2": "front_loader excavator truck dump_truck compressor pneumatic_drill tanker fuel_tanker water_tanker",
    # Art. 5.3: chutes, quimbaletes, mills, cyanide ponds, motor pumps; A11 names all but chute and motor pump.
    "art_5_3": "chute quimbalete mill ball_mill cyanide_pond motor_pump",
    "art_5_3_review": "quimbalete mill ball_mill cyanide_pond",
    "no_device": "pick shovel hammer chisel crowbar rope lamp bucket wheelbarrow sieve pan batea hand_tools",
}
# The 25 first divisions of the country without Madre de Dios, with and without their accents.
ACCENTED = {
    "Áncash": "Ancash",
    "Apurímac": "Apurimac",
    "Huánuco": "Huanuco",
    "Junín": "Junin",
    "San Martín": "San Martin",
}
PLAIN = (
    "Amazonas Arequipa Ayacucho Cajamarca Callao Cusco Huancavelica Ica Lambayeque Lima Loreto Moquegua Pasco Piura "
    "Puno Tacna Tumbes Ucayali"
)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_words_of_a_group(group: str) -> None:
    assert get_pack("PE").law.lists[group] == set(GROUPS[group].split())


def test_departments_outside_madre_de_dios() -> None:
    lists = get_pack("PE").law.lists
    expected = {*PLAIN.split(), "La Libertad", *ACCENTED, *ACCENTED.values()}
    assert lists["departments_outside_madre_de_dios"] == expected
    assert len(expected) - len(ACCENTED) == 24
    assert set(lists) == {*GROUPS, "departments_outside_madre_de_dios"}


def test_kinds_of_land_for_which_no_zone_of_the_law_answers() -> None:
    # Section 7 of the sources; land that is only claimed asks for nothing.
    own = ("community_land_claimed", "land_title", "urban_area", "footprint:right:right")
    consequences = get_pack("PE").law.consequences
    assert [consequences[kind].effect for kind in own] == ["note", "condition", "condition", "condition"]
