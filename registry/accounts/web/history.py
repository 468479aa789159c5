"""The history of an entry as its page shows it: events, newest first, with who did it and which fields changed."""

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.audit.models import Event, PersonalValue
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
}


def history_of(row: models.Model) -> list[Moment]:
    """Return the last fifty events of a row in three queries; of the personal values only the reason is among them."""
    rows = Event.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)  # noqa: SLF001 - Django's public name
    reasons = Prefetch("personal_values", PersonalValue.objects.filter(field="reason"), to_attr="reasons")
    events = list(rows.order_by("-id").prefetch_related(reasons)[:AT_MOST])
    numbers = {int(event.actor[5:]) for event in events if event.actor.startswith("user:")}
    names = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=numbers)} if numbers else {}
    return [
        Moment(event.at, str(TITLES.get(event.kind, event.kind)), _text(event), names.get(event.actor, event.actor))
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
