"""Conflicts: what is one, where it lies, how far it is; the database and Python tell the same."""

from datetime import date

import pytest

from concessions.models import MiningRight
from registry.audit.services import Actor
from registry.formalization.models import Registration
from registry.territory.models import LayerKind, PartyNoticeItem
from registry.territory.services.conflicts import conflicts, counts_of, listed, named
from registry.territory.services.parties import PartyData, party_add
from registry.territory.services.parties_telling import tell
from registry.territory.services.party_answers import AnswerData, answer_record
from registry.territory.services.party_outcomes import outcomes
from registry.territory.services.verdicts import verdict_give
from tests.territory.conftest import AT, ON, block

pytestmark = pytest.mark.django_db
BY = Actor.user(7)


@pytest.fixture
def country(place, land, measure):
    """Two rights of two regions, a registration's place, three kinds of land, one sliver."""
    for step, (code, ubigeo) in enumerate((("R1", "170101"), ("R2", "080101"))):
        MiningRight.objects.create(code=code, footprint=place(block(step * 5000, 0)), ubigeo=ubigeo)
    spot = place(block(200, 200, 100, 100), owner="declared_place")
    Registration.objects.create(code="REG-1", status_code="REG-1", declared_place=spot, ubigeo="170102")
    home = place(block(5100, 600, 100, 100), owner="declared_place")
    own = MiningRight.objects.get(code="R2")
    Registration.objects.create(
        code="REG-2", status_code="REG-2", declared_place=home, right=own, ubigeo="080101"
    )  # where it belongs
    land("buffer_zone", block(0, 0, 6000, 500))
    land("native_community", block(0, 0, 600, 1000), block(999.9, 0, 100, 900))
    land("archaeological_zone", block(5500, 0))
    measure()


def told(rows):
    """Region, kind and effect of each."""
    return sorted((row.region, row.of_kind, row.effect) for row in rows)


def test_each_conflict_with_region_kind_and_effect(country):
    assert told(conflicts(on=ON, within=None)) == [
        ("08", "archaeological_zone", "block"),
        ("08", "buffer_zone", "condition"),
        ("17", "buffer_zone", "condition"),
        ("17", "buffer_zone", "condition"),
        ("17", "footprint:place:right", "condition"),
        ("17", "native_community", "condition"),
        ("17", "native_community", "condition"),
    ]


def test_a_persons_place_is_seen_in_its_region_alone(country):
    everywhere = {row.pk for row in conflicts(on=ON, within=None)}
    assert {row.pk for row in conflicts(on=ON, within={"17"})} == everywhere
    elsewhere = conflicts(on=ON, within={"08"})
    assert {row.footprint.owner_kind for row in elsewhere} == {"right"}
    assert len(elsewhere) == 4
    assert len(conflicts(on=ON, within=set())) == 4


def test_counts_by_region_and_kind(country):
    counts = counts_of(conflicts(on=ON, within=None))
    assert counts.regions == [("17", 5), ("08", 2)]
    assert dict(counts.kinds)["buffer_zone"] == 3


def test_the_outcome_in_the_database_is_that_of_python(country):
    """Through a verdict, an agreement that waits, and one that is confirmed."""
    rows = list(listed(conflicts(on=ON, within=None)).order_by("id"))
    on_community = [row for row in rows if row.of_kind == "native_community"]
    data = PartyData(
        kind=LayerKind.objects.get(code="native_community"), series="native_community", external_id="0", area_name="",
        role="community", name="Comunidad Inventada", since_on=date(2026, 1, 1),
    )  # fmt: skip
    party_add(data=data, by=BY, at=AT)
    verdict_give(
        finding=next(row for row in rows if row not in on_community), verdict="wrong_data", reason="seen", by=BY, at=AT
    )
    for row in on_community:
        verdict_give(finding=row, verdict="agreement", reason="signed", evidence="act 1", by=BY, at=AT)
    tell(footprint_ids=[on_community[0].footprint_id], at=AT)
    item = PartyNoticeItem.objects.get(verdict__isnull=False)
    answer_record(item=item, data=AnswerData("agreement"), by=BY, at=AT, is_by_link=False)
    fresh = list(listed(conflicts(on=ON, within=None)))
    python = {number: outcome.code for number, outcome in outcomes(fresh, on=ON).items()}
    assert {row.pk: row.outcome for row in fresh} == python
    assert sorted(set(python.values())) == ["agreement", "agreement_unconfirmed", "open", "wrong_data"]


def test_the_codes_of_both_sides(country):
    pairs = {(row.right_code, row.registration, row.other_right) for row in named(conflicts(on=ON, within=None))}
    assert ("R1", None, None) in pairs
    assert (None, "REG-1", "R1") in pairs


def test_one_query_for_a_page_of_lines(country, django_assert_num_queries):
    with django_assert_num_queries(2):  # the law in force, the rows
        for row in named(listed(conflicts(on=ON, within=None, pack=None))):
            assert (row.area or row.other) is not None
            assert row.footprint.owner_kind
