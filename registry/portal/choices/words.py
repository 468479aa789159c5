"""The states of a registration in plain words: what it means, what comes next, what it does not allow.

Short sentences, one thought each, for a person who reads on an old phone and stands in a queue at an office. The
basis: permanence DS 001-2020-EM art. 7 and DS 009-2021-EM; exclusion and revocation DS 001-2020-EM arts. 5 and 8;
challenge LGM art. 154; a title is no authorisation DS 020-2020-EM art. 37.3; no formalization in prohibited areas
DL 1336 art. 4; devices in water DL 1100 art. 5.1; buyers DL 1107 art. 11. Days of the law are left to the act and
the office: they differ from case to case.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.formalization.choices import RegistrationState

Words = str | Promise


@dataclass(frozen=True)
class StateWords:
    """One state: its word, its tone (colour and sign), and its sentences.

    `means` and `following` speak to the holder; `checked` to whoever looks a paper up.
    """

    word: Words
    tone: str
    means: tuple[Words, ...]
    following: tuple[Words, ...]
    checked: tuple[Words, ...]
    objection: tuple[Words, ...] = ()


OBJECTION = (
    _("You can object to the act."),
    _("Ask the office for a copy of the act and its date."),
    _("The act says where to object, and until which day."),
    _("You can ask for reconsideration, or for review by the Mining Council."),
    _("An objection alone does not stop the act."),
)
_END_OF_PROCESS = _("The law sets a day on which the process ends. Ask the office which day holds now.")

STATE_WORDS: dict[str, StateWords] = {
    RegistrationState.IN_FORCE: StateWords(
        word=_("In force"),
        tone="good",
        means=(_("Your entry in the register is active."), _("You are inside the formalization process.")),
        checked=(_("The entry is active today."), _("An entry alone is no permission to mine.")),
        following=(
            _("Keep your RUC active for mining."),
            _("File both parts of the environmental instrument (IGAFOM)."),
            _("Declare your production each half-year."),
            _("Get the use of the land and of the mining right on paper."),
            _("Then ask for the authorisation to start work."),
            _END_OF_PROCESS,
        ),
    ),
    RegistrationState.SUSPENDED: StateWords(
        word=_("Suspended"),
        tone="warn",
        means=(
            _("Your entry is on hold because a requirement is missing."),
            _("A buyer must see an entry in force. This one is not."),
        ),
        checked=(_("The entry is on hold today."), _("A buyer must see an entry in force. This one is not.")),
        following=(
            _("Ask the office which requirement is missing."),
            _("Meet it, and keep the receipt."),
            _("Then ask the office to lift the suspension."),
            _END_OF_PROCESS,
        ),
        objection=OBJECTION,
    ),
    RegistrationState.EXCLUDED: StateWords(
        word=_("Excluded"),
        tone="bad",
        means=(
            _("Your entry was taken out of the formalization process."),
            _("It does not protect any work at the mine."),
        ),
        checked=(_("The entry was taken out of the process."), _("It covers no work and no sale of mineral.")),
        following=(
            _("Ask the office for the act that decided it."),
            _("Ask there what you can still do."),
        ),
        objection=OBJECTION,
    ),
    RegistrationState.REVOKED: StateWords(
        word=_("Revoked"),
        tone="bad",
        means=(
            _("The authority has withdrawn your entry."),
            _("You must not mine under it."),
        ),
        checked=(_("The authority has withdrawn the entry."), _("It covers no work and no sale of mineral.")),
        following=(
            _("Ask the office for the act that decided it."),
            _("Ask there what you can still do."),
        ),
        objection=OBJECTION,
    ),
    RegistrationState.FORMALISED: StateWords(
        word=_("Formalised"),
        tone="good",
        means=(
            _("The process ended with an authorisation."),
            _("Work only as the authorisation says: that activity, that place."),
        ),
        checked=(
            _("The process ended with an authorisation."),
            _("It covers that activity and that place only. Ask for the resolution."),
        ),
        following=(
            _("Keep the resolution at the mine."),
            _("Meet the duties that the resolution and your environmental instrument name."),
        ),
    ),
    RegistrationState.UNKNOWN: StateWords(
        word=_("State not known"),
        tone="unknown",
        means=(
            _("The register has your entry. No source tells its state."),
            _("This says nothing against you."),
        ),
        checked=(_("No source tells the state of this entry."), _("Ask the office before you buy or decide.")),
        following=(
            _("Ask the office to look up your entry."),
            _("Take your code and your document with you."),
        ),
    ),
}

NOT_ALLOWED: tuple[Words, ...] = (
    _("This page is not an authorisation to mine."),
    _("An entry gives no right over anybody's land."),
    _("An entry gives no right over a mining right of somebody else."),
    _("It does not allow work in protected areas or other forbidden places."),
    _("It does not allow dredges or suction pumps in water."),
    _("It does not allow work at a place other than the declared one."),
)

OFFICE: tuple[Words, ...] = (
    _("The register is kept by the Dirección General de Formalización Minera (DGFM) of the ministry (MINEM)."),
    _("The mining office of your region helps you to reach it."),
    _("The first page of MINEM's site tells its address and phone."),
)
