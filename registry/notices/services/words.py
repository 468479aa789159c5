"""The wordings that the register begins with: one a change of state, in whole plain sentences.

Short texts fit one SMS with a code of 12 characters; no name, place or document number stands in them.
"""

# ruff: noqa: E501 - a sentence stays on one line
from django.utils.translation import gettext_lazy as _

from registry.notices.services.wordings import Wording, wording_register

# code: of the registration; day: since when; reason: in words; until: last day to act; office: whom to ask.
STATES = {
    "registration.in_force": Wording(
        _("Your registration {code} is in force"),
        _("Your registration {code} is in force since {day}. Why: {reason} It does not allow you to mine yet. See what is missing: {status}"),
        _("Registration {code} is in force since {day}. It does not allow mining yet. See: {status}"),
    ),
    "registration.suspended": Wording(
        _("Your registration {code} is suspended"),
        _("Your registration {code} is suspended since {day}. Why: {reason} You can have it lifted. See what is missing and until when: {status}"),
        _("Registration {code} is suspended since {day}. You can have it lifted. See: {status}"),
    ),
    "registration.excluded": Wording(
        _("Your registration {code} is excluded"),
        _("Your registration {code} is excluded since {day}. Why: {reason} See whether and until when you can object: {status}"),
        _("Registration {code} is excluded since {day}. See if and until when you can object: {status}"),
    ),
    "registration.revoked": Wording(
        _("Your registration {code} is revoked"),
        _("Your registration {code} is revoked since {day}. Why: {reason} See whether and until when you can object: {status}"),
        _("Registration {code} is revoked since {day}. See if and until when you can object: {status}"),
    ),
    "registration.formalised": Wording(
        _("Your registration {code} is formalised"),
        _("Your registration {code} is formalised since {day}. Why: {reason} Your authorization says what it allows: {status}"),
        _("Registration {code} is formalised since {day}. Your authorization says what it allows. See: {status}"),
    ),
}  # fmt: skip
PROCEDURE = {
    "registration.class_determined": Wording(
        _("Your registration {code} was classified"),
        _("The authority classified your registration {code} on {day}. Why: {reason} See the answer and until when you can object: {status}"),
        _("Registration {code}: the authority decided on its class on {day}. See: {status}"),
    ),
    "file.observed": Wording(
        _("Something is missing in your file {code}"),
        _("Something is missing in your file {code}: {what} Bring it until {until}. Whom to ask: {office}."),
        _("File {code}: something is missing. Bring it until {until}. See: {status}"),
    ),
    # What an officer wrote: the whole text by mail, the subject alone by SMS, which anybody who holds the phone reads.
    "file.message": Wording(
        "{subject}",
        "{text}",
        _("File {code}: {subject} See: {status}"),
    ),
    "file.asked": Wording(
        _("Papers are asked for in your file {code}"),
        _("Please bring these papers for your file {code}: {what} Where to: {office}."),
        _("File {code}: papers are asked for. Bring them to your office. See: {status}"),
    ),
    "file.due_soon": Wording(
        _("A deadline of your file {code} ends soon"),
        _("A deadline of your file {code} ends on {until}: {what} Whom to ask: {office}."),
        _("File {code}: a deadline ends on {until}. See: {status}"),
    ),
    "file.act_issued": Wording(
        _("There is an act in your file {code}"),
        _("There is an act in your file {code}: {act}. It will be served on you; deadlines begin with that."),
        _("File {code}: there is a new act. It will be served on you. See: {status}"),
    ),
    "file.step_decided": Wording(
        _("A step of your file {code} was decided"),
        _("A step of your file {code} was decided on {day}: {step}. Outcome: {outcome} See what is next: {status}"),
        _("File {code}: a step was decided on {day}. See: {status}"),
    ),
    "file.transferred": Wording(
        _("Your file {code} has a new office"),
        _("Your file {code} is with another office since {day}: {office}."),
        _("File {code} is with another office since {day}. See: {status}"),
    ),
    "file.challenge_decided": Wording(
        _("Your challenge in file {code} was decided"),
        _("Your challenge in file {code} was decided on {day}. Outcome: {outcome} See what is next: {status}"),
        _("File {code}: your challenge was decided on {day}. See: {status}"),
    ),
    "opinion.asked": Wording(
        _("An opinion is asked of {authority} on file {code}"),
        _("An opinion is asked of {authority} on file {code} until {until}. Answer it at the desk: {link}"),
        _("Opinion asked on file {code} until {until}."),
    ),
    "land.party_asked": Wording(
        _("A mining registration lies on land of {area}"),
        _("Registration {code} lies on land of {area}. You can answer until {until}: {link}"),
        _("Registration {code} lies on land of {area}. You can answer until {until}."),
    ),
}  # fmt: skip
PERSONAL = {
    "paper.issued": Wording(
        _("A paper was issued on {code}"),
        _("A paper was issued on {code} on {day}: {paper}. Anybody can check it: {link}"),
        _("Paper issued on {code}, {day}. Check it: {link}"),
    ),
    "paper.withdrawn": Wording(
        _("A paper on {code} was withdrawn"),
        _("A paper on {code} was withdrawn on {day}: {paper}. Why: {reason} It is not valid any more."),
        _("A paper on {code} was withdrawn on {day}. It is not valid any more."),
    ),
    "mandate.given": Wording(
        _("A mandate was given in your name"),
        _("A mandate was given on {day} in your name for {code}: {scope}. It ends on {until}. You can end it at once: {status}"),
        _("Mandate given on {day} for {code}, until {until}. You can end it at once: {status}"),
    ),
    "mandate.used": Wording(
        _("Your mandate for {code} was used"),
        _("Your mandate for {code} was used on {day}: {scope}. If you do not know of it, end it: {status}"),
        _("Your mandate for {code} was used on {day}. You can end it: {status}"),
    ),
    "mandate.ended": Wording(
        _("A mandate for {code} ended"),
        _("A mandate for {code} ended on {day}: {scope}."),
        _("Mandate for {code} ended on {day}."),
    ),
    "dispute.opened": Wording(
        _("Your dispute {code} is open"),
        _("You said on {day} that an act was not yours. Its number is {code}. You get an answer until {until}."),
        _("Dispute {code} is open since {day}. Answer until {until}."),
    ),
    "dispute.answered": Wording(
        _("Your dispute {code} was answered"),
        _("Your dispute {code} was answered on {day}. Outcome: {outcome}"),
        _("Dispute {code} was answered on {day}. See: {status}"),
    ),
    "contact.changed": Wording(
        _("The contact on file in your name was changed"),
        _("The contact on file in your name was changed on {day}. If it was not you, tell the office: {office}."),
        _("Your contact on file was changed on {day}. If it was not you, tell the office."),
    ),
    "contact.code": Wording(
        _("Your code for one use"),
        _("Your code is {secret}. It is valid for {minutes} minutes. Give it to nobody, not even to an officer."),
        _("Code {secret}, valid {minutes} minutes. Give it to nobody."),
        is_answer=True,
    ),
    "report.received": Wording(
        _("Your report {code} has arrived"),
        _("Your report {code} has arrived on {day}. You get an answer until {until}."),
        _("Report {code} has arrived. Answer until {until}."),
    ),
    "report.answered": Wording(
        _("Your report {code} was answered"),
        _("Your report {code} was answered on {day}: {outcome} You can ask to have it reopened: {link}"),
        _("Report {code} was answered on {day}. Read it: {link}"),
    ),
    # An answer to somebody who asked by SMS; its text is made by the room that was asked.
    "sms.reply": Wording("{text}", "{text}", "{text}", is_answer=True),
    "subscription.disabled": Wording(
        _("Your subscription {name} was switched off"),
        _("Your subscription {name} was switched off on {day}: {reason} Correct the address and switch it on again."),
        _("Subscription {name} was switched off on {day}."),
    ),
}  # fmt: skip


def wordings_register() -> None:
    """Make all of them known."""
    for kind, wording in (STATES | PROCEDURE | PERSONAL).items():
        wording_register(kind, wording)
