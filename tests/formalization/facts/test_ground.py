"""What the overlap ledger answers for a place: on it, not on it, or no usable answer, which is never a no."""

from datetime import date, timedelta

import pytest
import shapely

from registry.formalization.facts import operations
from registry.formalization.facts.ground import Ground, ground_of, site_of
from registry.rules.catalogue import get_pack
from registry.territory.models import LayerKind

KINDS = ("protected_area", "buffer_zone", "community_land")


def ground(some=(), whole=(), clear=()):
    return Ground(frozenset(some), frozenset(whole), frozenset(clear), dict.fromkeys(some))


class TestSite:
    def test_nothing_checked_is_unknown_not_empty(self):
        assert site_of([], None, KINDS, frozenset()).flags is None
        assert site_of([("declared_place", ground())], None, KINDS, frozenset()).flags is None

    def test_what_is_not_answered_is_unchecked(self):
        site = site_of(
            [("declared_place", ground(["protected_area"], clear=["buffer_zone"]))], None, KINDS, frozenset()
        )
        assert (site.flags, site.unchecked) == (("protected_area",), ("community_land",))

    def test_declared_and_verified_places_that_differ_are_unknown(self):
        verified, declared = ground(clear=KINDS), ground(["protected_area"], clear=["buffer_zone", "community_land"])
        site = site_of([("verified_place", verified), ("declared_place", declared)], None, KINDS, frozenset())
        assert (site.flags, site.unchecked, site.basis) == ((), ("protected_area",), "verified_place")

    def test_an_unanswered_declared_place_does_not_contradict(self):
        site = site_of(
            [("verified_place", ground(clear=KINDS)), ("declared_place", ground())], None, KINDS, frozenset()
        )
        assert (site.flags, site.unchecked) == ((), ())

    def test_without_a_place_only_a_right_wholly_inside_or_clear_answers(self):
        right = ground(some=["protected_area", "buffer_zone"], whole=["protected_area"], clear=["community_land"])
        site = site_of([], right, KINDS, frozenset())
        assert (site.flags, site.unchecked, site.basis) == (("protected_area",), ("buffer_zone",), "right")

    def test_creation_day_is_the_earliest_and_unknown_where_one_is(self):
        days = {"protected_area": date(2000, 1, 1), "buffer_zone": None}
        both = Ground(frozenset(days), frozenset(), frozenset(), days)
        place = [("declared_place", both)]
        assert site_of(place, None, KINDS, frozenset(["protected_area"])).created == date(2000, 1, 1)
        assert site_of(place, None, KINDS, frozenset(days)).created is None


