"""From findings to a class: scale, legal status and the one word (peru.md 2.2, 8, 8c, 11).

`answer` reads findings and nothing else that a rule could have said, so a rule that is struck (`not_applicable`) simply
no longer speaks: that is how the deciding rules are found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from registry.rules.engine.findings import Finding, Outcome
from registry.rules.packs.pe import article91
from registry.rules.packs.pe.case import MADRE_DE_DIOS, PROTECTED, all3, any3

if TYPE_CHECKING:
    from collections.abc import Mapping

    from registry.rules.packs.pe.situation import Situation

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Outcome

ARTISANAL, SMALL, GENERAL, REVIEW = "artisanal", "small_scale", "general_regime", "needs_review"
FORMAL, INFORMAL, ILLEGAL = "formal", "informal", "illegal"

PERSON = "PE-A91-PERSON"
PMA = ("PE-A91-PMA-METHOD", "PE-A91-UNIT", "PE-A91-PMA-TPD", "PE-A91-PMA-NM", "PE-A91-PMA-PLACER")
PPM = ("PE-A91-UNIT", "PE-A91-PPM-HA", "PE-A91-PPM-TPD", "PE-A91-PPM-NM", "PE-A91-PPM-PLACER")
LAND = ("PE-A91-PMA-HA", "PE-A91-PMA-CONTRACT")
ANOMALIES = (
    "PE-PADRON",
    "PE-DS001-2",
    "PE-DS001-3",
    "PE-DS001-7",
    "PE-DS001-8",
    "PE-DS018-13",
    "PE-DS009-25-SUCC",
    "PE-DS009-25-DCT3",
    "PE-DS038-12",
    "PE-DL1100-5.3",
)
ILLEGAL_BY = ("PE-DL1100-3b", "PE-DL1100-5.1", "PE-DL1100-3a")
HOLDERS_PAPERS = ("registered_contract", "coverage_of_the_iga")

Found = dict[str, Finding]


class Scale(NamedTuple):
    """The scales that are possible, whether article 91 is met at all, and the rules that leave it open or fail."""

    possible: frozenset[str]
    within: bool | None
    open: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def word(self) -> str:
        """The scale, or `needs_review` while more than one is possible."""
        return next(iter(self.possible)) if len(self.possible) == 1 else REVIEW


class Answer(NamedTuple):
    """The class, what the summing-up itself found, and the evidence to ask for.

    `scale_open` are the rules that hold a pending scale back, all of them together; `holding` those that hold a
    pending status back, or that make it illegal.
    """

    category: str
    scale: str
    legal_status: str
    conclusions: Mapping[str, Finding]
    missing: tuple[str, ...]
    scale_open: tuple[str, ...]
    holding: tuple[str, ...]


def truth(finding: Finding) -> bool | None:
    """A rule that does not apply stands in nobody's way."""
    # By identity: an enumeration hashes and compares in Python, and this is asked a dozen times a case.
    outcome = finding.outcome
    if outcome is UNKNOWN:
        return None
    return outcome is not NOT_MET


def judge_scale(row: str | None, found: Mapping[str, Finding]) -> Scale:
    """Artisanal, else small scale, else the general regime; pending where what is unknown could change it."""
    if row is not None and found[row].outcome is NOT_APPLICABLE:
        return Scale(frozenset((ARTISANAL, SMALL, GENERAL)), None, (), ())
    land = _land(found)
    artisanal = row != article91.WITHOUT_ARTISANAL and all3((land, *[truth(found[rule]) for rule in (PERSON, *PMA)]))
    small = all3([truth(found[rule]) for rule in (PERSON, *PPM)])
    asked = (PERSON, *PMA, *LAND) if artisanal is None else ()
    if small is None and not artisanal:
        asked = (*asked, PERSON, *PPM)
    words = {ARTISANAL} if artisanal is not False else set()
    if not artisanal:
        words |= {SMALL} if small else {GENERAL} if small is False else {SMALL, GENERAL}
    if words != {GENERAL} and found["PE-DS020-25"].missing == article91.CO_HOLDER:
        words.add(GENERAL)
        asked = (*asked, "PE-DS020-25")
    failed = tuple(rule for rule in (PERSON, *PPM) if found[rule].outcome is NOT_MET)
    still_open = _still_open(found, asked) if asked else ()
    return Scale(frozenset(words), any3((artisanal, small)), still_open, failed)


def _land(found: Mapping[str, Finding]) -> bool | None:
    hectares, contract = (found[rule] for rule in LAND)
    if hectares.outcome is NOT_APPLICABLE:
        return True
    return any3((truth(hectares), contract.outcome is MET or (None if contract.outcome is UNKNOWN else False)))


def _still_open(found: Mapping[str, Finding], asked: tuple[str, ...]) -> tuple[str, ...]:
    landed = _land(found) is not None
    return tuple(
        rule for rule in dict.fromkeys(asked) if found[rule].outcome is UNKNOWN and not (landed and rule in LAND)
    )


