"""Telling registrants that the class of their operation changed: an indication, never a decision, never a term.

Only changes that were announced are told: one by facts at once, one by date, by law or of very many when an officer
released it. Told by a job, in parts, once a change and way, however often the job begins again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.audit.services import Actor
from registry.common import jobs
from registry.common.moments import day_of
from registry.formalization.models import ClassChange
from registry.notices.services import Message, Recipient, Wording, notices_send

NEWS = "formalization.class.changed"
JOB_KIND = "formalization.tell_class"
KIND = "registration.class_changed"
PER_JOB, AT_ONCE = 5_000, 500
SPANISH = "es"
WORDS = {
    "artisanal": gettext_lazy("artisanal mining, formal"),
    "small_scale": gettext_lazy("small-scale mining, formal"),
    "general_regime": gettext_lazy("general regime, formal"),
    "formal": gettext_lazy("formal"),
    "informal": gettext_lazy("informal, in the process of formalization"),
    "illegal": gettext_lazy("indication of illegal mining"),
    "needs_review": gettext_lazy("needs review: something is still missing"),
    "no_activity": gettext_lazy("no activity"),
    "out_of_scope": gettext_lazy("outside of this register"),
}
WORDING = Wording(
    title=gettext_lazy("What the register indicates for {code} has changed"),
    text=gettext_lazy(
        "On {day} the register looked at {code} anew. It now indicates: {now}. This is an indication, to be "
        "established by the authority; it is no decision and begins no deadline. What it means and what to do: {status}"
    ),
    short=gettext_lazy("{code}: now indicated: {now}. No decision, no deadline. {status}"),
)


def tell_request(ids: Sequence[int]) -> None:
    """Write the jobs that tell of these changes, in the transaction that announced them."""
    numbers = sorted(set(ids))
    for start in range(0, len(numbers), PER_JOB):
        jobs.enqueue(kind=JOB_KIND, payload={"ids": numbers[start : start + PER_JOB]})


def tell(*, ids: Sequence[int], by: Actor, at: datetime, progress: jobs.Progress) -> int:
    """Write the notices of these changes; without a registrant nobody is told. Returns how many messages."""
    told = done = 0
    for part in _parts(ids):
        rows = ClassChange.objects.filter(pk__in=part).select_related(
            "registration__person", "registration__group", "assessment"
        )
        messages = [message for row in rows.defer("assessment__facts", "assessment__findings") for message in _of(row)]
        if messages:
            with transaction.atomic():
                notices_send(messages=messages, by=by, at=at)
        told, done = told + len(messages), done + len(part)
        progress(done, len(ids))
    return told


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _of(row: ClassChange) -> list[Message]:
    registration = row.registration
    who = registration.registrant
    if who is None:
        return []
    side = "person" if registration.person_id else "group"
    with translation.override(who.language if who.language in {"es", "en"} else SPANISH):
        now = str(WORDS.get(row.assessment.category) or _("something that this message cannot say"))
    return [
        Message(
            kind=KIND, cause=f"formalization.classchange:{row.pk}", about=registration, ubigeo=registration.ubigeo,
            recipient=Recipient(key=f"{side}:{who.pk}", language=who.language, phone=who.phone, email=who.email),
            values={"code": registration.code, "day": day_of(row.at), "now": now},
        )
    ]  # fmt: skip
