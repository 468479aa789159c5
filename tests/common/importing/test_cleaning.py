"""Cells of real files: mended where that is sure, unknown where it is not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from registry.common.importing.cleaning import day_of, has_unreadable, mended, moment_of, number_of, text_of


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("COLQUIRRUMI NÂº 49", "COLQUIRRUMI Nº 49"),
        ("PEÃ‘A NÂº 1", "PEÑA Nº 1"),
        ("GARCí\x8dA Mí\x8dO PEÑA", "GARCÍA MÍO PEÑA"),
        ("GARCÃƒÂA", "GARCÃƒÂA"),
        ("PEÑA", "PEÑA"),
        ("SÃO JOÃO", "SÃO JOÃO"),
        ("ALGAMARCA Nº 1", "ALGAMARCA Nº 1"),
    ],
)
def test_broken_accents_are_mended_and_sound_ones_left(broken, sound):
    assert mended(broken) == sound


def test_text_encoded_twice_over():
    assert mended("PEÑA".encode().decode("cp1252").encode().decode("cp1252")) == "PEÑA"


def test_a_character_that_nobody_can_read_is_told():
    assert has_unreadable("MU\ufffdOZ")
    assert not has_unreadable("MUÑOZ Nº 1")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("Tue Dec 30 2025 00:00:00 GMT-0500 (hora estándar de Perú)", date(2025, 12, 30)),
        ("1959-12-01 00:00:00", date(1959, 12, 1)),
        ("2011-07-21", date(2011, 7, 21)),
        ("29/12/1967", date(1967, 12, 29)),
        ("29/12/67", None),
        ("13/13/2020", None),
        ("31/02/2020", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (date(2020, 1, 2), date(2020, 1, 2)),
        ("1584939600000", date(2020, 3, 23)),
        (1584939600000, date(2020, 3, 23)),
    ],
)
def test_days_as_files_write_them(cell, day):
    assert day_of(cell) == day


def test_a_moment_keeps_its_zone():
    assert moment_of("2026-03-10T10:30:00Z") == datetime(2026, 3, 10, 10, 30, tzinfo=UTC)
    assert moment_of("2026-03-10 10:30") == datetime(2026, 3, 10, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234.5", Decimal("1234.5")),
        ("1.234,5", Decimal("1234.5")),
        ("1234,5", Decimal("1234.5")),
        ("1,234", None),
        (99.9992, Decimal("99.9992")),
        ("", None),
        ("10 ha", None),
        (float("inf"), None),
    ],
)
def test_numbers_as_people_write_them(cell, number):
    assert number_of(cell) == number


def test_text_of_numbers_and_nothing():
    assert [text_of(cell) for cell in (None, np.nan, 10001234.0, " a\n b ")] == ["", "", "10001234", "a b"]
