"""States, classes and outcomes as word, sign and colour. A class is an indication, for the authority to establish."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.display import Chip
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Registration

STATE_TONES = {
    RegistrationState.IN_FORCE: "good",
    RegistrationState.SUSPENDED: "warn",
    RegistrationState.EXCLUDED: "bad",
    RegistrationState.REVOKED: "bad",
    RegistrationState.FORMALISED: "good",
    RegistrationState.UNKNOWN: "unknown",
}
CLASSES = {
    "artisanal": (gettext_lazy("artisanal"), "good"),
    "small_scale": (gettext_lazy("small scale"), "good"),
    "general_regime": (gettext_lazy("general regime"), "calm"),
    "formal": (gettext_lazy("formal"), "good"),
    "informal": (gettext_lazy("informal, in process"), "calm"),
    "illegal": (gettext_lazy("indication of illegal"), "bad"),
    "needs_review": (gettext_lazy("needs review"), "unknown"),
    "no_activity": (gettext_lazy("no activity"), "unknown"),
    "not_applicable": (gettext_lazy("not applicable"), "unknown"),
}
# No good and bad here: "met" is good news for a limit and bad news for "indication of illegal mining".
OUTCOMES = {
    "met": (gettext_lazy("met"), "yes"),
    "not_met": (gettext_lazy("not met"), "no"),
    "unknown": (gettext_lazy("not known"), "unknown"),
    "not_applicable": (gettext_lazy("not asked"), "calm"),
}


def state_chip(registration: Registration) -> Chip:
    """Return the state of the entry."""
    return Chip(registration.get_state_display(), STATE_TONES[RegistrationState(registration.state)])


def class_chip(code: str | None) -> Chip:
    """Return a class, scale or legal status; none yet is said."""
    if not code:
        return Chip(_("not classified yet"), "unknown")
    word, tone = CLASSES.get(code, (code, "unknown"))
    return Chip(str(word), tone)


def outcome_chip(code: str) -> Chip:
    """Return the answer of one rule."""
    word, tone = OUTCOMES[code]
    return Chip(str(word), tone)
