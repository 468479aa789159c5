"""Kinds and states of a report from the field, and what this register promises of its answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.accounts.choices import Power

# A promise of this register to who reports, not a term of the law: days of the calendar.
ACKNOWLEDGE_DAYS = 7
ANSWER_DAYS = 30
MOST_PHOTOS = 3
MOST_TEXT = 4000


class ReportKind(models.TextChoices):
    """What is reported."""

    NO_ENTRY = "no_entry", _("mining without an entry in the register")
    OUTSIDE_ENTRY = "outside_entry", _("mining outside the place or the activity of an entry")
    PROTECTED_LAND = "protected_land", _("mining in a community, a protected area or a forest concession")
    WATER_MERCURY = "water_mercury", _("water, mercury or waste")
    FALSE_ENTRY = "false_entry", _("an entry that is false, sold or used by somebody else")
    WORK = "work", _("work of children, forced work, unsafe work")
    OFFICE = "office", _("an office or an officer")
    THREAT = "threat", _("a threat to people")
    OTHER = "other", _("something else")


class ReportState(models.TextChoices):
    """Where a report stands. Refused is a state of its own: it must never look like one that was acted on."""

    RECEIVED = "received", _("received, nobody has looked at it yet")
    ACKNOWLEDGED = "acknowledged", _("seen, an officer answers for it")
    ACTED = "acted", _("answered: the office acted")
    NOTHING_FOUND = "nothing_found", _("answered: the office went to see and found nothing")
    FORWARDED = "forwarded", _("handed to the authority whose matter it is")
    REFUSED = "refused", _("refused: the office did not go into it")
    REOPENED = "reopened", _("reopened: the answer was not accepted")


OPEN = (ReportState.RECEIVED, ReportState.ACKNOWLEDGED, ReportState.REOPENED)
ENDED = (ReportState.ACTED, ReportState.NOTHING_FOUND, ReportState.FORWARDED, ReportState.REFUSED)
TONES = {
    ReportState.RECEIVED: "unknown", ReportState.ACKNOWLEDGED: "calm", ReportState.ACTED: "good",
    ReportState.NOTHING_FOUND: "calm", ReportState.FORWARDED: "warn", ReportState.REFUSED: "bad",
    ReportState.REOPENED: "warn",
}  # fmt: skip

# Who may read which kind: threats only by a named grant, reports against an office never by the offices themselves.
READ_BY = {ReportKind.THREAT: Power.REPORT_THREAT_READ, ReportKind.OFFICE: Power.REPORT_OFFICE_HANDLE}


def power_for(kind: str) -> str:
    """Return the power that reads and handles reports of a kind."""
    return READ_BY.get(ReportKind(kind), Power.REPORT_HANDLE)
