"""On whose ground a place lies: what the ledger measured feeds the facts, and what it did not stays open.

350       351       352
 +---------+---------+
 |   own   | another |     the declared right, and beside it that of another holder
 +---------+---------+
"""

from datetime import UTC, date, datetime

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.formalization.facts import operations
from registry.formalization.facts.neighbours import among_others
from registry.formalization.models import Authorisation, Registration
from registry.formalization.selectors.affected import AFFECTED
from registry.rules.catalogue import get_pack
from registry.territory.services.runs import run_request
from tests.formalization.conftest import square
from tests.territory.conftest import measure  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
CONCESSION, AREA = "third_party_concession", "third_party_authorised_area"
EARLY, LATE = datetime(2001, 5, 2, 9, 0, tzinfo=UTC), datetime(2001, 5, 2, 9, 15, tzinfo=UTC)


def box(x, y=400, width=100, height=100):
    """A place in metres from the corner of the own right."""
    return shapely.box(350_000 + x, 8_570_000 + y, 350_000 + x + width, 8_570_000 + y + height)


@pytest.fixture
def ground(build, measure, on):  # noqa: F811 - the fixture
    """Two rights side by side, the registrant's own and another's, and what is said of a place on them."""

    class Ground:
        def __init__(self):
            self.person, self.stranger = build.person(), build.person()
            self.own = build.right(footprint=build.footprint(), filed_at=LATE, filed_hour_known=True)
            self.other = build.right(footprint=build.footprint(square(east=351_000)))
            build.holder(self.own, self.person)
            self.held = build.holder(self.other, self.stranger)

        def entry(self, shape, *, way="declared_place", accuracy=0, **values):
            place = build.footprint(shape, owner_kind=way, accuracy_m=accuracy)
            return build.registration(**{"person": self.person, "right": self.own, way: place} | values)

        def answer(self, entry, kind=CONCESSION, *, measured=True):
            if measured:
                run_request(reason="asked", on=on)
                measure()
            (operation,) = operations(get_pack("PE"), [entry.pk], on)
            facts = operation.facts
            if kind in (facts.zone_flags or ()):
                return True
            return None if facts.zone_flags is None or kind in facts.zones_unchecked else False

    return Ground()


@pytest.mark.parametrize("way", ["declared_place", "verified_place"])
@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (box(400), False),  # on its own right
        (box(1400), True),  # on the other's
        (box(950), None),  # partly on each
        (box(900.5), False),  # half a metre over the line of its own: 50 m², edge noise
        (shapely.Point(350_500, 8_570_500), False),
        (shapely.Point(351_500, 8_570_500), True),
        (shapely.Point(351_003, 8_570_500), None),  # nearer to the boundary than its accuracy
    ],
)
def test_own_anothers_and_what_is_neither(ground, way, shape, expected):
    entry = ground.entry(shape, way=way, accuracy=5 if shape.geom_type == "Point" else 0)
    assert ground.answer(entry) is expected


def test_what_was_not_measured_clears_nothing(ground, build):
    entry = ground.entry(box(400))
    assert ground.answer(entry, measured=False) is None
    assert ground.answer(entry) is False
    build.right(footprint=build.footprint(square(side=800)))  # a right that waits for its measuring
    assert ground.answer(entry, measured=False) is None


def test_outside_of_every_right_is_clear_only_where_the_cadastre_is_complete(ground, build):
    entry = ground.entry(box(5000))
    assert ground.answer(entry) is None
    build.complete_cadastre()
    assert ground.answer(entry, measured=False) is False


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": "extinguished"}, False),
        ({"state": "unknown"}, None),
        ({"gone_on": date(2026, 1, 1)}, None),
        ({"extinguished_on": date(2026, 1, 1)}, False),
        ({"extinguished_on": date(2026, 12, 1)}, True),
        ({"kind": "petition", "state": "in_process"}, None),
        ({"kind": "beneficiation"}, None),
    ],
)
def test_the_state_of_the_other_right(ground, build, change, expected):
    build.complete_cadastre()
    for name, value in change.items():
        setattr(ground.other, name, value)
    ground.other.save()
    assert ground.answer(ground.entry(box(1400))) is expected