@pytest.mark.django_db
class TestLedger:
    def answer(self, footprint, on):
        return ground_of([footprint.pk], on)[footprint.pk]

    def test_absent_checks_answer_nothing(self, build, on):
        ground = self.answer(build.footprint(), on)
        assert (ground.some, ground.clear) == (frozenset(), frozenset())

    def test_overlap_and_clear(self, build, on):
        place = build.footprint()
        check = build.check(place, build.layer("protected_area_direct"), "overlaps")
        build.finding(check, valid_from=date(1999, 5, 1))
        build.check(place, build.layer("buffer_zone"), "clear")
        ground = self.answer(place, on)
        assert ground.some == ground.whole == {"protected_area"}
        assert ground.clear == {"buffer_zone"}
        assert ground.created == {"protected_area": date(1999, 5, 1)}

    def test_a_fact_of_several_kinds_is_clear_only_when_all_are(self, build, on):
        place = build.footprint()
        build.check(place, build.layer("native_community"), "clear")
        assert "community_land" not in self.answer(place, on).clear
        build.check(place, build.layer("peasant_community"), "clear")
        assert "community_land" in self.answer(place, on).clear

    def test_superseded_checks_count_for_nothing(self, build, on, at):
        place = build.footprint()
        check = build.check(place, build.layer("buffer_zone"), "clear")
        check.superseded_at = at
        check.save()
        assert not self.answer(place, on).clear

    @pytest.mark.parametrize("why", ["undecided", "run_failed", "waiting", "partly_outside_coverage"])
    def test_what_is_unsure_keeps_a_clear_of_another_layer_from_clearing(self, build, on, why):
        place = build.footprint()
        build.check(place, build.layer("buffer_zone"), "clear")
        build.check(place, build.layer("buffer_zone"), "not_checked", why)
        assert "buffer_zone" not in self.answer(place, on).clear

    def test_a_layer_that_was_never_measured_keeps_a_clear_of_another_from_clearing(self, build, on):
        place = build.footprint()
        build.check(place, build.layer("buffer_zone"), "clear")
        assert self.answer(place, on).clear == {"buffer_zone"}
        fresh = build.layer("buffer_zone")
        assert self.answer(place, on).clear == set()
        fresh.state = "broken"
        fresh.save()
        assert self.answer(place, on).clear == {"buffer_zone"}

    def test_a_layer_of_another_region_takes_no_clear_away(self, build, on):
        place = build.footprint()
        build.check(place, build.layer("buffer_zone"), "clear")
        build.check(place, build.layer("buffer_zone"), "not_checked", "outside_coverage")
        assert "buffer_zone" in self.answer(place, on).clear

    @pytest.mark.parametrize("says", ["overlaps", "clear"])
    def test_the_last_fresh_day_counts_and_the_next_does_not(self, build, on, says):
        place = build.footprint()
        build.check(place, build.layer("buffer_zone", fresh_until=on), says)
        fresh, stale = self.answer(place, on), self.answer(place, on + timedelta(days=1))
        assert fresh.some | fresh.clear == {"buffer_zone"}
        assert stale.some | stale.clear == frozenset()

    def test_without_a_day_of_its_own_the_kind_says_how_long_a_layer_is_fresh(self, build, on):
        kind = LayerKind.objects.get(code="buffer_zone")
        place = build.footprint()
        build.check(place, build.layer("buffer_zone", published_on=on - timedelta(days=kind.fresh_days)), "clear")
        assert self.answer(place, on).clear
        assert not self.answer(place, on + timedelta(days=1)).clear

    def test_edge_noise_is_not_lying_on_it(self, build, on):
        place = build.footprint()
        check = build.check(place, build.layer("buffer_zone"), "overlaps")
        build.finding(check, edge_noise=True, shared_m2=20, share_of_footprint=0.00002)
        assert self.answer(place, on).clear == {"buffer_zone"}

    @pytest.mark.parametrize(
        ("share", "whole"), [(1.0, True), (0.9999, True), (0.99989, False), (0.5, False)]
    )  # 100 m2 of 1,000,000 is what counts as noise
    def test_wholly_inside_within_the_noise(self, build, on, share, whole):
        place = build.footprint()
        build.finding(build.check(place, build.layer("buffer_zone"), "overlaps"), share_of_footprint=share)
        assert ("buffer_zone" in self.answer(place, on).whole) is whole

    def test_an_area_of_another_time_is_none(self, build, on):
        place = build.footprint()
        build.finding(build.check(place, build.layer("buffer_zone"), "overlaps"), valid_from=on + timedelta(days=1))
        assert self.answer(place, on).clear == {"buffer_zone"}
        assert self.answer(place, on + timedelta(days=1)).some == {"buffer_zone"}


@pytest.mark.django_db
class TestOperation:
    def facts(self, registration, on):
        (operation,) = operations(get_pack("PE"), [registration.pk], on)
        return operation.facts

    def test_the_overlap_of_the_right_says_nothing_where_a_place_is_known(self, build, on):
        right = build.right(footprint=build.footprint())
        build.finding(build.check(right.footprint, build.layer("protected_area_direct"), "overlaps"))
        place = build.footprint(shapely.Point(350_500, 8_570_500), owner_kind="declared_place", accuracy_m=10)
        build.all_clear(place)
        facts = self.facts(build.registration(right=right, declared_place=place), on)
        assert facts.zone_flags == ()
        assert "protected_area" not in facts.zones_unchecked

    def test_kinds_without_any_layer_travel_as_unchecked(self, build, on):
        place = build.footprint()
        build.all_clear(place, but=["mining_liability"])
        facts = self.facts(build.registration(declared_place=place), on)
        assert "mining_liability" in facts.zones_unchecked
        assert "approved_igafom_of_another" in facts.zones_unchecked

    def test_the_day_of_the_corridor_decides_about_no_protected_area(self, build, on):
        place = build.footprint()
        build.finding(build.check(place, build.layer("protected_area_direct"), "overlaps"), valid_from=date(2000, 1, 1))
        corridor = build.check(place, build.layer("permitted_corridor"), "overlaps")
        build.finding(corridor, relation="outside_permitted")
        facts = self.facts(build.registration(declared_place=place), on)
        assert facts.zone_created == date(2000, 1, 1)
        assert "madre_de_dios_outside_annex_1" in facts.zone_flags
