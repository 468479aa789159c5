"""The procedure's codes in the words of the reader, and people by name instead of by key."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.accounts.selectors import names_of_keys
from registry.common.display import Chip
from registry.formalization.choices import RegistrationState
from registry.rules.engine import steps
from registry.rules.engine.procedure import Procedure

SOURCE = "es"  # the pack's own language: every label has it

STEP_STATUS = {
    steps.STANDS: (gettext_lazy("stands"), "good"),
    steps.FAILED: (gettext_lazy("failed"), "bad"),
    steps.OPEN: (gettext_lazy("can begin"), "calm"),
    steps.WAITING: (gettext_lazy("waits for another step"), "unknown"),
    steps.UNDER_WAY: (gettext_lazy("under way"), "calm"),
    steps.NOT_NEEDED: (gettext_lazy("not needed here"), "good"),
    steps.UNKNOWN: (gettext_lazy("not known whether it is needed"), "warn"),
}
# Codes of the procedure without a label in the pack: outcomes, sides, what a step hangs on, what is not settled.
CODES = {
    "abandoned": gettext_lazy("abandoned"),
    "approved": gettext_lazy("approved"),
    "authorised": gettext_lazy("authorised"),
    "begun": gettext_lazy("begun"),
    "cured": gettext_lazy("cured"),
    "denied": gettext_lazy("denied"),
    "disapproved": gettext_lazy("disapproved"),
    "favourable": gettext_lazy("favourable"),
    "filed": gettext_lazy("filed"),
    "granted": gettext_lazy("granted"),
    "held": gettext_lazy("held"),
    "issued": gettext_lazy("issued"),
    "lost": gettext_lazy("lost"),
    "needed": gettext_lazy("needed"),
    "not_begun": gettext_lazy("not begun"),
    "not_current": gettext_lazy("not current"),
    "not_needed": gettext_lazy("not needed"),
    "observed": gettext_lazy("observed"),
    "published": gettext_lazy("published"),
    "refused": gettext_lazy("refused"),
    "remains_found": gettext_lazy("remains found"),
    "stands": gettext_lazy("stands"),
    "unfavourable": gettext_lazy("unfavourable"),
    "withdrawn": gettext_lazy("withdrawn"),
    "agency": gettext_lazy("the authority"),
    "applicant": gettext_lazy("the applicant"),
    "third_party": gettext_lazy("a third party"),
    "uses_water": gettext_lazy("whether water is used"),
    "uses_explosives": gettext_lazy("whether explosives are used"),
    "short_activity": gettext_lazy("whether the activity lasts a year or less"),
    "buffer_zone": gettext_lazy("whether it lies in a buffer zone"),
    "forest_concession": gettext_lazy("whether it lies in a forest concession"),
    "community_land": gettext_lazy("whether it lies on community land"),
    "water_body": gettext_lazy("whether it lies on a body of water"),
    "clock": gettext_lazy("deadline of a file"),
    "state": gettext_lazy("state of an entry"),
    "production": gettext_lazy("production declaration"),
    "location": gettext_lazy("declaration of the location"),
    "transfer": gettext_lazy("hand-over of files"),
    "calendar_not_known": gettext_lazy("the holidays of that year are not known"),
    "clock_not_established": gettext_lazy("the law loaded states no deadline here"),
    "clock_not_running": gettext_lazy("the deadline does not run"),
    "clock_stopped": gettext_lazy("the deadline stands still"),
    "days_not_established": gettext_lazy("the law loaded does not state how many days"),
    "kind_of_days_not_established": gettext_lazy("working days or calendar days: the law loaded does not say"),
    "start_not_known": gettext_lazy("the day from which it runs is not known"),
    "state_day_not_known": gettext_lazy("the day on which this state began is not known"),
    "cause_not_established": gettext_lazy("the cause is not confirmed in the norm"),
    "competence_not_established": gettext_lazy("which authority is competent is not confirmed in the norm"),
    "governing_law_not_established": gettext_lazy("which version of the law governs is not confirmed in the norm"),
    "law_not_read_in_full": gettext_lazy("the norm was not read in full"),
    "not_declared": gettext_lazy("not declared"),
    "not_verified": gettext_lazy("not verified"),
}
NOTIFIED = {
    "not_notified": (gettext_lazy("not notified"), "warn"),
    "sent": (gettext_lazy("sent, no proof yet"), "warn"),
    "notified": (gettext_lazy("notified"), "good"),
}
ACT_TONES = {"proposed": "warn", "standing": "good", "refused": "unknown", "annulled": "bad"}
OPINION_TONES = {"": "unknown", "favourable": "good", "unfavourable": "bad", "observed": "warn"}


def said(label: Mapping[str, str]) -> str:
    """Return a label of the pack in the reader's language, else in Spanish; the code's absence is said."""
    language = (get_language() or SOURCE)[:2]
    return label.get(language) or label.get(SOURCE) or _("without a name in the pack")


def step_word(law: Procedure, code: str) -> str:
    """Return the name of a step; its code where the law of today does not know it."""
    return next((f"{step.letter}. {said(step.label)}" for step in law.steps if step.id == code), code)


def act_word(law: Procedure, code: str) -> str:
    """Return the name of a kind of act."""
    return said(law.acts[code].label) if code in law.acts else code


def authority_word(law: Procedure, code: str) -> str:
    """Return the name of an authority."""
    return said(law.authorities[code].label) if code in law.authorities else code


def clock_word(law: Procedure, code: str) -> str:
    """Return the name of a clock."""
    return next((said(clock.label) for clock in law.clocks if clock.id == code), code)


def code_word(code: str) -> str:
    """Return a code of the procedure in words; one that has none is shown as it is, so that nothing is hidden."""
    return str(CODES[code]) if code in CODES else code.replace("_", " ")


def overdue_word(law: Procedure, kind: str, code: str) -> str:
    """Return what overstays in words: the clock or the state by its name, with the kind of thing before it."""
    if kind == "clock":
        return clock_word(law, code)
    if kind == "state" and code in RegistrationState.values:
        return f"{code_word(kind)}: {RegistrationState(code).label}"
    return f"{code_word(kind)}: {code_word(code)}"


def chip_of(table: Mapping[str, tuple[object, str]], code: str) -> Chip:
    """Return the chip of a code from one of the tables above."""
    word, tone = table[code]
    return Chip(str(word), tone)


def people(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of officers by their keys, in one query; a key of no user keeps its own words."""
    wanted = {key for key in keys if key}
    return {key: key for key in wanted} | names_of_keys(wanted)


def days_word(left: int | None) -> Chip:
    """Return the working days left as a chip: overdue, near, far, or not known."""
    if left is None:
        return Chip(_("no last day known"), "unknown")
    if left < 0:
        return Chip(_("%(days)d working days late") % {"days": -left}, "bad")
    tone = "warn" if left <= 3 else "calm"
    return Chip(_("%(days)d working days left") % {"days": left}, tone)
