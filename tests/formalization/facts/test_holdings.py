"""Whose rights are whose: by document, else as a proposal; and nothing held only where a source says so."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from registry.common.identity import ruc_check_digit
from registry.formalization.facts import operations
from registry.formalization.facts.entries import day_filed
from registry.formalization.facts.holdings import complete_source
from registry.formalization.models import HolderMatch
from registry.rules.catalogue import get_pack
from registry.rules.packs.pe.facts import CoHolder, HeldRight

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
FURTHER = HeldRight()


def facts_of(registration, on):
    (operation,) = operations(get_pack("PE"), [registration.pk], on)
    return operation.facts


def test_nothing_found_is_nothing_held_only_by_a_named_source(build, on):
    registration = build.registration(person=build.person())
    assert facts_of(registration, on).rights_held is None
    source = build.complete_cadastre()
    assert facts_of(registration, on).rights_held == ()
    source.published_on = date(2026, 11, 21)
    source.save()
    assert facts_of(registration, on).rights_held is None


def test_without_a_complete_source_further_rights_stay_open(build, on):
    person = build.person()
    build.holder(build.right(), person)
    held = facts_of(build.registration(person=person), on).rights_held
    assert held == (HeldRight("concession", Decimal(100), Decimal(100), "owner", "in_force"), FURTHER)


def test_a_registrant_without_a_document_cannot_be_shown_to_hold_nothing(build, on):
    build.complete_cadastre()
    assert facts_of(build.registration(group=build.group(ruc="")), on).rights_held is None


def test_a_ruc_that_holds_the_dni_is_the_same_person(build, on):
    build.complete_cadastre()
    person = build.person()
    body = f"10{person.document_number}"
    right = build.right()
    build.holder(right, document_type="ruc", document_number=f"{body}{ruc_check_digit(body)}")
    assert len(facts_of(build.registration(person=person), on).rights_held) == 1


class TestNames:
    def test_a_name_alone_is_a_proposal(self, build, on):
        build.complete_cadastre()
        person = build.person(full_name="Ñusta Inventada")
        build.holder(build.right(), name="NUSTA  INVENTADA".replace("  ", " "))
        (held,) = facts_of(build.registration(person=person), on).rights_held
        assert held.state is None

    @pytest.mark.parametrize(("said", "states"), [("confirmed", ["in_force"]), ("rejected", []), ("proposed", [None])])
    def test_an_officer_answers_it(self, build, on, said, states):
        build.complete_cadastre()
        person = build.person(full_name="Ñusta Inventada")
        holder = build.holder(build.right(), name="Ñusta Inventada")
        HolderMatch.objects.create(holder=holder, person=person, likeness=1, state=said)
        held = facts_of(build.registration(person=person), on).rights_held
        assert [right.state for right in held] == states

    def test_a_name_with_another_document_is_another(self, build, on):
        build.complete_cadastre()
        person = build.person(full_name="Ñusta Inventada")
        build.holder(build.right(), build.person(), name="Ñusta Inventada")
        assert facts_of(build.registration(person=person), on).rights_held == ()


class TestRights:
    @pytest.mark.parametrize(
        ("values", "kind", "state"),
        [
            ({"state": "titled"}, "concession", "in_force"),
            ({"state": "in_process", "kind": "petition"}, "petition", "in_force"),
            ({"state": "unknown"}, "concession", None),
            ({"state": "titled", "gone_on": date(2026, 11, 20)}, "concession", None),
            ({"state": "titled", "gone_on": date(2026, 11, 21)}, "concession", "in_force"),
            ({"state": "extinguished"}, "concession", "extinguished"),
            ({"state": "extinguished", "extinguished_on": date(2026, 11, 20)}, "concession", "extinguished"),
            ({"state": "extinguished", "extinguished_on": date(2026, 11, 21)}, "concession", "in_force"),
            ({"kind": "accumulation"}, "concession", "in_force"),
            ({"kind": "unknown"}, None, "in_force"),
        ],
    )
    def test_kind_and_state_on_the_day(self, build, on, values, kind, state):
        build.complete_cadastre()
        person = build.person()
        build.holder(build.right(**values), person)
        (held,) = facts_of(build.registration(person=person), on).rights_held
        assert (held.kind, held.state) == (kind, state)

    @pytest.mark.parametrize("kind", ["beneficiation", "quarry"])
    def test_plants_and_quarries_are_no_hectares(self, build, on, kind):
        build.complete_cadastre()
        person = build.person()
        build.holder(build.right(kind=kind), person)
        assert facts_of(build.registration(person=person), on).rights_held == ()

    def test_declared_before_measured_hectares(self, build, on):
        build.complete_cadastre()
        person = build.person()
        build.holder(build.right(declared_hectares=Decimal(99), footprint=build.footprint()), person)
        build.holder(build.right(declared_hectares=None, footprint=build.footprint()), person)
        build.holder(build.right(declared_hectares=None), person)
        held = facts_of(build.registration(person=person), on).rights_held
        assert [right.hectares for right in held] == [99, 100, None]

    def test_a_former_holder_holds_no_more(self, build, on):
        build.complete_cadastre()
        person = build.person()
        build.holder(build.right(), person, until_on=date(2026, 11, 19))
        build.holder(build.right(), person, from_on=date(2026, 11, 21))
        assert facts_of(build.registration(person=person), on).rights_held == ()

    def test_contracts_count_beside_own_rights(self, build, on):
        build.complete_cadastre()
        person = build.person()
        build.contract(build.right(), person, covers_whole_right=True)
        build.contract(build.right(), person, kind="assignment", area_ha=Decimal(30))
        build.contract(build.right(), person, until_on=date(2026, 11, 19))
        held = facts_of(build.registration(person=person), on).rights_held
        assert [(right.basis, right.hectares) for right in held] == [
            ("exploitation_contract", 100),
            ("assignment", 30),
        ]


class TestConcession:
    """Whose is the concession on which the operation lies."""

    def test_ones_own(self, build, on):
        person, right = build.person(), build.right()
        build.holder(right, person, share_pct=50)
        build.holder(right, build.group(members_all_natural_persons=False), share_pct=25)
        build.holder(right, build.person(), share_pct=25)
        facts = facts_of(build.registration(person=person, right=right), on)
        assert facts.co_holders == (
            CoHolder(members_all_natural_persons=False),
            CoHolder(members_all_natural_persons=True),
        )
        assert "third_party_concession" not in (*facts.zone_flags, *facts.zones_unchecked)

    def test_anothers(self, build, on):
        right = build.right()
        build.holder(right, build.person())
        facts = facts_of(build.registration(person=build.person(), right=right), on)
        assert facts.zone_flags == ("third_party_concession",)
        assert facts.co_holders == ()

    def test_a_name_without_document_leaves_it_open(self, build, on):
        right = build.right()
        build.holder(right)
        assert facts_of(build.registration(person=build.person(), right=right), on).zone_flags is None


@pytest.mark.parametrize(
    ("moment", "hour_known", "day"),
    [
        (datetime(2010, 2, 18, 0, 0, tzinfo=UTC), False, date(2010, 2, 18)),
        (datetime(2010, 2, 18, 5, 0, tzinfo=UTC), False, date(2010, 2, 18)),
        (datetime(2010, 2, 18, 0, 0, tzinfo=UTC), True, date(2010, 2, 17)),
        (datetime(2010, 2, 18, 13, 15, tzinfo=UTC), True, date(2010, 2, 18)),
    ],
)
def test_the_day_of_filing_is_that_of_the_country(moment, hour_known, day):
    assert day_filed(moment, hour_known=hour_known) == day


@pytest.mark.django_db
def test_the_country_is_complete_once_each_zone_is_listed(build):
    for zone, day in ((17, date(2026, 3, 1)), (18, date(2026, 4, 1))):
        build.complete_cadastre(published_on=day, options={"holders_complete": True, "scope": "17S", "zones": [zone]})
    build.complete_cadastre(options={"holders_complete": True, "scope": "department:06", "zones": []})
    assert complete_source(DAY) is None
    build.complete_cadastre(
        source="Another",
        published_on=date(2026, 5, 1),
        options={"holders_complete": True, "scope": "19S", "zones": [19]},
    )
    assert complete_source(DAY) == ("National cadastre, Another", date(2026, 3, 1))
    assert complete_source(date(2026, 4, 30)) is None
    build.complete_cadastre(published_on=date(2026, 6, 1), options={"holders_complete": True, "scope": "country"})
    assert complete_source(DAY) == ("National cadastre", date(2026, 6, 1))
