"""Giving, using and ending mandates. Each use leaves a row that the giver sees; ending works at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from miners.models import Group, Membership, Person
from registry.audit.services import Actor, event_record
from registry.common.codes import new_code
from registry.common.errors import DomainError, NotAllowedError
from registry.common.identity import normalize_number
from registry.common.moments import day_of
from registry.notices.services import Message, Recipient, notice_send
from registry.portal.choices import MandateScope
from registry.portal.models import Mandate, MandateUse
from registry.portal.selectors.owners import Owner, key_of, own

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateData:
    """What a mandate says: to whom (an association of hers, or a helper), what for, until when."""

    scopes: tuple[str, ...]
    until_on: date
    to_group: Group | None = None
    helper_name: str = ""
    helper_document: str = ""
    helper_phone: str = ""
    helper_email: str = ""


def mandate_give(*, owner: Owner, data: MandateData, by: Actor, at: datetime) -> Mandate:
    """Give a mandate from today on; the giver is told too, at the contact on file.

    Raises:
        DomainError: nothing is allowed by it, its end is not within a year, or its holder is not known well enough.
    """
    today = day_of(at)
    _refuse_incomplete(owner, data, today)
    with transaction.atomic():
        while Mandate.objects.filter(code=(code := new_code())).exists():
            pass
        mandate = Mandate.objects.create(
            **own(owner), code=code, to_group=data.to_group, helper_name=data.helper_name.strip(),
            helper_document=normalize_number(data.helper_document), helper_phone=data.helper_phone.strip(),
            helper_email=data.helper_email.strip(), scopes=sorted(set(data.scopes)), from_on=today,
            until_on=data.until_on, given_at=at, by_key=by.key,
        )  # fmt: skip
        event_record(
            kind="portal.mandate.given", by=by, at=at, subject=mandate,
            facts={"scopes": mandate.scopes, "until": data.until_on},
        )  # fmt: skip
        _tell(mandate, "mandate.given", _scopes(mandate), by, at, until=data.until_on)
    return mandate


def _refuse_incomplete(owner: Owner, data: MandateData, today: date) -> None:
    if not data.scopes or any(scope not in MandateScope.values for scope in data.scopes):
        raise DomainError(_("Choose at least one thing that the mandate allows."), field="scopes", code="scopes")
    if not today <= data.until_on <= today + LONGEST:
        raise DomainError(
            _("A mandate ends on a day within a year from today."), field="until_on", code="mandate_period"
        )
    if data.to_group is not None:
        if isinstance(owner, Person) and not _is_member(owner, data.to_group, today):
            raise DomainError(_("You are no member of this association today."), field="to_group", code="no_member")
        return
    if not data.helper_name.strip() or not normalize_number(data.helper_document):
        raise DomainError(
            _("Write name and document number of the helper."), field="helper_name", code="helper_missing"
        )
    if not data.helper_phone.strip() and not data.helper_email.strip():
        raise DomainError(
            _("Write the helper's phone or mail: the code to come in goes there."),
            field="helper_phone",
            code="no_contact",
        )


def _is_member(person: Person, group: Group, today: date) -> bool:
    now = Q(until_on=None) | Q(until_on__gte=today)
    return Membership.objects.filter(now, person=person, group=group).exists()


def mandate_end(*, mandate: Mandate, by: Actor, at: datetime) -> Mandate:
    """End a mandate at once; ending twice is the same as once."""
    with transaction.atomic():
        row = Mandate.objects.select_for_update().get(pk=mandate.pk)
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            event_record(kind="portal.mandate.ended", by=by, at=at, subject=row)
            _tell(row, "mandate.ended", _scopes(row), by, at)
    return row


def mandate_use(*, mandate: Mandate, scope: str, what: str = "", by: Actor, at: datetime) -> MandateUse:
    """Record a use of a mandate before anything is shown or taken under it.

    Raises:
        NotAllowedError: it ended, is frozen, has not begun, or does not allow this.
    """
    today = day_of(at)
    with transaction.atomic():
        row = Mandate.objects.select_for_update(of=("self",)).select_related("person", "group").get(pk=mandate.pk)
        is_open = row.ended_at is None and row.frozen_at is None and row.from_on <= today <= row.until_on
        if not is_open or scope not in row.scopes:
            raise NotAllowedError(_("The mandate does not allow this any more, or never did."), code="mandate")
        use = MandateUse.objects.create(mandate=row, scope=scope, at=at, what=what[:200])
        event_record(kind="portal.mandate.used", by=by, at=at, subject=row, facts={"scope": scope})
        _tell(row, "mandate.used", str(MandateScope(scope).label), by, at, cause=f"portal.use:{use.pk}")
    return use


def _scopes(mandate: Mandate) -> str:
    return ", ".join(str(MandateScope(scope).label) for scope in mandate.scopes)


def _tell(
    mandate: Mandate, kind: str, scope: str, by: Actor, at: datetime, *, until: date | None = None, cause: str = ""
) -> None:
    owner = mandate.person or mandate.group
    if owner is None:  # the database refuses such a row
        return
    recipient = Recipient(key=key_of(owner), language=owner.language, phone=owner.phone, email=owner.email)
    values: dict[str, object] = {
        "code": mandate.code[:4],
        "day": day_of(at),
        "scope": scope,
        "until": until or mandate.until_on,
    }
    message = Message(kind=kind, cause=cause or f"portal.{kind}:{mandate.pk}", recipient=recipient, values=values)
    notice_send(message=message, by=by, at=at)
