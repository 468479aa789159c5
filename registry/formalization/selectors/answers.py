"""What is said first of a registration, to staff and holder: the authority's determination, else the indication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.formalization.models import Assessment, Determination

DETERMINATION, ASSESSMENT, NONE = "determination", "assessment", "none"


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """The class that is shown first, and where it comes from.

    `source` is `determination`, `assessment` or `none` (nothing was judged yet: no answer may be read from that). Only
    a determination is a finding of the authority; an assessment is an indication. `missing` are codes of evidence
    still open in the engine's answer, for a determination none. `day` is the act's day, or the day judged.
    """

    source: str
    category: str
    scale: str
    legal_status: str
    day: date | None
    act: str = ""
    reasons: str = ""
    missing: tuple[str, ...] = ()
    waits_for_layers_only: bool = False


def answer_shown(determinations: Sequence[Determination], answer: Assessment | None, on: date) -> ShownAnswer:
    """Say what is shown first, from rows that a page has read already: determinations newest first, standing answer.

    A determination that was proposed, refused or reopened is not shown; one of a later day neither. Reviews that wait
    for land layers only are marked: nothing is asked of the miner for those.
    """
    valid = (one for one in determinations if one.state == Determination.State.STANDING and one.decided_on <= on)
    standing = next(valid, None)
    if standing is not None:
        return ShownAnswer(
            DETERMINATION, category_of(standing.scale, standing.legal_status), standing.scale, standing.legal_status,
            standing.decided_on, standing.act, standing.reasons,
        )  # fmt: skip
    if answer is None:
        return ShownAnswer(NONE, "", "", "", None)
    missing = tuple(answer.missing_evidence)
    return ShownAnswer(
        ASSESSMENT, answer.category, answer.scale, answer.legal_status, answer.confirmed_on, missing=missing,
        waits_for_layers_only=missing == ("zone_layer_not_checked",),
    )  # fmt: skip


def category_of(scale: str, legal_status: str) -> str:
    """The one word for a determined class: the scale of what is formal, else the legal status."""
    formal = legal_status == "formal" and scale in {"artisanal", "small_scale", "general_regime"}
    return scale if formal else legal_status
