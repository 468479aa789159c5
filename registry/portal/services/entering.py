"""Coming into one's own ledger: a one-time code to the phone or mail on file, then a visit of twenty minutes.

The door tells nothing: a right pair and a wrong one get the same answer, with a handle that either has a row or has
none. A visit is a random token in the body of each form, so that no cookie is needed and no address holds it; a
forged post cannot carry it. Codes and tokens are kept as keyed digests only.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from miners.models import Group, Person
from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.formalization.models import Registration
from registry.notices.services import Message, Recipient, notice_send
from registry.portal.choices import Channel
from registry.portal.models import EntryCode, Mandate
from registry.portal.models.ledger import new_handle
from registry.portal.selectors.owners import Owner, key_of

MINUTES = 10
VISIT = timedelta(minutes=20)
MOST_TRIES = 5
CODES_AN_HOUR = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """An open visit: whose ledger, and under which mandate a helper looks; None is the owner."""

    row: EntryCode
    owner: Owner
    mandate: Mandate | None

    @property
    def actor(self) -> Actor:
        """Who acts in this visit."""
        return Actor(f"helper:{self.mandate.pk}") if self.mandate else Actor(key_of(self.owner))


def new_secret() -> str:
    """Return six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest_of(kind: str, handle: str, secret: str) -> str:
    """Return the keyed digest under which a secret is kept."""
    return salted_hmac(f"registry.portal.{kind}", f"{handle}:{secret}").hexdigest()


def code_send(*, registration: Registration | None, mandate: Mandate | None, at: datetime) -> str:
    """Send a one-time code to the contact on file and return the handle of the next form.

    For no entry, an entry without contact, or one that asked too often, a handle comes back too: it opens nothing.
    """
    handle = new_handle()
    owner = _owner(registration, mandate)
    contact = _contact(owner, mandate)
    if owner is None or contact is None:
        return handle
    with transaction.atomic():
        type(owner)._default_manager.select_for_update().get(pk=owner.pk)  # noqa: SLF001 - Django's public name
        mine = Q(person=owner) if isinstance(owner, Person) else Q(group=owner)
        if (
            EntryCode.objects.filter(mine, mandate=mandate, sent_at__gt=at - timedelta(hours=1)).count()
            >= CODES_AN_HOUR
        ):
            return handle
        secret = new_secret()
        row = EntryCode.objects.create(
            person=owner if isinstance(owner, Person) else None, group=owner if isinstance(owner, Group) else None,
            mandate=mandate, channel=Channel.SMS if contact.phone else Channel.MAIL, handle=handle,
            digest=digest_of("entry", handle, secret), sent_at=at, expires_at=at + timedelta(minutes=MINUTES),
        )  # fmt: skip
        message = Message(
            kind="contact.code", cause=f"portal.entrycode:{row.pk}", recipient=contact,
            values={"secret": secret, "minutes": MINUTES}, is_secret=True,
        )  # fmt: skip
        notice_send(message=message, by=Actor.system("ledger"), at=at)
        event_record(kind="portal.code.sent", by=Actor.system("ledger"), at=at, subject=owner)
    return handle


def _owner(registration: Registration | None, mandate: Mandate | None) -> Owner | None:
    if mandate is not None:
        return mandate.person or mandate.group
    return registration.registrant if registration else None


def _contact(owner: Owner | None, mandate: Mandate | None) -> Recipient | None:
    """One way only: the phone where there is one, else the mail."""
    if owner is None:
        return None
    if mandate is None:
        key, phone, email, language = key_of(owner), owner.phone, owner.email, owner.language
    elif mandate.to_group is not None:
        group = mandate.to_group
        key, phone, email, language = key_of(group), group.phone, group.email, group.language
    else:
        key, phone, email, language = f"helper:{mandate.pk}", mandate.helper_phone, mandate.helper_email, ""
    if phone:
        return Recipient(key=key, language=language, phone=phone)
    return Recipient(key=key, language=language, email=email) if email else None


def visit_open(*, handle: str, secret: str, at: datetime) -> str:
    """Open a visit with the code that was sent; returns its token.

    Raises:
        DomainError: one sentence for a wrong, used, overtaken or run-out code: which of them is not told.
    """
    refused = DomainError(
        _("This code does not open. Compare it with the message, or ask for a new one."), field="secret", code="code"
    )
    with transaction.atomic():
        row = EntryCode.objects.select_for_update().filter(handle=handle, used_at=None, expires_at__gt=at).first()
        is_right = (
            row is not None
            and row.wrong_tries < MOST_TRIES
            and constant_time_compare(row.digest, digest_of("entry", handle, "".join(secret.split())))
        )
        if row is not None and is_right:
            token = secrets.token_urlsafe(32)
            row.used_at, row.ends_at, row.visit_digest = at, at + VISIT, digest_of("visit", "", token)
            row.save(update_fields=["used_at", "ends_at", "visit_digest"])
            owner = row.person or row.group
            by = Actor(f"helper:{row.mandate_id}") if row.mandate_id else Actor(key_of(owner)) if owner else None
            event_record(kind="portal.ledger.opened", by=by or Actor.system("ledger"), at=at, subject=owner)
            return token
        if row is not None:  # under the same lock: tries sent side by side count one after the other
            EntryCode.objects.filter(pk=row.pk).update(wrong_tries=F("wrong_tries") + 1)
    raise refused


def visit_of(token: str, *, at: datetime) -> Visit | None:
    """Return the open visit of a token; None where it ended, or its mandate did."""
    if not token:
        return None
    row = (
        EntryCode.objects.select_related("person", "group", "mandate")
        .filter(visit_digest=digest_of("visit", "", token), ends_at__gt=at, ended_at=None)
        .first()
    )
    if row is None or (row.mandate is not None and row.mandate.ended_at is not None):
        return None
    owner = row.person or row.group
    return Visit(row, owner, row.mandate) if owner else None


def visit_end(*, visit: Visit, at: datetime) -> None:
    """End a visit at once."""
    EntryCode.objects.filter(pk=visit.row.pk).update(ended_at=at)
