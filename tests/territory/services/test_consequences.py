"""What an overlap means: effect, opinion and article from the pack; days count, and a missing day is unknown."""

from datetime import UTC, date, datetime

import pytest

from concessions.models import MiningRight
from registry.common.errors import DomainError
from registry.territory.models import Check, Finding, LandArea
from registry.territory.services import consequences
from registry.territory.services.consequences import effect_expression, law_on, law_use, meaning_of, meanings
from registry.territory.web.overlaps import check_lines
from tests.territory.conftest import ON, block

pytestmark = pytest.mark.django_db


@pytest.fixture
def law_as_before():
    """The source of the pack put back."""
    before = list(consequences._source)
    yield
    consequences._source[:] = before


def found(*, kind):
    """The standing finding on a kind of land, as pages read it."""
    return Finding.objects.select_related("footprint", "area__layer__kind", "other").get(
        superseded_at=None, area__layer__kind__code=kind
    )


def own(footprint, filed_at):
    """A right filed at a moment, with that shape."""
    return MiningRight.objects.create(
        code=f"R{footprint.pk}", footprint=footprint, filed_at=filed_at, filed_hour_known=True
    )


def test_a_condition_asks_an_opinion_and_names_its_article(place, land, measure):
    place(block(0, 0))
    land("buffer_zone", block(500, 0))
    measure()
    finding = found(kind="buffer_zone")
    meaning = meanings([finding], on=ON)[finding.pk]
    assert (meaning.effect, meaning.opinion_of, meaning.law) == ("condition", "SERNANP", "DS 038-2017-EM, art. 12.1")
    assert (meaning.chip.word, meaning.chip.tone) == ("under a condition: opinion of SERNANP", "warn")
    assert meaning.evidence == ("favourable opinion of SERNANP on the IGAFOM; an unfavourable one excludes",)
    assert (meaning.age, meaning.age_says) == ("", "")


@pytest.mark.parametrize(
    ("filed", "created", "age"),
    [
        (datetime(1995, 5, 1, 15, tzinfo=UTC), date(1995, 5, 2), "older"),
        (datetime(1995, 5, 2, 15, tzinfo=UTC), date(1995, 5, 2), "younger"),
        (datetime(1995, 5, 2, 3, tzinfo=UTC), date(1995, 5, 2), "older"),  # still the first of May in Lima
        (datetime(2001, 5, 3, tzinfo=UTC), date(1995, 5, 2), "younger"),
        (None, date(1995, 5, 2), "unknown"),
        (datetime(1995, 5, 1, 15, tzinfo=UTC), None, "unknown"),
    ],
)
def test_the_days_of_right_and_area_count(place, land, measure, filed, created, age):
    own(place(block(0, 0)), filed)
    land("protected_area_indirect", block(500, 0))
    LandArea.objects.update(valid_from=created)
    measure()
    finding = found(kind="protected_area_indirect")
    meaning = meanings([finding], on=ON)[finding.pk]
    assert (meaning.effect, meaning.age) == ("block", age)
    assert meaning.age_says


@pytest.mark.parametrize(
    ("filed_on", "age"), [(date(2010, 2, 17), "older"), (date(2010, 2, 18), "younger"), (None, "unknown")]
)
def test_the_corridor_is_held_against_the_day_of_the_decree(filed_on, age):
    """Not against the day on which somebody drew the corridor."""
    meaning = meaning_of(law_on(ON), "permitted_corridor", on=ON, filed_on=filed_on, created_on=date(1990, 1, 1))
    assert (meaning.effect, meaning.age) == ("block", age)


def test_claimed_land_is_a_note_and_an_unnamed_kind_is_said_to_be_one():
    assert meaning_of(law_on(ON), "community_land_claimed", on=ON).effect == "note"
    silent = meaning_of(law_on(ON), "flying_island", on=ON)
    assert (silent.effect, silent.chip.word, silent.chip.tone) == ("", "the pack says nothing", "unknown")


def test_between_footprints(place, measure):
    """Two rights, a place on a right, two places."""
    place(block(0, 0))
    place(block(500, 0))
    place(block(0, 0, 100, 100), owner="declared_place")
    measure()
    pairs = Finding.objects.filter(superseded_at=None, other__isnull=False).select_related("footprint", "other", "area")
    laws = {consequences.kind_of(pair): meanings([pair], on=ON)[pair.pk].law for pair in pairs}
    assert laws["footprint:right:right"] == "DS 020-2020-EM, art. 32"
    assert laws["footprint:place:right"] == "TUO Ley General de Minería, art. 91, num. 2"


def test_the_database_says_the_same_as_python(place, land, measure):
    place(block(0, 0))
    place(block(800, 0))
    place(block(100, 100, 50, 50), owner="declared_place")
    for kind in (
        "buffer_zone",
        "native_community",
        "archaeological_zone",
        "community_land_claimed",
        "mining_liability",
    ):
        land(kind, block(500, 0), **({"coverage": None} if kind == "community_land_claimed" else {}))
    measure()
    rows = list(Finding.objects.select_related("footprint", "area__layer__kind", "other").annotate(
        effect=effect_expression(ON), of_kind=consequences.kind_expression()
    ))  # fmt: skip
    meant = meanings(rows, on=ON)
    assert len(rows) > 8
    assert {row.pk: row.effect for row in rows} == {number: each.effect for number, each in meant.items()}
    assert {row.of_kind for row in rows} == {consequences.kind_of(row) for row in rows}


def test_the_law_in_force_explains(law_as_before):
    """A higher room gives the pack of the day."""
    asked = []

    def source(on):
        asked.append(on)
        return law_as_before or consequences.get_pack("PE")

    law_use(source)
    assert meaning_of(law_on(ON), "buffer_zone", on=ON).effect == "condition"
    assert asked == [ON]


def test_the_days_of_all_findings_are_asked_once(place, land, measure, django_assert_num_queries):
    for step in range(4):
        own(place(block(step * 1000, 0)), datetime(2000, 1, 1, tzinfo=UTC))
    land("protected_area_direct", block(0, 0, 4000, 500))
    measure()
    findings = list(Finding.objects.filter(area__isnull=False).select_related("area__layer__kind"))
    with django_assert_num_queries(2):  # the law in force, the days
        assert {each.age for each in meanings(findings, on=ON).values()} == {"unknown"}  # the area has no day


def test_nobody_is_cleared_of_claims(place, land, measure):
    """A layer of claims states no coverage: what lies off it is not checked, never clear."""
    with pytest.raises(DomainError) as refused:
        land("community_land_claimed", block(0, 0))
    assert refused.value.field == "coverage"
    far = place(block(5000, 0))
    land("community_land_claimed", block(0, 0), coverage=None)
    measure()
    check = Check.objects.get(footprint=far, kind__code="community_land_claimed", superseded_at=None)
    assert (check.answer, check.why) == ("not_checked", "outside_coverage")


def test_titled_land_is_not_said_clear_where_land_is_claimed(place, land, measure):
    """The check of titled communities measured nothing; the page names the claim beside it."""
    right = place(block(0, 0))
    land("native_community", block(5000, 0))
    land("community_land_claimed", block(0, 0), coverage=None)
    measure()
    chips = {line.check.kind.code: line.chip for line in check_lines(right, on=ON)}
    assert chips["native_community"].word == "no titled land, but claimed land"
    assert chips["native_community"].tone == "warn"
