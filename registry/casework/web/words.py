"""The procedure's codes in the words of the reader, and people by name instead of by key."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.display import Chip
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
    """Return an outcome's code as words; outcomes carry no label in the pack."""
    return code.replace("_", " ")


def chip_of(table: Mapping[str, tuple[object, str]], code: str) -> Chip:
    """Return the chip of a code from one of the tables above."""
    word, tone = table[code]
    return Chip(str(word), tone)


def people(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of officers by their keys, in one query; a key of no user keeps its own words."""
    wanted = {key for key in keys if key}
    numbers = {int(key[5:]): key for key in wanted if key.startswith("user:") and key[5:].isdigit()}
    users = User.objects.filter(pk__in=numbers).only("username", "display_name") if numbers else []
    names = {numbers[user.pk]: user.display_name or user.username for user in users}
    return {key: names.get(key, key) for key in wanted}


def days_word(left: int | None) -> Chip:
    """Return the working days left as a chip: overdue, near, far, or not known."""
    if left is None:
        return Chip(_("no last day known"), "unknown")
    if left < 0:
        return Chip(_("%(days)d working days late") % {"days": -left}, "bad")
    tone = "warn" if left <= 3 else "calm"
    return Chip(_("%(days)d working days left") % {"days": left}, tone)
