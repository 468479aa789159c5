"""Every act filed or declared in somebody's name, by whom: read from the append-only log, newest first.

An act is the person's own kind (a filing, a declaration, a mandate, a contact) or an authority's. What somebody typed
in for her is still an act in her name: she may say that it was not her. A decision of an authority is told too, but
nobody freezes it here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.db.models.fields.json import KT
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from miners.models import Group, Membership, Person
from registry.accounts.models import User
from registry.audit.models import Event
from registry.formalization.models import Registration
from registry.portal.choices import DisputeState
from registry.portal.models import Dispute, Mandate
from registry.portal.selectors.owners import Owner, key_of, own, registrations_of

MOST = 200
Words = str | Promise
# Kinds of acts in words; what is not listed is told by its kind, never left out.
TOLD: dict[str, Words] = {
    "formalization.registration.created": _("The entry was added"),
    "formalization.registration.changed": _("The entry was changed"),
    "formalization.registration.state_changed": _("The state of the entry changed"),
    "formalization.determination.made": _("The authority decided the class"),
    "formalization.determination.agreed": _("The authority decided the class"),
    "formalization.determination.reopened": _("Determination reopened"),
    "formalization.authorisation.added": _("Authorisation recorded"),
    "formalization.authorisation.ended": _("Authorisation ended"),
    "formalization.exemption.granted": _("Exception recorded"),
    "formalization.exemption.withdrawn": _("Exception withdrawn"),
    "formalization.place.verified": _("Place verified"),
    "formalization.zone_fact.recorded": _("Document about the land recorded"),
    "formalization.zone_fact.withdrawn": _("Document about the land withdrawn"),
    "formalization.zone_fact.lapsed": _("Documents about the land lapsed: the place changed"),
    "miners.group.created": _("Group added"),
    "miners.membership.added": _("Member added"),
    "miners.membership.ended": _("Membership ended"),
    "miners.person.created": _("Your personal data were added"),
    "miners.person.changed": _("Your personal data were changed"),
    "miners.group.changed": _("The data of your group were changed"),
    "documents.paper.issued": _("A paper was issued"),
    "documents.paper.withdrawn": _("A paper was withdrawn"),
    "documents.file.stored": _("A document was handed in"),
    "documents.file.read": _("Somebody read a document of yours"),
    "casework.file.opened": _("A file was opened"),
    "casework.file.closed": _("A file ended"),
    "casework.step.recorded": _("A step was recorded"),
    "casework.act.voided": _("An act that was not yours lost its effect"),
    "casework.documents.asked": _("Documents were asked for"),
    "casework.document.received": _("A document arrived"),
    "casework.observation.made": _("The office asked for something"),
    "casework.observation.cured": _("An answer to the office was handed in"),
    "casework.production.filed": _("A production declaration was filed"),
    "casework.production.justified": _("A half-year without work was accepted"),
    "casework.location.declared": _("A place was declared"),
    "casework.location.verified": _("A place was checked"),
    "casework.change_of_right.filed": _("A change of the mining right was asked"),
    "casework.change_of_right.decided": _("A change of the mining right was decided"),
    "casework.succession.filed": _("A succession was asked"),
    "casework.succession.decided": _("A succession was decided"),
    "casework.lifting.filed": _("The end of a suspension was asked"),
    "casework.lifting.decided": _("The end of a suspension was decided"),
    "casework.opposition.filed": _("Somebody opposed your entry"),
    "casework.opposition.decided": _("An opposition was decided"),
    "casework.challenge.filed": _("An objection was filed"),
    "casework.challenge.decided": _("An objection was decided"),
    "casework.act.done": _("The authority made an act"),
    "casework.act.confirmed": _("The authority made an act"),
    "casework.act.served": _("An act was handed over"),
    "casework.service.sent": _("Act sent to be served"),
    "casework.service.faulted": _("Service found invalid"),
    "casework.challenge.admitted": _("Challenge admitted"),
    "casework.challenge.effect_suspended": _("Effect of the challenged act suspended"),
    "casework.change_of_right.consent": _("Answer of the holder recorded"),
    "casework.change_of_right.owner_served": _("Holder of the concession notified"),
    "casework.file.facts_set": _("Facts of the work recorded"),
    "casework.opinion.asked": _("Opinion asked"),
    "casework.opinion.answered": _("Opinion answered"),
    "casework.opposition.region_answered": _("Regional office answered the opposition"),
    "casework.production.due": _("Production declaration due"),
    "casework.production.exempted": _("No production declaration due"),
    "casework.message.sent": _("The office wrote to you"),
    "casework.message.received": _("You wrote to the office"),
    "portal.document.brought": _("A document was handed in"),
    "portal.dispute.taken": _("An officer took a dispute"),
    "portal.code.sent": _("A code was sent to open this page"),
    "portal.ledger.opened": _("This page was opened"),
    "portal.mandate.given": _("A mandate was given"),
    "portal.mandate.ended": _("A mandate was ended"),
    "portal.mandate.used": _("A mandate was used"),
    "portal.contact.changed": _("Your phone or mail was changed"),
    "portal.dispute.opened": _("You said that an act was not yours"),
    "portal.dispute.answered": _("A dispute was answered"),
    "portal.data.given": _("Your data were downloaded"),
    "portal.member.read": _("The association looked at your state"),
}
# Acts of a private person, whoever typed them in. Everything else is an authority's and never frozen.
PRIVATE = (
    "portal.mandate.given", "portal.contact.changed", "portal.document.brought", "casework.production.",
    "casework.location.declared", "casework.change_of_right.", "casework.succession.", "casework.lifting.",
    "casework.challenge.filed", "casework.observation.cured",
)  # fmt: skip
PRIVATE_ENDS = (".filed", ".declared", ".asked", ".requested", ".brought", ".given", ".changed", ".cured", ".opened")
# No acts in her name: what opens this page, what officers write for themselves, and the readings of staff.
NOT_TOLD = frozenset(
    {
        "portal.code.sent", "casework.note.added", "casework.clock.paused",
        "casework.clock.resumed", "audit.personal_data.read", "audit.export.made", "casework.conflict.declared",
        "casework.conflict.withdrawn", "casework.file.assigned", "casework.file.listed", "casework.file.review_settled",
        "casework.list.made", "casework.transfer.item_noted", "formalization.review.assigned",
        "formalization.match.confirmed", "formalization.match.rejected",
        # Told as what changed the state: "formalization.registration.state_changed" of the same moment.
        "casework.state.changed",
    }
)  # fmt: skip

# What waits for a second officer, or was refused by one, is no act: nobody is told a wrong "illegal" that never stood.
NOT_TOLD_YET = Q(kind__endswith=".proposed") | Q(
    kind__in=["casework.act.refused", "formalization.determination.refused"]
)


@dataclass(frozen=True, slots=True)
class Line:
    """One act: the event, what it was, by whom, and the dispute on it, if any."""

    event: Event
    what: Words
    who: Words
    dispute: Dispute | None

    @property
    def can_dispute(self) -> bool:
        """Whether a dispute can be opened: none is open, and it is not the reader's own look at this page."""
        return self.dispute is None and self.event.kind not in {"portal.ledger.opened", "portal.dispute.opened"}


