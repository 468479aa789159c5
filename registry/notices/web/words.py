"""What a notice is about and why it failed, in the words of the reader: both are kept as a code or in English."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.notices.models import Notice

KINDS = {
    "registration.class_changed": gettext_lazy("the class of a registration changed"),
    "registration.class_determined": gettext_lazy("the class of a registration was determined"),
    "registration.in_force": gettext_lazy("a registration is in force"),
    "registration.suspended": gettext_lazy("a registration was suspended"),
    "registration.excluded": gettext_lazy("a registration was excluded"),
    "registration.revoked": gettext_lazy("a registration was revoked"),
    "registration.formalised": gettext_lazy("a registration was formalised"),
    "file.observed": gettext_lazy("a file was observed"),
    "file.message": gettext_lazy("an officer wrote a message"),
    "file.asked": gettext_lazy("an officer asks for something"),
    "file.due_soon": gettext_lazy("a deadline comes near"),
    "file.act_issued": gettext_lazy("an act was issued"),
    "file.step_decided": gettext_lazy("a step was decided"),
    "file.transferred": gettext_lazy("a file went to another office"),
    "file.challenge_decided": gettext_lazy("a challenge was decided"),
    "opinion.asked": gettext_lazy("an opinion is asked"),
    "land.party_asked": gettext_lazy("the other side of an overlap is asked"),
    "land.agreement_asked": gettext_lazy("an agreement waits for a confirmation"),
    "land.overlap_found": gettext_lazy("an overlap was found"),
    "land.region_news": gettext_lazy("overlaps of the month in a region"),
    "paper.issued": gettext_lazy("a paper was issued"),
    "paper.withdrawn": gettext_lazy("a paper was withdrawn"),
    "mandate.given": gettext_lazy("a mandate was given"),
    "mandate.used": gettext_lazy("a mandate was used"),
    "mandate.ended": gettext_lazy("a mandate ended"),
    "mandate.copy": gettext_lazy("a copy for who holds a mandate"),
    "dispute.opened": gettext_lazy("a dispute was opened"),
    "dispute.answered": gettext_lazy("a dispute was answered"),
    "contact.changed": gettext_lazy("a contact was changed"),
    "contact.code": gettext_lazy("a code for one use"),
    "report.received": gettext_lazy("a report was received"),
    "report.answered": gettext_lazy("a report was answered"),
    "sms.reply": gettext_lazy("the answer to an SMS"),
    "subscription.disabled": gettext_lazy("a subscription was disabled"),
}
PROBLEMS = {
    "no phone and no e-mail on file": gettext_lazy("no phone and no e-mail on file"),
    "the mail server refuses the address": gettext_lazy("the mail server refuses the address"),
    "the name of the host is not known": gettext_lazy("the name of the host is not known"),
    "the host lies in a private network, which is refused": gettext_lazy(
        "the host lies in a private network, which is refused"
    ),
}


def kind_word(kind: str) -> str:
    """Return what a notice is about; a kind without a word is shown as it is, so that nothing is hidden."""
    return str(KINDS.get(kind, kind))


def problem_word(notice: Notice) -> str:
    """Return why a notice failed: in words of the reader where they are known, else as it was kept; or `none`."""
    return str(PROBLEMS.get(notice.problem, notice.problem)) if notice.problem else _("none")
