"""A name is found by its words, in any order, each with one slip of the pen; and the vocabulary follows the names."""

import io
import json
import string

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miners.models import Group, Person
from registry.common.models import NameWord
from registry.common.naming import LONG, meant
from registry.common.tasks import tidy_words
from registry.common.vocabulary import words_compare

pytestmark = pytest.mark.django_db
NAMES = {
    "quispe": "María Elena Quispe Mamani", "cruz": "José DE LA CRUZ Ñahui", "waman": "Wilber Huamán Yupanqui",
    "martin": "Rosa San Martín O'Higgins", "other": "Carmen Paz Flores",
}  # fmt: skip


@pytest.fixture
def people() -> dict[str, Person]:
    return {key: Person.objects.create(full_name=name, ubigeo="170102") for key, name in NAMES.items()}


def found(text: str, *, widely: bool = False) -> set[str]:
    rows = Person.objects.filter(meant(text, widely=widely).names())
    return {next(key for key, name in NAMES.items() if name == row.full_name) for row in rows}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Quispe Mamani María", "quispe"),  # any order
        ("quizpe mamni", "quispe"),  # changed, left out
        ("qiuspe mamanii", "quispe"),  # swapped, put in
        ("MARIA QUISPÉ", "quispe"),
        ("quis mam", "quispe"),  # beginnings
        ("m. quispe", "quispe"),  # an initial
        ("de la cruz", "cruz"),
        ("delacruz", "cruz"),
        ("dela cruz nahui", "cruz"),
        ("ñahui", "cruz"),
        ("sanmartin", "martin"),
        ("san martn", "martin"),
        ("ohiggins", "martin"),  # two words in the name
        ("higgins", "martin"),
        ("pas", "other"),
        ("x. quispe", ""),  # nobody of that name begins so
        ("quispe flores", ""),
        ("---", ""),
        ("", ""),
    ],
)
def test_what_is_typed_finds_whom_it_means(people: dict[str, Person], text: str, who: str) -> None:
    assert found(text) == ({who} if who else set())


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("waman yupanki", {"waman"}),  # another spelling
        ("maria julia quispe mamani", {"quispe"}),  # a word that is not in the name
        ("maria julia", set()),  # of two words none may be missing
        ("carlos alberto quispe mamani", set()),
    ],
)
def test_widely(people: dict[str, Person], text: str, who: set[str]) -> None:
    assert found(text) == set()
    assert found(text, widely=True) == who


def test_a_number_bears_no_slip() -> None:
    for number in (12, 13):
        Group.objects.create(name=f"Asociación {number} de Mayo", kind="association")
    assert [row.name for row in Group.objects.filter(meant("asociacion 12").names())] == ["Asociación 12 de Mayo"]
    assert not NameWord.objects.filter(word__regex=r"\d").exists()


def test_who_holds_the_words_as_typed_is_told_apart(people: dict[str, Person]) -> None:
    names = meant("quispe")
    other = Person.objects.create(full_name="Ana Quizpe")
    assert set(Person.objects.filter(meant("quispe").names())) == {people["quispe"], other}
    assert list(Person.objects.filter(names.exactly())) == [people["quispe"]]


def test_a_changed_name_brings_its_words(people: dict[str, Person]) -> None:
    Person.objects.filter(pk=people["other"].pk).update(full_name="Carmen Zevallos")
    Person.objects.bulk_create([Person(full_name="Nery Ticona"), Person(full_name="Nery Ticona")])
    assert list(NameWord.objects.filter(word__in=["zevallos", "nery", "ticona"]).values_list("word").order_by("word")) == [
        ("nery",), ("ticona",), ("zevallos",),
    ]  # fmt: skip
    assert Person.objects.filter(meant("zebalos", widely=True).names()).get() == people["other"]


def test_tidying_brings_what_is_missing_and_drops_what_nobody_holds(people: dict[str, Person]) -> None:
    assert words_compare()[1:] == (0, 0)
    Person.objects.filter(pk=people["other"].pk).update(full_name="Carmen Zevallos")  # "paz", "flores" stay behind
    NameWord.objects.filter(word="quispe").delete()
    NameWord.objects.create(word="mamani")  # twice
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("name_words", "--check", stdout=out)
    assert ended.value.code == 1
    before = json.loads(out.getvalue())
    assert (before["missing"], before["unused"]) == (1, 3)
    assert tidy_words() == before
    assert words_compare() == (before["words"], 0, 0)
    assert found("quizpe mamni") == {"quispe"}
    assert not NameWord.objects.filter(word="paz").exists()


WORD = st.text(string.ascii_lowercase, min_size=LONG, max_size=9)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=WORD, how=st.sampled_from(["out", "in", "changed", "swapped"]), at=st.integers(0, 8), letter=WORD)
def test_every_single_slip_is_borne(db: None, word: str, how: str, at: int, letter: str) -> None:
    at %= len(word)
    slipped = {
        "out": word[:at] + word[at + 1 :],
        "in": word[:at] + letter[0] + word[at:],
        "changed": word[:at] + letter[0] + word[at + 1 :],
        "swapped": word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    }[how]
    if len(slipped) < LONG:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_less(%s) && register_less(%s)", [word, slipped])
        assert cursor.fetchone() == (True,)
    Person.objects.all().delete()
    person = Person.objects.create(full_name=word)
    assert Person.objects.filter(meant(slipped).names()).get() == person
