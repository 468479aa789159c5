"""The history of an entry as its page shows it: events, newest first, with who did it and which fields changed."""

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.audit.models import Event, PersonalValue
from registry.audit.services.reads import READ
from registry.common.display import Moment

AT_MOST = 50
TITLES = {
    "miners.person.created": gettext_lazy("Person added"),
    "miners.person.changed": gettext_lazy("Person changed"),
    "miners.group.created": gettext_lazy("Group added"),
    "miners.group.changed": gettext_lazy("Group changed"),
    "miners.membership.added": gettext_lazy("Member added"),
    "miners.membership.ended": gettext_lazy("Membership ended"),
    "concessions.right.created": gettext_lazy("Right added"),
    "concessions.right.changed": gettext_lazy("Right changed"),
    "concessions.holder.added": gettext_lazy("Holder added"),
    "concessions.holder.ended": gettext_lazy("Holding ended"),
    "concessions.contract.added": gettext_lazy("Contract added"),
    "formalization.registration.created": gettext_lazy("Registration added"),
    "formalization.registration.changed": gettext_lazy("Registration changed"),
    "formalization.registration.state_changed": gettext_lazy("State changed"),
    "formalization.place.verified": gettext_lazy("Place verified"),
    "formalization.zone_fact.recorded": gettext_lazy("Document about the land recorded"),
    "formalization.zone_fact.withdrawn": gettext_lazy("Document about the land withdrawn"),
    "formalization.zone_fact.lapsed": gettext_lazy("Documents about the land lapsed: the place changed"),
    "formalization.authorisation.added": gettext_lazy("Authorisation recorded"),
    "formalization.authorisation.ended": gettext_lazy("Authorisation ended"),
    "formalization.exemption.granted": gettext_lazy("Exception recorded"),
    "formalization.exemption.withdrawn": gettext_lazy("Exception withdrawn"),
    "formalization.review.assigned": gettext_lazy("Review given to an officer"),
    "formalization.match.confirmed": gettext_lazy("Holder confirmed as a registrant"),
    "formalization.match.rejected": gettext_lazy("Holder is not that registrant"),
    "concessions.contract.ended": gettext_lazy("Contract ended"),
    "accounts.user.created": gettext_lazy("Account added"),
    "accounts.user.changed": gettext_lazy("Account changed"),
    "accounts.user.logged_in": gettext_lazy("Logged in"),
    "accounts.user.logged_out": gettext_lazy("Logged out"),
    "accounts.user.password_changed": gettext_lazy("Password changed"),
    "accounts.user.password_given": gettext_lazy("Password given by an administrator"),
    "accounts.appointment.given": gettext_lazy("Role given"),
    "accounts.appointment.ended": gettext_lazy("Role ended"),
    "accounts.second_factor.given": gettext_lazy("Second step of the demo given"),
    "accounts.second_factor.added": gettext_lazy("Second step set up"),
    "accounts.second_factor.removed": gettext_lazy("Second step taken away"),
    "accounts.second_factor.reset": gettext_lazy("Second step reset by an administrator"),
    "accounts.second_factor.failed": gettext_lazy("Wrong code at the second step"),
    "notices.notice.written": gettext_lazy("Notice written"),
}


def history_of(row: models.Model) -> list[Moment]:
    """Return the last fifty events of a row in three queries; of the personal values only the reason is among them.

    Looks at the row are left out: they would hide what was done to it (`looks_of`).
    """
    rows = Event.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).exclude(kind=READ)  # noqa: SLF001 - Django's public name
    reasons = Prefetch("personal_values", PersonalValue.objects.filter(field="reason"), to_attr="reasons")
    events = list(rows.order_by("-id").prefetch_related(reasons)[:AT_MOST])
    numbers = {int(event.actor[5:]) for event in events if event.actor.startswith("user:")}
    names = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=numbers)} if numbers else {}
    return [
        Moment(event.at, str(TITLES.get(event.kind, event.kind)), _text(event), names.get(event.actor, event.actor))
        for event in events
    ]


def looks_of(row: models.Model) -> list[Moment]:
    """Return the last fifty looks at a row's own page, newest first: who, by which door; for auditors."""
    rows = Event.objects.filter(kind=READ, subject_type=row._meta.label_lower, subject_id=row.pk)  # noqa: SLF001 - as above
    events = list(rows.order_by("-id")[:AT_MOST])
    numbers = {int(event.actor[5:]) for event in events if event.actor.startswith("user:")}
    names = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=numbers)} if numbers else {}
    return [
        Moment(event.at, names.get(event.actor, event.actor), str(event.changes.get("facts", {}).get("door", "")))
        for event in events
    ]


def _text(event: Event) -> str:
    changed = ", ".join(name for name in event.changes if name not in {"facts", "reason"})
    parts = [_reason(value) for value in event.reasons]  # type: ignore[attr-defined] # from the prefetch above
    if changed and event.kind.endswith("changed"):
        parts.append(_("Fields: {fields}.").format(fields=changed))
    return " ".join(part for part in parts if part)


def _reason(value: PersonalValue) -> str:
    """The reason in words; one that retention emptied is said to be erased."""
    return _("The reason was erased.") if value.erased_at else (value.after or "")
