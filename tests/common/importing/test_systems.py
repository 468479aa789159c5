"""A reference system is taken at its word or refused, never fitted."""

import numpy as np
import pytest
import shapely

from registry.common.errors import DomainError
from registry.common.importing.systems import Claim, check_displacement, system_of, zone_scope

METRES = np.array([shapely.box(x, 9_200_000, x + 1000, 9_201_000) for x in range(700_000, 720_000, 1000)], dtype=object)
DEGREES = np.array([shapely.box(-79, -7, -78.99, -6.99)], dtype=object)
ZONE_17 = zone_scope(frozenset({17}), "zone:17")
ZONE_18 = zone_scope(frozenset({18}), "zone:18")


def nowhere(_longitude: float, _latitude: float) -> str:
    return "Somewhere"


def claim(shapes=METRES, by_file=None, asked=None, is_profiled=False, declared=frozenset()):
    return Claim(shapes, by_file, asked, is_profiled, declared)


def test_the_files_own_word_stands():
    assert system_of(claim(by_file=32717), ZONE_17, nowhere) == 32717


def test_a_profile_takes_the_zone_that_scope_or_rows_declare():
    assert system_of(claim(is_profiled=True), ZONE_17, nowhere) == 32717
    assert system_of(claim(is_profiled=True, declared=frozenset({17})), None, nowhere) == 32717


@pytest.mark.parametrize(
    ("said", "scope", "words"),
    [
        ({}, ZONE_17, r"Repeat with --srid N.\nEPSG:32717.*20 of 20 rows.*\nEPSG:32718.*0 of 20 rows"),
        ({"is_profiled": True}, None, "names no reference system"),
        ({"is_profiled": True, "declared": frozenset({17, 18})}, None, "names no reference system"),
        ({"by_file": 32717, "asked": 32718}, ZONE_17, "file itself says EPSG:32717"),
        ({"asked": 32718}, ZONE_17, "belongs to zone 18, but the scope is zone:17"),
        ({"asked": 32717, "declared": frozenset({18})}, None, "rows declare zone 18"),
        ({"asked": 32717}, ZONE_18, "belongs to zone 17"),
        ({"asked": 4326}, ZONE_17, "contradict EPSG:4326"),
        ({"asked": 999_999}, ZONE_17, "not a known reference system"),
        ({"shapes": DEGREES, "asked": 32717}, ZONE_17, "contradict EPSG:32717"),
        ({"shapes": DEGREES, "by_file": 4326}, ZONE_18, "only 0 of 1 rows fall inside the scope"),
    ],
)
def test_what_contradicts_is_refused(said, scope, words):
    with pytest.raises(DomainError, match=f"(?s){words}"):
        system_of(claim(**said), scope, nowhere)


def test_rows_without_a_place_do_not_count_against_the_system():
    broken = np.array([*METRES[:9], None, shapely.Polygon(), shapely.Point(np.inf, 1)], dtype=object)
    assert system_of(claim(shapes=broken, by_file=32717), ZONE_17, nowhere) == 32717


def test_a_file_without_any_place_keeps_the_system_it_names():
    assert system_of(claim(shapes=np.array([None], dtype=object), by_file=32717), ZONE_17, nowhere) == 32717


def shifted(metres):
    return shapely.transform(METRES, lambda xy: xy + np.array([metres, 0]))


@pytest.mark.parametrize("metres", [0, 8, 49.9])
def test_a_small_displacement_is_no_other_system(metres):
    check_displacement(shifted(metres), METRES, ["C"] * len(METRES), 32717)


def test_known_rights_that_lie_elsewhere_refuse_the_system():
    with pytest.raises(DomainError, match=r"20 of 20 entries .* C \(447 m\)"):
        check_displacement(shifted(447), METRES, ["C"] * len(METRES), 24877)


def test_a_right_that_was_reduced_keeps_a_corner():
    """
    +-------+        +---+
    |       |   ->   |   |   the centre moves 250 m, two corners stay
    +-------+        +---+
    """
    reduced = np.array([shapely.box(700_000, 9_200_000, 700_500, 9_201_000)], dtype=object)
    check_displacement(reduced, METRES[:1], ["C"], 32717)