class Ban(NamedTuple):
    """Whether place or device make it illegal, the rules that say so or leave it open, and any older right claimed."""

    stands: bool | None
    open: tuple[str, ...] = ()
    saved: bool = False
    perhaps_saved: bool = False


def judge_place(case: Situation, found: Found) -> Ban:
    """Whether the place is one where mining is prohibited (PE-DL1100-3b)."""
    asked: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()
    for rule, exception in (("PE-DL1336-4", "PE-DS038AG-115"), ("PE-DL1100-DCF3", "PE-DL1100-DCF4")):
        if found[rule].outcome is UNKNOWN:
            asked = (*asked, rule)
        elif found[rule].outcome is NOT_MET:
            # An older right may save from a protected area or the corridor, from no other place.
            unsaved = found[rule].value not in (*PROTECTED, MADRE_DE_DIOS)
            if unsaved or found[exception].outcome not in (MET, UNKNOWN):
                return Ban(True, (rule,))
            saved = (*saved, exception)
    perhaps = "PE-DL1100-DCF3" in asked and case.may_have_prior_right
    return Ban(None if asked or saved else False, (*saved, *asked), bool(saved), perhaps)


def judge_device(found: Found, scale: Scale) -> Ban:
    """Whether a device of article 5.1 makes small-scale mining illegal; above that scale it decides nothing here."""
    device = found["PE-DL1100-5.1"]
    if scale.possible == {GENERAL} or device.outcome in (MET, NOT_APPLICABLE):
        return Ban(stands=False)
    if device.outcome is NOT_MET and GENERAL not in scale.possible:
        return Ban(True, ("PE-DL1100-5.1",))
    return Ban(None, ("PE-DL1100-5.1",))


def in_process(case: Situation, found: Found) -> bool | None:
    """Whether the operator works under a live entry of his own."""
    if found["PE-DS001-8"].value in ("lent", "excluded", "revoked") or found["PE-DS012-25"].outcome is NOT_MET:
        return False
    # Struck, an exclusion or an unknown entry stands in nobody's way any more.
    status = case.status
    unknown = status is None and found["PE-DS001-7"].outcome is NOT_APPLICABLE
    return True if unknown or status in ("excluded", "revoked") else case.in_register()


class Process(NamedTuple):
    """What the process alone answers: the possible answers, the rules that are asked, and article 91 among them."""

    possible: frozenset[str]
    open: tuple[str, ...]
    informal: bool | None
    illegal: bool | None


def judge_process(case: Situation, found: Found, scale: Scale) -> Process:
    """Informal, illegal, or review, for an operation without authorisation (steps 5 to 7)."""
    end = found["PE-L32537-6"]
    entry = in_process(case, found)
    if entry is False and end.outcome is UNKNOWN:
        return Process(frozenset((REVIEW,)), (end.rule_id,), None, None)
    if entry is False:
        return Process(frozenset((ILLEGAL,)), ("PE-DS001-8", "PE-DS012-25"), False, True)
    against = [rule for rule in ANOMALIES if found[rule].missing and found[rule].outcome in (NOT_MET, UNKNOWN)]
    if end.outcome in (NOT_MET, UNKNOWN):
        against.append(end.rule_id)
    fits = all3(truth(found[rule]) for rule in against)
    informal = all3((entry, fits, scale.within))
    if informal:
        return Process(frozenset((INFORMAL,)), (), True, False)
    asked = (*against, *(scale.failed if scale.within is False else scale.open))
    unsure = entry is None or end.outcome is UNKNOWN or case.status == "suspended"
    illegal = None if unsure else False
    return Process(frozenset((REVIEW,)), asked, informal, illegal)


class Paths(NamedTuple):
    """The ways to a legal status: banned by place or device, authorised, or by the process."""

    place: Ban
    device: Ban
    authorised: bool | None
    process: Process


class Verdict(NamedTuple):
    """The class and how it came about."""

    category: str
    word: str
    status: str
    scale: Scale
    paths: Paths
    asked: tuple[str, ...]


def verdict(case: Situation, found: Found) -> Verdict | Answer:
    """The class of one operation (an Answer already where the activity lies outside); struck rules do not speak."""
    outside = _outside(case, found)
    if outside:
        return outside
    scale = judge_scale(case.figures_of, found)
    if scale.possible == {GENERAL} and "PE-L27651-14" in found:
        scale = scale._replace(possible=frozenset((SMALL, GENERAL)))
    place = Ban(stands=False) if "PE-DL1100-3b" in found else judge_place(case, found)
    device = judge_device(found, scale)
    if not case.illegal_is_defined:
        # Before DL 1100 nothing was illegal by its words; what they would call so is review.
        place, device = (ban._replace(stands=None if ban.stands else ban.stands) for ban in (place, device))
    authorised = False if "PE-DL1336-2.1" in found else case.authorised
    paths = Paths(place, device, authorised, judge_process(case, found, scale))
    status, asked = _status(found, paths)
    word = scale.word
    return Verdict(word if status == FORMAL else status, word, status, scale, paths, asked)


