"""Totals of holders: the figures the answers compared, near and over each limit, with bounds where something is open."""

from decimal import Decimal

import pytest
from django.urls import reverse

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.audit.services import Actor
from registry.formalization.selectors.totals import Compared, holder_totals
from registry.formalization.services.assessment import assessments_refresh

pytestmark = pytest.mark.django_db

EVERYWHERE = Powers({Power.REGISTER_READ: None})


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [
        ("900", "900", "near"),
        ("1000", "1000", "near"),
        ("1000.01", "1000.01", "over"),
        ("0", "1000", "near"),
        ("0", "1000.01", "perhaps_over"),
        ("0", None, "perhaps_over"),
        ("1000.01", None, "over"),
    ],
)
def test_state_at_the_limit_and_a_step_above(low, high, state):
    each = Compared("x", Decimal(low), None if high is None else Decimal(high), Decimal(1000), "ha")
    assert each.state == state


@pytest.fixture
def judge(on, at):
    return lambda: assessments_refresh(registration_ids=None, on=on, by=Actor.system("test"), at=at)


def holder_of(build, hectares, capacity, entries=1, **values):
    person = build.person()
    build.holder(build.right(declared_hectares=Decimal(hectares)), person)
    for _ in range(entries):
        build.registration(person=person, capacity_t_per_day=capacity, **values)
    return person


def test_over_near_and_many(build, judge):
    build.complete_cadastre()
    over = holder_of(build, "2000.01", 10)
    near = holder_of(build, "900", 10)
    many = holder_of(build, "10", 2, entries=3)
    holder_of(build, "899.99", 22)
    judge()
    found = {holder.person_id: holder for holder in holder_totals(viewer=EVERYWHERE)}
    assert {number: holder.states() for number, holder in found.items()} == {
        over.pk: {"over"},
        near.pk: {"near"},
        many.pk: {"many"},
    }
    assert (found[many.pk].entries, found[many.pk].t_per_day) == (3, 6)
    assert [each.limit for each in found[over.pk].compared if each.unit == "ha"] == [1000, 2000]


def test_further_rights_that_are_not_ruled_out_leave_no_upper_bound(build, judge):
    person = holder_of(build, "10", 10)
    judge()
    (holder,) = holder_totals(viewer=EVERYWHERE)
    assert holder.person_id == person.pk
    assert holder.states() == {"perhaps_over"}
    assert {(each.low, each.high) for each in holder.compared} == {(10, None)}


def test_unknown_capacities_are_counted_not_summed_as_nothing(build, judge):
    build.complete_cadastre()
    person = holder_of(build, "10", None, entries=3)
    judge()
    (holder,) = holder_totals(viewer=EVERYWHERE)
    assert (holder.person_id, holder.t_per_day, holder.capacities_unknown) == (person.pk, None, 3)


def test_a_viewer_of_a_region_sees_holders_with_an_entry_there(build, judge):
    build.complete_cadastre()
    here = holder_of(build, "2500", 1, ubigeo="170101")
    holder_of(build, "2500", 1, ubigeo="080101")
    judge()
    seen = holder_totals(viewer=Powers({Power.REGISTER_READ: frozenset(["17"])}))
    assert [holder.person_id for holder in seen] == [here.pk]


def test_the_page_names_holder_total_and_limit(build, judge, cast):
    build.complete_cadastre()
    person = holder_of(build, "2500", 1)
    judge()
    answer = cast["auditor"].get(reverse("registrations:totals"), headers={"Accept-Language": "en"})
    text = answer.content.decode()
    assert person.full_name in text
    assert "2,500 of 2,000 ha" in text
    assert cast["officer"].get(reverse("registrations:totals"), {"state": "nonsense"}).status_code == 200
