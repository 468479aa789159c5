"""Changing the phone or mail on file: in person at an office, or with a second proof; the old contact is always told.

The first proof is the visit, opened by a code to one contact; the second is a code to the other one on file. Who has
only one contact on file comes in person: whoever holds a stolen phone must not be able to take an entry over.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from miners.models import Person
from miners.services import PersonData, person_change
from registry.audit.models import Event, PersonalValue
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.moments import day_of
from registry.notices.services import Message, Recipient, notice_send
from registry.portal.models import ContactChange
from registry.portal.models.ledger import new_handle
from registry.portal.selectors.owners import key_of
from registry.portal.services.entering import MINUTES, MOST_TRIES, digest_of, new_secret

Field = ContactChange.Field


def contact_ask(*, person: Person, field: str, value: str, at: datetime) -> str:
    """Send a code to the other contact on file; returns the handle under which it is confirmed.

    Raises:
        DomainError: the new contact is none, or only one contact is on file: then it is changed in person.
    """
    value = _clean(field, value)
    other = Recipient(key=key_of(person), language=person.language, email=person.email)
    if field == Field.EMAIL:
        other = Recipient(key=key_of(person), language=person.language, phone=person.phone)
    if not (other.phone or other.email):
        raise DomainError(
            _("Only one contact is on file, so a second proof is not possible here. Come to the office in person."),
            field="value",
            code="in_person",
        )
    with transaction.atomic():
        handle, secret = new_handle(), new_secret()
        change = ContactChange.objects.create(
            person=person, field=field, new_value=value, handle=handle, digest=digest_of("contact", handle, secret),
            sent_at=at, expires_at=at + timedelta(minutes=MINUTES),
        )  # fmt: skip
        message = Message(
            kind="contact.code", cause=f"portal.contactchange:{change.pk}", recipient=other,
            values={"secret": secret, "minutes": MINUTES}, is_secret=True,
        )  # fmt: skip
        notice_send(message=message, by=Actor(key_of(person)), at=at)
    return handle


def _clean(field: str, value: str) -> str:
    value = "".join(value.split())
    if field == Field.PHONE:
        digits = value.removeprefix("+")
        if not (digits.isdigit() and 6 <= len(digits) <= 15):
            raise DomainError(_("A phone has 6 to 15 digits, with + before a country code."), field="value")
        return value
    try:
        validate_email(value)
    except ValidationError as error:
        raise DomainError(_("This is no mail address. Write it as name@place."), field="value") from error
    return value


def contact_confirm(*, person: Person, handle: str, secret: str, by: Actor, at: datetime) -> Person:
    """Change the contact with the code that went to the other one.

    Raises:
        DomainError: the code is wrong, used or has run out.
    """
    with transaction.atomic():
        waiting = ContactChange.objects.select_for_update().filter(
            handle=handle, person=person, confirmed_at=None, expires_at__gt=at, wrong_tries__lt=MOST_TRIES
        )
        row = waiting.first()
        if row is not None and constant_time_compare(row.digest, digest_of("contact", handle, "".join(secret.split()))):
            change: dict[str, Any] = {row.field: row.new_value}
            data = replace(_data_of(row.person), **change)
            changed = person_change(
                person=row.person, data=data, by=by, at=at, reason=_("Changed with a second proof.")
            )
            row.confirmed_at, row.new_value = at, ""
            row.save(update_fields=["confirmed_at", "new_value"])
            return changed
    ContactChange.objects.filter(handle=handle, person=person).update(wrong_tries=F("wrong_tries") + 1)
    raise DomainError(_("This code does not open. Compare it with the message, or begin again."), field="secret")


def _data_of(person: Person) -> PersonData:
    return PersonData(**{name: getattr(person, name) for name in PersonData.__dataclass_fields__})


def old_contacts_tell(ids: Sequence[int]) -> None:
    """Tell the old contact of each person whose phone or mail just changed, whoever changed it.

    Called by the announcement of the change, in its transaction; the old value is that of the event.
    """
    for person in Person.objects.filter(pk__in=ids):
        event = Event.objects.filter(subject_type="miners.person", subject_id=person.pk).order_by("-id").first()
        if event is None or event.kind != "miners.person.changed":
            continue
        before = dict(PersonalValue.objects.filter(event=event).values_list("field", "before"))
        phone, email = before.get("phone") or "", before.get("email") or ""
        if not (phone or email):
            continue
        old = Recipient(key=f"{key_of(person)}:old", language=person.language, phone=phone, email=email)
        message = Message(
            kind="contact.changed", cause=f"audit.event:{event.pk}", recipient=old,
            values={"day": day_of(event.at), "office": "DGFM"}, about=person, ubigeo=person.ubigeo,
        )  # fmt: skip
        notice_send(message=message, by=Actor.system("contacts"), at=event.at)