def answer(case: Situation, found: Found) -> Answer:
    """The class of one operation with what the summing-up found and what is missing."""
    reached = verdict(case, found)
    if isinstance(reached, Answer):
        return reached
    category, word, status, scale, paths, asked = reached
    held_by = asked if status == REVIEW else ILLEGAL_BY if status == ILLEGAL else ()
    return Answer(
        category=category,
        scale=word,
        legal_status=status,
        conclusions=_conclusions(case, found, scale, paths),
        missing=_missing(case, found, scale, status, asked),
        scale_open=scale.open,
        holding=tuple(dict.fromkeys(held_by)),
    )


def _outside(case: Situation, found: Found) -> Answer | None:
    """The answer where the activity is none, free, or another register's (step 1)."""
    activity = case.activity
    for word, rules, status in (
        ("none", ("PE-DS020-37.3",), "no_activity"),
        ("prospecting", ("PE-DS020-37.3", "PE-LGM-1"), "out_of_scope"),
        ("manual_selection", ("PE-PADRON",), "out_of_scope"),
    ):
        struck = any(rule in found and found[rule].outcome is NOT_APPLICABLE for rule in rules)
        if activity == word and not struck:
            own = {rule: Finding(rule, MET, activity) for rule in rules if rule != "PE-PADRON"}
            return Answer(status, "not_applicable", status, own, (), (), ())
    return None


def _status(  # noqa: C901 - the order of evaluation in one place
    found: Found, paths: Paths
) -> tuple[str, tuple[str, ...]]:
    place, device, authorised, process = paths
    if place.stands or device.stands:
        return ILLEGAL, ()
    possible: set[str] = {FORMAL} if authorised is not False else set()
    if authorised is not True:
        possible |= {REVIEW} if _struck(found, process) else process.possible
    if place.saved:
        possible = {REVIEW}
    if None in (place.stands, device.stands):
        possible.add(ILLEGAL)
    if place.perhaps_saved:
        possible.add(REVIEW)
    asked = (*place.open, *device.open)
    if authorised is None:
        asked = (*asked, "PE-DL1336-2.1")
    if authorised is not True and not place.saved:
        asked = (*asked, *process.open)
    if len(possible) > 1:
        return REVIEW, asked
    status = next(iter(possible))
    return status, process.open if status == ILLEGAL else asked if status == REVIEW else ()


def _struck(found: Found, process: Process) -> bool:
    """Whether the rule that would conclude is struck, so that nothing concludes."""
    return (process.informal is True and "PE-DL1336-2.2" in found) or (
        process.illegal is True and "PE-DL1100-3a" in found
    )


def _missing(case: Situation, found: Found, scale: Scale, status: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    codes: list[str] = []
    for rule in (*scale.open, *asked):
        codes += found[rule].missing if rule in found else ()
    if status == REVIEW:
        if "PE-DL1336-2.1" in asked:
            codes.append("authorisation_resolution_and_polygon")
        if scale.failed and set(scale.failed) <= set(asked):
            codes.append("dgfm_act")
        # Where no document is named, as for prohibited places before DL 1100, it is for the authority to settle.
        codes = codes or ["dgfm_act"]
    if case.act == "holders_authorisation_extended" and status != ILLEGAL and case.authorised is not False:
        codes += HOLDERS_PAPERS
    return tuple(dict.fromkeys(codes))


def _conclusions(case: Situation, found: Found, scale: Scale, paths: Paths) -> dict[str, Finding]:
    place, _, authorised, process = paths
    papers = ("authorisation_resolution_and_polygon",)
    within = None if len(scale.possible) > 1 and GENERAL in scale.possible else scale.possible != {GENERAL}
    title = NOT_APPLICABLE if authorised else UNKNOWN if authorised is None else NOT_MET
    illegal = all3((None if authorised is None else not authorised, process.illegal))
    access = found["PE-DS001-2"]
    if scale.within is False and access.outcome is MET:
        # Access is for small scale only (art. 2.a).
        access = Finding("PE-DS001-2", NOT_MET, scale.word, None, ("dgfm_act",))
    own = (
        access,
        Finding("PE-L27651-14", _outcome(within), scale.word),
        Finding("PE-DL1100-3b", _outcome(place.stands), None, None, _gap(found, place.open)),
        Finding("PE-DL1336-2.1", _outcome(authorised), None, None, papers if authorised is None else ()),
        Finding("PE-DL1336-2.2", _outcome(process.informal), case.status),
        Finding("PE-DL1100-3a", _outcome(illegal)),
        Finding("PE-DS020-37.3", title),
    )
    return {finding.rule_id: finding for finding in own}


def _gap(found: Found, rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for rule in rules for code in found[rule].missing))


def _outcome(answer: bool | None) -> Outcome:  # noqa: FBT001 - three-valued, not a switch
    return UNKNOWN if answer is None else MET if answer else NOT_MET
