"""The procedure, read a second time from its texts: each day, term, competence and yes or no, independent of the TOML."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from registry.rules.catalogue import get_pack
from registry.rules.engine.procedure_reading import read_procedure

if TYPE_CHECKING:
    from registry.rules.engine.procedure import Clock, Procedure, Stated

# The first day of the process, of DS 038-2017-EM, DL 1451, DS 001-2020-EM and DS 010-2022-EM; of DS 009-2025-EM the day
# after its publication, of DS 012-2025-EM the day after the one on which it counts; of Ley 32537.
PFMI, DS038, DL1451 = date(2017, 8, 2), date(2017, 11, 1), date(2018, 9, 20)
DS001, DS010 = date(2020, 1, 15), date(2022, 9, 6)
DS009, DS012, L32537 = date(2025, 5, 19), date(2025, 7, 1), date(2025, 12, 26)
BEFORE = {
    DS001: date(2020, 1, 14), DS010: date(2022, 9, 5), DS009: date(2025, 5, 18),
    DS012: date(2025, 6, 30), L32537: date(2025, 12, 25),
}  # fmt: skip

VERSIONS = {
    "pe-2017": (PFMI, BEFORE[DS001], "C2", False, "unknown"),
    "pe-2020": (DS001, BEFORE[DS010], "C", False, "unknown"),
    "pe-2022": (DS010, BEFORE[DS009], "C", True, "unknown"),
    "pe-2025-05": (DS009, BEFORE[DS012], "C", True, "new"),
    "pe-2025-07": (DS012, BEFORE[L32537], "C2", True, "new"),
    "pe-2026": (L32537, None, "C", True, "new"),
}
STATES = {  # an end; whether the texts say what may follow
    "in_force": (False, True), "suspended": (False, True), "unknown": (False, True),
    "excluded": (True, True), "revoked": (True, True), "formalised": (True, False),
}  # fmt: skip
# Days, their kind, whose time it is, and what the law attaches to the silence.
WORK, CAL, MONTHS, EITHER = "working", "calendar", "months", "unknown_kind"
CLOCKS = {
    ("suspended_look", PFMI): (12, MONTHS, "applicant", "show_as_overdue", "product"),
    ("unknown_look", PFMI): (30, WORK, "agency", "show_as_overdue", "product"),
    ("process_end", PFMI): (None, "fixed", "applicant", "process_expired", "C"),
    ("igafom_preventive", DS038): (3, MONTHS, "applicant", "abandonment", "C"),
    ("igafom_total", DS038): (30, WORK, "agency", "not_established", "C"),
    ("igafom_evaluate", DS038): (15, WORK, "agency", "not_established", "C"),
    ("observation_cure", DS038): (10, WORK, "applicant", "not_established", "C"),
    ("igafom_decide", DS038): (5, WORK, "agency", "not_established", "C"),
    ("igafom_refile", DS010): (30, CAL, "applicant", "permanence_breached", "C"),
    ("opinion_first", DS038): (15, WORK, "third_party", "not_established", "U"),
    ("opinion_after_cure", DS038): (10, WORK, "third_party", "not_established", "C"),
    ("technical_file_decide", PFMI): (None, WORK, "agency", "not_established", "U"),
    ("explosives_start", DS009): (90, CAL, "applicant", "revocation_cause", "C"),
    ("purge", DS009): (45, CAL, "applicant", "revocation_cause", "C"),
    ("location_declaration", L32537): (120, CAL, "applicant", "not_established", "C"),
    ("hand_over", L32537): (60, EITHER, "agency", "show_as_overdue", "C"),
    ("owner_consent", PFMI): (10, EITHER, "third_party", "not_established", "U"),
    ("owner_consent", DS009): (10, EITHER, "third_party", "does_not_proceed", "C2"),
    ("opposition_file", DS001): (30, WORK, "third_party", "precluded", "C"),
    ("opposition_region_answer", DS001): (10, WORK, "agency", "not_established", "C"),
    ("opposition_decide", DS001): (30, WORK, "agency", "negative_silence", "C"),
    ("challenge_file", PFMI): (15, WORK, "applicant", "act_final", "M"),
    ("challenge_decide", PFMI): (None, WORK, "agency", "not_established", "U"),
    ("accreditation", DL1451): (24, MONTHS, "applicant", "accreditation_expired", "C"),
}
# Within these somebody may act and need not; while those run the authority cannot decide.
RIGHTS = {"opposition_file", "challenge_file"}
WAITS = {
    "igafom_preventive",
    "observation_cure",
    "igafom_refile",
    "opinion_first",
    "opinion_after_cure",
    "owner_consent",
}
FROM_A_DAY_OF_THE_LAW = {"explosives_start", "purge", "location_declaration", "hand_over"}

# Each move with the days on which it holds; the purge and the explosives from the day after their terms.
MOVES = {
    (PFMI, None): {
        "no_activity", "outside_declared_right", "restricted_area", "authorisation_granted", "challenge_upheld",
        "challenge_upheld_suspended", "established_in_force", "established_suspended", "established_excluded",
        "established_revoked", "established_formalised",
    },
    (PFMI, BEFORE[DS009]): {"production_of_another"},
    (DS001, BEFORE[DS010]): {"permanence_not_met", "lifting_before_2022", "exclusion_before_2022"},
    (DS001, None): {"protected_area", "opposition_upheld"},
    (DS010, None): {
        "permanence_ruc", "permanence_igafom", "permanence_production", "permanence_chemicals", "first_obstruction",
        "requirement_met", "inspection_took_place", "repeated_obstruction", "access_condition_breached",
        "unfavourable_opinion_buffer", "transfer_or_misuse",
    },
    (DS009, None): {"production_of_another", "pataz_mismatch"},
    (DS012, None): {"suspended_over_a_year"},
    (date(2025, 7, 4), None): {"purge_only_ruc"},
    (date(2025, 8, 18), None): {"explosives_not_started"},
}  # fmt: skip
STEPS = {
    PFMI: {
        "reinfo_in_force", "surface_land", "community_assembly", "prior_consultation", "concession_right",
        "archaeology", "technical_file", "explosives",
    },
    DS038: {
        "igafom_corrective", "igafom_preventive", "igafom_evaluation", "igafom_substitute", "opinion_sernanp",
        "opinion_ana", "opinion_serfor", "water_licence",
    },
    DL1451: {"accreditation"},
    DS009: {"publication"},
}  # fmt: skip

# Until 18 May 2025 the regional office for the environment and the file; the sources do not say who ended entries.
REGION, MINISTRY = (PFMI, BEFORE[DS009], "DREM"), (DS009, None, "DGFM")
ENVIRONMENT = [(DS038, BEFORE[DS009], "DREM"), (DS009, None, "DGAAM")]
EITHER_OFFICE = [(PFMI, BEFORE[DS009], "DREM DGFM"), MINISTRY]
SUSPENDS = [(PFMI, BEFORE[DS010], "DREM DGFM"), (DS010, None, "DGFM")]
PAPERS = [(PFMI, None, "DGFM DREM")]
# Whether it ends a right, is served, can be challenged; who may do it when.
YES, NO = True, False
ACTS = {
    "suspend": (NO, YES, YES, SUSPENDS),
    "lift_suspension": (NO, YES, YES, SUSPENDS),
    "exclude": (YES, YES, YES, EITHER_OFFICE),
    "revoke": (YES, YES, YES, EITHER_OFFICE),
    "change_of_right": (NO, YES, YES, EITHER_OFFICE),
    "succession": (NO, YES, YES, EITHER_OFFICE),
    "decide_opposition": (NO, YES, YES, [(DS001, BEFORE[DS009], "DREM DGFM"), MINISTRY]),
    "observe_igafom": (NO, YES, NO, ENVIRONMENT),
    "approve_igafom": (NO, YES, YES, ENVIRONMENT),
    "disapprove_igafom": (NO, YES, YES, ENVIRONMENT),
    "abandon_igafom": (NO, YES, YES, ENVIRONMENT),
    "observe_file": (NO, YES, NO, [REGION, MINISTRY]),
    "authorise": (NO, YES, YES, [REGION, MINISTRY]),
    "deny_authorisation": (NO, YES, YES, [REGION, MINISTRY]),
    "reconsider": (NO, YES, YES, EITHER_OFFICE),
    "review_by_council": (NO, YES, NO, [(PFMI, None, "CM")]),
    "uphold_challenge": (NO, YES, NO, EITHER_OFFICE),
    "stay_of_effect": (NO, YES, NO, [(PFMI, None, "DGFM CM")]),
    "verify_location": (NO, NO, NO, [(PFMI, BEFORE[L32537], "DREM"), (L32537, None, "DGFM DREM")]),
    "justify_inactivity": (NO, NO, NO, [(DS010, None, "DGFM")]),
    "inspect": (NO, NO, NO, [(PFMI, None, "DREM")]),
    "hand_over_file": (NO, NO, NO, [(DS009, BEFORE[L32537], "DREM"), (L32537, None, "DREM")]),
    "accredit": (NO, YES, YES, [(DL1451, None, "DGFM")]),
    "publish_formalised": (NO, NO, NO, [(DS009, None, "MINEM DGFM")]),
    "opinion_sernanp": (NO, NO, NO, [(DS038, None, "SERNANP")]),
    "opinion_ana": (NO, NO, NO, [(DS038, None, "ANA")]),
    "opinion_serfor": (NO, NO, NO, [(DS038, None, "SERFOR")]),
    "establish_state": (NO, NO, NO, PAPERS),
    "establish_end": (YES, NO, NO, PAPERS),
}


def read() -> Procedure:
    # Read anew each time: nothing that an earlier test left behind may answer.
    found = read_procedure(get_pack("PE").files)
    assert found is not None
    return found


def days(stated: Stated) -> tuple[date, date | None]:
    return stated.period.first, stated.period.last


def test_versions() -> None:
    found = {one.id: (*days(one.stated), one.stated.mark, one.is_complete, one.running) for one in read().versions}
    assert found == VERSIONS


def test_states() -> None:
    assert {one.id: (one.is_end, one.moves_established) for one in read().states.values()} == STATES


def test_terms() -> None:
    found = {
        (one.id, one.stated.period.first): (one.days, one.kind, one.whose, one.on_expiry, one.stated.mark)
        for one in read().clocks
    }
    assert found == CLOCKS


def test_only_the_consent_of_the_owner_has_another_term_before() -> None:
    ended = {one.id: one.stated.period.last for one in read().clocks if one.stated.period.last}
    assert ended == {"owner_consent": BEFORE[DS009]}


def test_terms_that_are_rights_and_terms_that_hold_the_authority_back() -> None:
    clocks = read().clocks
    assert {one.id for one in clocks if one.is_right} == RIGHTS
    assert {one.id for one in clocks if one.waits} == WAITS
    assert all(one.is_right is (one.id in RIGHTS) and one.waits is (one.id in WAITS) for one in clocks)


def test_terms_from_a_day_of_the_law() -> None:
    from_a_day: dict[str, Clock] = {one.id: one for one in read().clocks if one.start_day}
    assert set(from_a_day) == FROM_A_DAY_OF_THE_LAW
    assert all(one.start_day == one.stated.period.first for one in from_a_day.values())


def test_moves() -> None:
    found: dict[tuple[date, date | None], set[str]] = {}
    for move in read().moves:
        found.setdefault(days(move.stated), set()).add(move.id)
    assert found == MOVES


def test_steps() -> None:
    found: dict[date, set[str]] = {}
    steps = read().steps
    for step in steps:
        found.setdefault(step.stated.period.first, set()).add(step.id)
        assert step.stated.period.last is None
    assert found == STEPS
    assert {step.id for step in steps if step.is_optional} == {"igafom_substitute", "accreditation"}


@pytest.mark.parametrize("kind", sorted(ACTS))
def test_acts(kind: str) -> None:
    act = read().acts[kind]
    who = [(*days(row.stated), " ".join(row.codes)) for row in act.competence]
    assert (act.ends_right, act.served, act.challengeable, who) == ACTS[kind]


def test_no_act_without_a_second_reading() -> None:
    assert set(read().acts) == set(ACTS)


def test_the_end_of_the_process_is_that_of_the_figures() -> None:
    law = read()
    assert law.process_end(date(2026, 11, 20)) == date(2026, 12, 31)
    assert law.process_end(date(2020, 1, 15)) == date(2021, 12, 31)
    assert [end for _, end in law.process_ends][-1] == date(2026, 12, 31)
    assert len(law.process_ends) == 6


def test_half_yearly_declaration() -> None:
    (stated,) = read().obligations
    assert days(stated.stated) == (DS010, None)
    assert [tuple(one) for one in stated.due] == [("H1", 7, 31, 0), ("H2", 1, 31, 1)]
    assert stated.justified_at_most == 1