def events_of(owner: Owner) -> Q:
    """Return the question which events concern a person or group: herself, her entries, files and mandates."""
    entries = list(registrations_of(owner).values_list("pk", flat=True))
    mandates = list(Mandate.objects.filter(**own(owner)).values_list("pk", flat=True))
    subject = "miners.person" if isinstance(owner, Person) else "miners.group"
    about = Q(subject_type=subject, subject_id=owner.pk)
    about |= Q(subject_type="formalization.registration", subject_id__in=entries)
    about |= Q(subject_type="portal.mandate", subject_id__in=mandates)
    return about | Q(of_registration__in=[str(pk) for pk in entries])


def ledger_of(owner: Owner, *, most: int = MOST) -> list[Line]:
    """Return the acts in somebody's name, newest first; five queries whatever their number."""
    rows = Event.objects.alias(of_registration=KT("changes__facts__registration"))
    events = list(rows.filter(events_of(owner)).exclude(NOT_TOLD_YET).exclude(kind__in=NOT_TOLD).order_by("-id")[:most])
    disputes = {row.event_id: row for row in Dispute.objects.filter(event_id__in=[e.pk for e in events]).order_by("id")}
    names = names_of(events, owner)
    return [Line(event, what_of(event.kind), names[event.actor], disputes.get(event.pk)) for event in events]


def what_of(kind: str) -> Words:
    """Return an act in words; a kind without words is told as it is recorded."""
    return TOLD.get(kind, kind.split(".", 1)[-1].replace(".", " ").replace("_", " ").capitalize())


def is_private_act(kind: str) -> bool:
    """Say whether an act is one of a private person, whoever recorded it."""
    return kind.startswith(PRIVATE) and kind.endswith(PRIVATE_ENDS)


def names_of(events: Iterable[Event], owner: Owner) -> dict[str, Words]:
    """Return who acted, in words fit for the person concerned: officers by their office, not by name."""
    keys = {event.actor for event in events}
    users = {key: int(key[5:]) for key in keys if key.startswith("user:") and key[5:].isdigit()}
    offices = dict(User.objects.filter(pk__in=users.values()).values_list("pk", "organization"))
    helpers = {key: int(key[7:]) for key in keys if key.startswith("helper:") and key[7:].isdigit()}
    mandates = {row.pk: row for row in Mandate.objects.select_related("to_group").filter(pk__in=helpers.values())}
    said: dict[str, Words] = {}
    for key in keys:
        if key == key_of(owner):
            said[key] = _("you")
        elif key in users:
            said[key] = offices.get(users[key]) or _("an officer")
        elif key in helpers:
            said[key] = holder_of(mandates.get(helpers[key]))
        else:
            said[key] = _("the register") if key.startswith("system:") else _("somebody else")
    return said


def holder_of(mandate: Mandate | None) -> Words:
    """Return who holds a mandate."""
    if mandate is None:
        return _("somebody else")
    return mandate.to_group.name if mandate.to_group else mandate.helper_name


def member_states(group: Group, *, on: date) -> list[tuple[Person, list[Registration]]]:
    """Return the members of an association on a day, each with her entries; two queries."""
    now = Membership.objects.filter(group=group, person__isnull=False).filter(
        Q(until_on=None) | Q(until_on__gte=on), Q(from_on=None) | Q(from_on__lte=on)
    )
    people = [row.person for row in now.select_related("person").order_by("person__full_name") if row.person]
    entries: dict[int, list[Registration]] = {person.pk: [] for person in people}
    for row in Registration.objects.filter(person__in=people).order_by("code"):
        entries[row.person_id or 0].append(row)
    return [(person, entries[person.pk]) for person in people]


def is_frozen(subject_kind: str, subject_id: int) -> bool:
    """Say whether an act on a row is frozen by an open dispute."""
    rows = Dispute.objects.filter(subject_kind=subject_kind, subject_id=subject_id, state=DisputeState.OPEN)
    return rows.filter(is_frozen=True).exists()


def mandates_of(owner: Owner, *, at: datetime) -> list[Mandate]:
    """Return the mandates that somebody gave, newest first, with their uses."""
    assert at
    rows = Mandate.objects.filter(**own(owner)).select_related("to_group").prefetch_related("uses")
    return list(rows[:50])
