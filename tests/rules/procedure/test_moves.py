"""The complete list of what may follow each state, for each version of the law."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.procedure_reading import read_procedure

LAW = read_procedure(get_pack("PE").files)
assert LAW is not None

E2017 = {"no_activity", "outside_declared_right", "production_of_another", "restricted_area"}
E2022 = E2017 | {
    "access_condition_breached", "repeated_obstruction", "transfer_or_misuse", "unfavourable_opinion_buffer",
}  # fmt: skip
S2022 = {"first_obstruction", "permanence_chemicals", "permanence_igafom", "permanence_production", "permanence_ruc"}
R2020 = {"opposition_upheld", "protected_area"}
LIFT = {"challenge_upheld", "inspection_took_place", "requirement_met"}
BACK = {"in_force": {"challenge_upheld"}, "suspended": {"challenge_upheld_suspended"}}
SAME = {
    "excluded": BACK,
    "revoked": BACK,
    "formalised": {},
    "unknown": {
        "in_force": {"established_in_force"}, "suspended": {"established_suspended"},
        "excluded": {"established_excluded"}, "revoked": {"established_revoked"},
        "formalised": {"established_formalised"},
    },
}  # fmt: skip
FORMAL = {"formalised": {"authorisation_granted"}}
# First and last day of a stretch without a change, and everything that may follow each state in it.
TABLE = [
    ("pe-2017", date(2017, 8, 2), date(2020, 1, 14), {
        "in_force": {"excluded": E2017} | FORMAL,
        "suspended": {"excluded": E2017, "in_force": {"challenge_upheld"}},
    }),
    ("pe-2020", date(2020, 1, 15), date(2022, 9, 5), {
        "in_force": {"suspended": {"permanence_not_met"}, "excluded": E2017 | {"exclusion_before_2022"},
                     "revoked": R2020} | FORMAL,
        "suspended": {"in_force": {"challenge_upheld", "lifting_before_2022"},
                      "excluded": E2017 | {"exclusion_before_2022"}, "revoked": R2020},
    }),
    ("pe-2022", date(2022, 9, 6), date(2025, 5, 18), {
        "in_force": {"suspended": S2022, "excluded": E2022, "revoked": R2020} | FORMAL,
        "suspended": {"in_force": LIFT, "excluded": E2022, "revoked": R2020},
    }),
    ("pe-2025-05", date(2025, 5, 19), date(2025, 6, 30), {
        "in_force": {"suspended": S2022, "excluded": E2022, "revoked": R2020 | {"pataz_mismatch"}} | FORMAL,
        "suspended": {"in_force": LIFT, "excluded": E2022, "revoked": R2020 | {"pataz_mismatch"}},
    }),
    ("pe-2025-07", date(2025, 7, 1), date(2025, 7, 3), {
        "in_force": {"suspended": S2022, "excluded": E2022, "revoked": R2020 | {"pataz_mismatch"}} | FORMAL,
        "suspended": {"in_force": LIFT, "excluded": E2022 | {"suspended_over_a_year"},
                      "revoked": R2020 | {"pataz_mismatch"}},
    }),
    ("pe-2025-07", date(2025, 7, 4), date(2025, 8, 17), {
        "in_force": {"suspended": S2022, "excluded": E2022, "revoked": R2020 | {"pataz_mismatch"}} | FORMAL,
        "suspended": {"in_force": LIFT, "excluded": E2022 | {"suspended_over_a_year"},
                      "revoked": R2020 | {"pataz_mismatch", "purge_only_ruc"}},
    }),
    ("pe-2025-07", date(2025, 8, 18), date(2025, 12, 25), {
        "in_force": {"suspended": S2022, "excluded": E2022,
                     "revoked": R2020 | {"pataz_mismatch", "explosives_not_started"}} | FORMAL,
        "suspended": {"in_force": LIFT, "excluded": E2022 | {"suspended_over_a_year"},
                      "revoked": R2020 | {"pataz_mismatch", "purge_only_ruc", "explosives_not_started"}},
    }),
    ("pe-2026", date(2025, 12, 26), date(2026, 12, 31), {
        "in_force": {"suspended": S2022, "excluded": E2022,
                     "revoked": R2020 | {"pataz_mismatch", "explosives_not_started"}} | FORMAL,
        "suspended": {"in_force": LIFT, "excluded": E2022 | {"suspended_over_a_year"},
                      "revoked": R2020 | {"pataz_mismatch", "purge_only_ruc", "explosives_not_started"}},
    }),
]  # fmt: skip
# What the sources do not establish: never followed without review.
UNSURE = {"permanence_not_met", "lifting_before_2022", "exclusion_before_2022", "pataz_mismatch"}


def followers(state: str, on: date) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for move in LAW.moves_from(state, on):
        found.setdefault(move.to, set()).add(move.id)
    return found


@pytest.mark.parametrize(("version", "first", "last", "expected"), TABLE, ids=lambda v: str(v)[:12])
def test_complete_list(version: str, first: date, last: date, expected: dict[str, dict[str, set[str]]]) -> None:
    day = first
    while day <= last:
        assert LAW.version_on(day).id == version
        assert {state: followers(state, day) for state in LAW.states} == SAME | expected, day
        day += timedelta(days=1)


def test_the_stretches_leave_no_day_out() -> None:
    for (_, _, last, _), (_, first, _, _) in pairwise(TABLE):
        assert first == last + timedelta(days=1)
    assert TABLE[0][1] == LAW.versions[0].stated.period.first


@pytest.mark.parametrize("state", ["in_force", "suspended", "excluded", "revoked", "formalised", "unknown"])
@pytest.mark.parametrize(("version", "first", "last", "expected"), TABLE, ids=lambda v: str(v)[:12])
def test_every_pair_is_answered(version: str, first: date, last: date, expected: dict, state: str) -> None:
    """What is listed is allowed or for review, what is not is refused where the law was read in full."""
    rows = (SAME | expected)[state]
    complete = LAW.version_on(first).is_complete and state != "formalised"
    for to in set(LAW.states) - {state}:
        answer = LAW.answer_move(state, to, first)
        if to in rows:
            causes = {move.id for move in answer.moves}
            assert causes == rows[to]
            sure = any(move.stated.is_sure for move in answer.moves)
            assert answer.kind == ("allowed" if sure else "review")
        else:
            assert answer.kind == ("refused" if complete else "review")


@pytest.mark.parametrize("cause", sorted(UNSURE))
def test_what_is_not_established_goes_to_review(cause: str) -> None:
    move = next(move for move in LAW.moves if move.id == cause)
    answer = LAW.answer_move(move.from_states[0], move.to, move.stated.period.first, cause)
    assert answer.kind == "review"
    assert answer.why == ("cause_not_established",)
    assert {m.id for m in LAW.moves if not m.stated.is_sure} == UNSURE | {"production_of_another"}


@pytest.mark.parametrize("version", LAW.versions, ids=lambda v: v.id)
@pytest.mark.parametrize("state", LAW.states.values(), ids=lambda s: s.id)
def test_every_state_has_owner_clock_and_exit(version, state) -> None:
    assert state.owner
    assert state.exit["es"]
    assert state.exit["en"]
    on = max(version.stated.period.first, date(2018, 9, 20))
    assert LAW.clock(state.clock, on) is not None


def test_after_the_process_ends_everything_is_for_review() -> None:
    on = date(2027, 1, 1)
    assert LAW.has_ended(on)
    assert not LAW.has_ended(date(2026, 12, 31))
    for state in ("in_force", "suspended", "excluded", "revoked"):
        for move in LAW.moves_from(state, on):
            answer = LAW.answer_move(state, move.to, on, move.id)
            assert answer.kind == "review"
            assert "process_expired" in answer.why
    assert LAW.answer_move("unknown", "excluded", on).kind == "allowed"


def test_before_the_process_nothing_is_said() -> None:
    assert LAW.version_on(date(2017, 8, 1)) is None
    assert LAW.answer_move("in_force", "excluded", date(2017, 8, 1)).kind == "review"


@pytest.mark.parametrize(
    ("opened", "on", "versions"),
    [
        (date(2018, 3, 1), date(2019, 1, 1), ["pe-2017"]),
        (date(2018, 3, 1), date(2021, 1, 1), ["pe-2017", "pe-2020"]),
        (date(2018, 3, 1), date(2023, 1, 1), ["pe-2017", "pe-2020", "pe-2022"]),
        (date(2023, 1, 1), date(2025, 5, 18), ["pe-2022"]),
        (date(2023, 1, 1), date(2025, 5, 19), ["pe-2025-05"]),
        (date(2018, 3, 1), date(2025, 6, 1), ["pe-2025-05"]),
        (date(2018, 3, 1), date(2025, 7, 1), ["pe-2025-07"]),
        (date(2018, 3, 1), date(2026, 3, 1), ["pe-2026"]),
        (date(2026, 3, 1), date(2026, 3, 1), ["pe-2026"]),
    ],
)
def test_governing_law(opened: date, on: date, versions: list[str]) -> None:
    found = LAW.governing(opened, on)
    assert [version.id for version in found.versions] == versions
    assert found.is_sure is (len(versions) == 1)
    for version in found.cited:
        assert version.transition["es"]
        assert version.stated.article


def test_both_results_where_no_provision_says_which_law_governs() -> None:
    answer = LAW.answer_running("in_force", "suspended", date(2021, 3, 1), date(2023, 3, 1), "permanence_ruc")
    assert answer.kind == "review"
    assert "governing_law_not_established" in answer.why
    assert "pe-2022:allowed" in answer.why
    assert "pe-2020:review" in answer.why
