"""A place code in words, as public pages show it."""

from datetime import date

import pytest

from registry.places.models import Place
from registry.places.selectors import place_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    levels = {"17": "department", "1701": "province", "170103": "district", "99": "department"}
    names = {"17": "Madre de Dios", "1701": "Tambopata", "170103": "Inambari", "99": "Nowhere"}
    Place.objects.filter(ubigeo__in=levels).delete()
    for code, level in levels.items():
        Place.objects.create(ubigeo=code, level=level, name=names[code])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("170103", "170103 Inambari, Tambopata, Madre de Dios"),
        ("1701", "1701 Tambopata, Madre de Dios"),
        ("17", "17 Madre de Dios"),
        ("990101", "990101"),  # only its department is known: half a name would be read as the whole
        ("880101", "880101"),
    ],
)
def test_a_code_is_told_with_the_names_that_are_known(code: str, words: str) -> None:
    assert place_words([code]) == {code: words}


def test_of_several_periods_the_newest_name_counts() -> None:
    Place.objects.create(ubigeo="170103", level="district", name="Old name", valid_from=date(1950, 1, 1))
    Place.objects.create(ubigeo="170103", level="district", name="New name", valid_from=date(2020, 1, 1))
    assert place_words(["170103"])["170103"].startswith("170103 New name,")


def test_many_codes_are_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert len(place_words(["170103", "1701", "990101"])) == 3