def test_an_unknown_holder_leaves_it_open(ground, build):
    ground.held.document_number = ""
    ground.held.save()
    assert ground.answer(ground.entry(box(1400))) is None


def test_a_second_right_of_ones_own_is_ones_own(ground, build):
    build.holder(ground.other, ground.person)
    assert ground.answer(ground.entry(box(1400))) is False


def test_with_a_contract_it_lies_there_all_the_same_and_no_contract_is_missing(ground, build, on):
    entry = ground.entry(box(1400))
    pack = get_pack("PE")
    build.complete_cadastre()
    assert ground.answer(entry) is True
    assert "contract_missing" in pack.assess(operations(pack, [entry.pk], on)[0].facts).flags
    build.contract(ground.other, ground.person)
    assert ground.answer(entry, measured=False) is True
    assert "contract_missing" not in pack.assess(operations(pack, [entry.pk], on)[0].facts).flags


@pytest.mark.parametrize(
    ("filed", "hour_known", "expected"),
    [(EARLY, True, True), (EARLY, False, None), (datetime(2001, 5, 1, 5, tzinfo=UTC), False, True), (None, False, None),
     (datetime(2001, 5, 2, 9, 30, tzinfo=UTC), True, None)],
)  # fmt: skip
def test_on_ones_own_right_only_an_older_one_takes_it(ground, build, filed, hour_known, expected):
    """By the hour where both are known, else by the day; a younger right leaves the question open and clears nothing."""
    over = build.right(footprint=build.footprint(square(east=350_200)), filed_at=filed, filed_hour_known=hour_known)
    build.holder(over, ground.stranger)
    assert ground.answer(ground.entry(box(400))) is expected


@pytest.mark.parametrize(
    ("shape", "covers", "until", "same", "expected"),
    [
        (box(420), True, None, False, True),
        (box(420), None, None, False, None),  # not known whether the act covers that place
        (box(420), False, None, False, None),  # it does not; no layer was asked either
        (box(420), True, date(2026, 1, 1), False, None),  # ended
        (box(420), True, None, True, None),  # the registrant's own
        (box(700), True, None, False, None),  # elsewhere
        (shapely.Point(350_450, 8_570_450), True, None, False, None),  # its outline is not known
    ],
)
def test_a_place_authorised_to_another(ground, build, shape, covers, until, same, expected):
    who = ground.person if same else ground.stranger
    theirs = ground.entry(shape, way="verified_place", person=who, activity="beneficiation")
    Authorisation.objects.create(
        registration=theirs, kind="start_restart_exploitation", number="R-1", covers_place=covers, until_on=until
    )
    assert ground.answer(ground.entry(box(400)), AREA) is expected


def test_a_layer_that_clears_does_not_clear_what_the_register_knows(ground, build):
    """The layer of authorised areas says clear; the act of another entry that shares the place says otherwise."""
    theirs = ground.entry(box(420), way="verified_place", person=ground.stranger)
    mine = ground.entry(box(400))
    build.all_clear(mine.declared_place)
    assert ground.answer(mine, AREA, measured=False) is False
    act = Authorisation.objects.create(registration=theirs, kind="start_restart_exploitation", number="R-1")
    assert ground.answer(mine, AREA) is None
    act.covers_place = True
    act.save()
    assert ground.answer(mine, AREA, measured=False) is True


def test_all_places_are_asked_in_one_question(ground):
    places = [ground.entry(box(x), person=ground.stranger).declared_place_id for x in (100, 400, 1400)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        among_others(places, date(2026, 11, 20))
    assert len(asked) == 1


def test_a_change_of_the_other_right_judges_whoever_lies_on_it(ground):
    entry = ground.entry(box(1400))
    ground.answer(entry)
    assert list(Registration.objects.filter(AFFECTED["rights"]([ground.other.pk]))) == [entry]
