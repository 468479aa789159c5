"""Writing notices: in the transaction of the change they tell of, once for each change, way and recipient.

The higher room resolves who is told, where and in which language (`Recipient`); this room knows no miner. SMS and
e-mail are a courtesy and say so, unless a consent to that way stands (`services.consents`). Where no contact is on
file a row says that nobody was told: silence is never mistaken for a message. Notices of a mass change carry the
name of their batch and wait until an officer releases it (`services.batches`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.moments import day_of
from registry.notices.choices import Channel, NoticeState
from registry.notices.models import Batch, Notice
from registry.notices.models.outbox import seal_secret
from registry.notices.selectors import consents_standing
from registry.notices.services.wordings import Written, write

DELIVER = "notices.deliver"
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell, as a higher room knows it.

    Attributes:
        key: person:ID, group:ID, user:ID or party:ID; with the cause it makes the notice unique.
        language: es, qu or en as on file; empty where nothing is on file (then Spanish).
    """

    key: str
    language: str = ""
    phone: str = ""
    email: str = ""

    def addresses(self) -> list[tuple[Channel, str]]:
        """The ways that are known; one empty way where none is."""
        known = [(Channel.MAIL, self.email), (Channel.SMS, self.phone)]
        return [(channel, to) for channel, to in known if to] or [(Channel.NONE, "")]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell one recipient.

    Attributes:
        kind: a wording (`wordings.kinds()`).
        cause: the change that it tells of, e.g. `formalization.state_change:12`; told once.
        values: what the wording names, e.g. code, day, reason; days are written in the recipient's language.
        about: the row it is about, for the lists of the desk and of the person concerned.
        is_secret: its text is erased as soon as it was sent.
    """

    kind: str
    cause: str
    recipient: Recipient
    values: Mapping[str, object] = field(default_factory=dict)
    about: models.Model | None = None
    ubigeo: str = ""
    is_secret: bool = False


def notice_send(*, message: Message, by: Actor, at: datetime, batch: str = "", batch_title: str = "") -> list[Notice]:
    """Write the notices of one message; call it inside the transaction of the change.

    Args:
        message: what to tell whom.
        by: who changed it.
        at: the moment of the change.
        batch: name of the mass change it belongs to; its notices are held until the batch is released.
        batch_title: what changed for many, in words, for the officer who releases.

    Returns:
        The rows of this cause and recipient, also where they were written before.

    Raises:
        DomainError: the kind has no wording, or a value that it names is missing.
        RuntimeError: outside a transaction.
    """
    return notices_send(messages=[message], by=by, at=at, batch=batch, batch_title=batch_title)


def notices_send(
    *, messages: Sequence[Message], by: Actor, at: datetime, batch: str = "", batch_title: str = ""
) -> list[Notice]:
    """As `notice_send` for many messages, with one event; statements do not grow with their number but by thousands."""
    if not connection.in_atomic_block:
        msg = "notices_send needs the transaction of the change it tells of."
        raise RuntimeError(msg)
    if not messages:
        return []
    held = _batch(batch, batch_title or batch, at) if batch else None
    consents = consents_standing([message.recipient.key for message in messages], on=day_of(at))
    rows = [
        _row(message, channel, to, has_consent=(message.recipient.key, channel, to) in consents, batch=held, at=at)
        for message in messages
        for channel, to in message.recipient.addresses()
    ]
    known = set(_stored(rows).values_list("cause", "channel", "recipient"))
    fresh = [row for row in rows if (row.cause, row.channel, row.recipient) not in known]
    Notice.objects.bulk_create(fresh, batch_size=CHUNK, ignore_conflicts=True)
    if fresh:
        _record(fresh, messages, by, at)
        deliver_request()
    return list(_stored(rows))


def deliver_request() -> None:
    """Ask for a round of delivery after commit; asking twice is the same as once."""
    for lane in ("messages", "webhooks"):
        jobs.enqueue(kind=DELIVER, payload={"lane": lane}, key=lane)


def _row(
    message: Message, channel: Channel, to: str, *, has_consent: bool, batch: Batch | None, at: datetime
) -> Notice:
    written = write(
        message.kind, language=message.recipient.language, values=message.values, is_courtesy=not has_consent
    )
    about = message.about
    return Notice(
        cause=message.cause, kind=message.kind, channel=channel, recipient=message.recipient.key, to=to,
        language=written.language, title="" if channel == Channel.SMS else written.title,
        text=_kept(_text(written, channel), is_secret=message.is_secret),
        has_consent=has_consent, is_secret=message.is_secret,
        about_type=about._meta.label_lower if about is not None else "",  # noqa: SLF001 - Django's public name
        about_id=about.pk if about is not None else None,
        ubigeo=message.ubigeo, batch=batch, state=_state(channel, batch), due_at=at, created_at=at,
        problem="no phone and no e-mail on file" if channel == Channel.NONE else "",
    )  # fmt: skip


def _kept(text: str, *, is_secret: bool) -> str:
    return seal_secret(text) if is_secret else text


def _text(written: Written, channel: Channel) -> str:
    return written.short if channel == Channel.SMS else written.text


def _state(channel: Channel, batch: Batch | None) -> NoticeState:
    if channel == Channel.NONE:
        return NoticeState.UNREACHABLE
    if batch is None or batch.released_at is not None:
        return NoticeState.WAITING
    return NoticeState.DROPPED if batch.dropped_at is not None else NoticeState.HELD


def _batch(key: str, title: str, at: datetime) -> Batch:
    Batch.objects.bulk_create([Batch(key=key, title=title[:200], opened_at=at)], ignore_conflicts=True)
    # Locked, so that a release at the same moment sees these notices or they see the release.
    return Batch.objects.select_for_update().get(key=key)


def _stored(rows: Sequence[Notice]) -> models.QuerySet[Notice]:
    return Notice.objects.filter(
        cause__in={row.cause for row in rows}, recipient__in={row.recipient for row in rows}
    ).order_by("id")


def _record(fresh: Sequence[Notice], messages: Sequence[Message], by: Actor, at: datetime) -> None:
    first = fresh[0]
    facts: dict[str, object] = {"written": len(fresh), "kinds": sorted({row.kind for row in fresh})}
    if first.batch is not None:
        facts["batch"] = first.batch.key
    one = messages[0] if len(messages) == 1 else None
    event_record(
        kind="notices.notice.written",
        by=by,
        at=at,
        subject=one.about if one else first.batch,
        ubigeo=one.ubigeo if one else "",
        facts=facts | {"states": sorted({str(row.state) for row in fresh})},
    )
