"""From rows to facts: what is known is said in the law's words, what is not known stays unknown."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.formalization.facts import Operation, operations, sources
from registry.formalization.models import Authorisation, StateChange
from registry.rules.catalogue import get_pack
from registry.rules.packs.pe.facts import Authorisation as Act
from registry.rules.packs.pe.facts import Facts, HeldRight
from registry.territory.models import NoiseTolerance

pytestmark = pytest.mark.django_db


def facts_of(registration, on) -> Facts:
    return operation_of(registration, on).facts


def operation_of(registration, on) -> Operation:
    (operation,) = operations(get_pack("PE"), [registration.pk], on)
    return operation


def test_an_entry_of_which_nothing_is_known_states_nothing(build, on):
    empty = build.registration(
        deposit_class="unknown", capacity_t_per_day=None, is_habitual=None, is_means_of_livelihood=None,
        is_manual_or_basic=None, equipment=None, state="unknown", state_since=None, ubigeo="", activity="",
    )  # fmt: skip
    operation = operation_of(empty, on)
    facts = operation.facts
    assert not operation.activity_known
    assert operation.basis == "none"
    assert (facts.holder.type, facts.substance_class, facts.installed_capacity) == (None, None, None)
    assert (facts.rights_held, facts.zone_flags, facts.equipment, facts.department) == (None, None, None, None)
    assert (facts.reinfo.status, facts.reinfo.same_right, facts.reinfo.date) == (None, None, None)
    assert (facts.authorisation, facts.igafom, facts.explosives) == (None, None, None)


def test_stored_facts_are_those_of_the_schema(build, on):
    registration = build.registration(person=build.person(), uses_explosives=False)
    pack = get_pack("PE")
    facts = facts_of(registration, on)
    assert pack.facts_from_json(pack.facts_to_json(facts)) == facts


def test_no_name_number_or_code_of_a_person_is_among_the_facts(build, on):
    person = build.person()
    registration = build.registration(person=person)
    text = str(get_pack("PE").facts_to_json(facts_of(registration, on)))
    for secret in (person.full_name, person.document_number, registration.code, registration.status_code):
        assert secret not in text


@pytest.mark.parametrize(
    ("kind", "country", "expected"),
    [("dni", "", "PE"), ("ce", "", "foreign"), ("ce", "PE", "PE"), ("unknown", "", None), ("unknown", "BO", "foreign")],
)
def test_nationality_is_stated_or_follows_from_the_card(build, on, kind, country, expected):
    person = build.person(document_type=kind, nationality=country)
    assert facts_of(build.registration(person=person), on).holder.nationality == expected


def test_composition_of_a_group_stays_unknown_until_its_roll_is_seen(build, on):
    unseen = facts_of(build.registration(group=build.group()), on).holder
    seen = facts_of(build.registration(group=build.group(members_all_natural_persons=True)), on).holder
    assert (unseen.type, unseen.members_all_natural_persons) == ("association", None)
    assert seen.members_all_natural_persons is True


@pytest.mark.parametrize(
    ("day", "state", "since"),
    [
        (date(2026, 11, 20), "suspended", date(2026, 6, 1)),
        (date(2026, 6, 1), "suspended", date(2026, 6, 1)),
        (date(2026, 5, 31), "in_force", date(2020, 1, 1)),
        (date(2019, 12, 31), None, None),
    ],
)
def test_the_state_is_that_of_the_day(build, day, state, since):
    registration = build.registration(state="suspended", state_since=date(2026, 6, 1))
    for moved, first in (("in_force", date(2020, 1, 1)), ("suspended", date(2026, 6, 1))):
        StateChange.objects.create(
            registration=registration, state=moved, from_on=first, by_key="user:1",
            recorded_at=datetime(2026, 6, 1, tzinfo=UTC),
        )  # fmt: skip
    entry = facts_of(registration, day).reinfo
    assert (entry.status, entry.date) == (state, since)


class TestAuthorisation:
    def act(self, registration, **values) -> None:
        Authorisation.objects.create(
            **{"registration": registration, "kind": "start_restart_exploitation", "number": "1", **values}
        )

    def test_one_of_the_future_or_over_is_none(self, build, on):
        registration = build.registration()
        self.act(registration, issued_on=date(2027, 1, 1))
        self.act(registration, until_on=date(2026, 11, 19))
        assert facts_of(registration, on).authorisation is None

    def test_last_day_counts(self, build, on):
        registration = build.registration()
        self.act(registration, issued_on=on, until_on=on)
        assert facts_of(registration, on).authorisation == Act("start_restart_exploitation", None, None, on)

    def test_the_one_that_covers_most_is_stated(self, build, on):
        registration = build.registration()
        self.act(registration, covers_activity=False, covers_place=True, issued_on=date(2025, 1, 1))
        self.act(registration, covers_activity=True, covers_place=None, issued_on=date(2020, 1, 1))
        self.act(registration, covers_activity=None, covers_place=True, issued_on=date(2024, 1, 1))
        assert facts_of(registration, on).authorisation.date == date(2020, 1, 1)

    def test_a_formalised_entry_without_its_act_has_an_unknown_one(self, build, on):
        facts = facts_of(build.registration(state="formalised"), on)
        assert facts.authorisation == Act()
        assert facts.reinfo.status is None


class TestSameRight:
    """The right is a square of 1,000 m; a place is told apart from its boundary by its accuracy.

    +---------+
    |   in    |   out
    +---------+
    """

    @pytest.mark.parametrize(
        ("place", "accuracy", "expected"),
        [
            (shapely.Point(350_500, 8_570_500), 10, True),
            (shapely.Point(350_995, 8_570_500), 10, None),
            (shapely.Point(351_005, 8_570_500), 10, None),
            (shapely.Point(351_011, 8_570_500), 10, False),
            (shapely.box(350_100, 8_570_100, 350_200, 8_570_200), 0, True),
            (shapely.box(350_900, 8_570_100, 351_100, 8_570_200), 0, None),
            (shapely.box(351_000, 8_570_100, 351_100, 8_570_200), 0, False),
        ],
    )
    def test_inside_outside_undecided(self, build, on, place, accuracy, expected):
        right = build.right(footprint=build.footprint())
        declared = build.footprint(place, owner_kind="declared_place", accuracy_m=accuracy)
        registration = build.registration(right=right, declared_place=declared)
        assert facts_of(registration, on).reinfo.same_right is expected

    @pytest.mark.parametrize(("area_m2", "expected"), [(2000, True), (1999, None)])
    def test_the_tolerance_that_holds_says_what_counts_outside(self, build, on, area_m2, expected):
        """Of 100 m by 100 m, 20 m by 100 m lie outside."""
        NoiseTolerance.objects.create(
            area_m2=area_m2, radius_m=0.5, reason="test", by_key="system:test", at=datetime(2026, 11, 20, tzinfo=UTC)
        )
        declared = build.footprint(shapely.box(350_920, 8_570_100, 351_020, 8_570_200), owner_kind="declared_place")
        registration = build.registration(right=build.right(footprint=build.footprint()), declared_place=declared)
        assert facts_of(registration, on).reinfo.same_right is expected

    def test_the_verified_place_comes_first(self, build, on):
        right = build.right(footprint=build.footprint())
        registration = build.registration(
            right=right,
            declared_place=build.footprint(shapely.Point(350_500, 8_570_500)),
            verified_place=build.footprint(shapely.Point(360_500, 8_570_500)),
        )
        assert facts_of(registration, on).reinfo.same_right is False

    def test_without_a_place_or_a_right_it_is_unknown(self, build, on):
        right = build.right(footprint=build.footprint())
        assert facts_of(build.registration(right=right), on).reinfo.same_right is None
        assert facts_of(build.registration(declared_place=build.footprint()), on).reinfo.same_right is None


def test_questions_do_not_grow_with_the_register(build, on, monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})  # what rooms above ask is theirs to bound

    def ask(size: int) -> int:
        ids = []
        for _ in range(size):
            person = build.person()
            right = build.right(footprint=build.footprint())
            build.holder(right, person)
            ids.append(build.registration(person=person, right=right).pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            operations(get_pack("PE"), ids, on)
        return len(asked)

    few = ask(2)
    assert ask(30) == few <= 10


def test_hectares_are_exact(build, on):
    person = build.person()
    build.complete_cadastre()
    build.holder(build.right(declared_hectares=Decimal("1000.01")), person)
    (held,) = facts_of(build.registration(person=person), on).rights_held
    assert held == HeldRight("concession", Decimal("1000.01"), Decimal(100), "owner", "in_force")
