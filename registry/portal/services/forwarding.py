"""Notices of a person also reach who holds her mandate to receive them, from the day it was given until it ends."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from registry.audit.services import Actor, event_record
from registry.common.moments import day_of
from registry.notices.choices import NoticeState
from registry.notices.models import Notice
from registry.notices.services import Message, Recipient, Wording, notice_send, wording_register
from registry.portal.choices import MandateScope
from registry.portal.models import Mandate, MandateUse
from registry.portal.selectors.owners import key_of

COPY = "mandate.copy"
# What concerns the mandate itself, or opens the ledger, stays with its giver.
NOT_COPIED = ("mandate.", "contact.", "dispute.", "sms.")


def wordings_register() -> None:
    """Make the copy known to the outbox: it says what the notice said."""
    wording_register(COPY, Wording("{title}", "{text}", "{text}"))


def notices_forward(*, at: datetime) -> int:
    """Copy the notices that were not copied yet; returns how many. Doing it twice is the same as once."""
    today = day_of(at)
    standing = Mandate.objects.filter(
        ended_at=None, frozen_at=None, from_on__lte=today, until_on__gte=today,
        scopes__contains=[MandateScope.RECEIVE_NOTICES],
    ).select_related("person", "group", "to_group")  # fmt: skip
    return sum(_forward(mandate, at) for mandate in standing.iterator())


def _forward(mandate: Mandate, at: datetime) -> int:
    owner = mandate.person or mandate.group
    if owner is None:  # the database refuses such a row
        return 0
    kept = Q()
    for prefix in NOT_COPIED:
        kept |= Q(kind__startswith=prefix)
    told = Notice.objects.filter(recipient=key_of(owner), created_at__gte=mandate.given_at, is_secret=False)
    rows = told.exclude(kept).exclude(text="").exclude(state=NoticeState.HELD).order_by("cause", "channel", "id")
    copied = set(
        MandateUse.objects.filter(mandate=mandate, scope=MandateScope.RECEIVE_NOTICES).values_list("what", flat=True)
    )
    fresh = [row for row in rows.distinct("cause") if row.cause[:200] not in copied]
    for row in fresh:
        with transaction.atomic():
            MandateUse.objects.create(mandate=mandate, scope=MandateScope.RECEIVE_NOTICES, at=at, what=row.cause[:200])
            by = Actor(f"helper:{mandate.pk}")
            event_record(
                kind="portal.mandate.used", by=by, at=at, subject=mandate,
                facts={"scope": MandateScope.RECEIVE_NOTICES, "notice": row.kind},
            )  # fmt: skip
            message = Message(
                kind=COPY, cause=f"portal.copy:{mandate.pk}:{row.pk}", recipient=_holder(mandate),
                values={"title": row.title or row.kind, "text": row.text}, ubigeo=row.ubigeo,
            )  # fmt: skip
            notice_send(message=message, by=Actor.system("mandates"), at=at)
    return len(fresh)


def _holder(mandate: Mandate) -> Recipient:
    if mandate.to_group is not None:
        group = mandate.to_group
        return Recipient(key=key_of(group), language=group.language, phone=group.phone, email=group.email)
    return Recipient(key=f"helper:{mandate.pk}", phone=mandate.helper_phone, email=mandate.helper_email)
