"""Adding people who log in. Nobody signs up: an account is given, with its roles, by somebody who answers for it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.accounts.services.appointments import AppointmentData, appointment_give
from registry.accounts.services.hands import refuse_password
from registry.audit.services import Actor, Change, event_record
from registry.audit.services.changes import changes_of
from registry.common.codes import new_code
from registry.common.errors import DomainError


@dataclass(frozen=True, slots=True)
class UserData:
    """An account as a door received it."""

    username: str
    display_name: str = ""
    organization: str = ""
    language: str = ""
    email: str = ""


def user_create(
    *, data: UserData, password: str, appointments: Sequence[AppointmentData], by: Actor, at: datetime
) -> User:
    """Add an account with its roles.

    Raises:
        DomainError: for a login name that is empty or taken, a mail address of another account, a weak password, a
            role that does not exist.
    """
    username = User.normalize_username(data.username.strip())
    with transaction.atomic():
        _refuse_username(username)
        _refuse_mail(data.email)
        user = User(
            username=username,
            display_name=data.display_name,
            organization=data.organization,
            language=data.language,
            email=data.email,
        )
        _check_password(password, user)
        user.set_password(password)
        user.save()
        event_record(
            kind="accounts.user.created", by=by, at=at, subject=user,
            changes=[Change("username", None, username, is_personal=True)],
        )  # fmt: skip
        for appointment in appointments:
            appointment_give(user=user, data=appointment, by=by, at=at)
    return user


@dataclass(frozen=True, slots=True)
class UserChange:
    """What of an account may be changed; the login name stays for good, for events name it."""

    display_name: str
    organization: str
    language: str
    email: str
    is_active: bool


@transaction.atomic
def user_change(*, user: User, data: UserChange, by: Actor, at: datetime) -> User:
    """Change an account; switching it off ends its sessions at once.

    Raises:
        DomainError: for the own account, which is changed by somebody else; a mail address of another account.
    """
    _refuse_self(user, by)
    row = User.objects.select_for_update().get(pk=user.pk)
    _refuse_mail(data.email, but=row.pk)
    values = asdict(data)
    changes = changes_of(row, values, personal=("display_name", "email"))
    if not changes:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    if not row.is_active:
        row.login_epoch += 1
    row.save()
    event_record(kind="accounts.user.changed", by=by, at=at, subject=row, changes=changes)
    return row


def user_password_give(*, user: User, by: Actor, at: datetime, reason: str = "") -> str:
    """Give an account a new password made by the register, and return it once; its owner has to change it first.

    Raises:
        DomainError: for the own account, or where another administrator has to do it.
    """
    _refuse_self(user, by)
    password = "-".join(new_code() for _part in range(2))
    with transaction.atomic():
        refuse_password(user=User.objects.select_for_update().get(pk=user.pk), by=by)
        user_password_set(user=user, password=password, by=by, at=at)
        User.objects.filter(pk=user.pk).update(password_is_initial=True, password_given_at=at, password_given_by=by.key)
        event_record(kind="accounts.user.password_given", by=by, at=at, subject=user, reason=reason)
    return password


@transaction.atomic
def user_password_own(*, user: User, by: Actor, at: datetime) -> None:
    """Note that somebody chose their own password; the one that an administrator gave is gone with it."""
    User.objects.filter(pk=user.pk, password_is_initial=True).update(password_is_initial=False)
    event_record(kind="accounts.user.password_changed", by=by, at=at, subject=user)


def _refuse_self(user: User, by: Actor) -> None:
    if by.user_id == user.pk:
        raise DomainError(_("Nobody changes their own account here. Ask another administrator."), code="own_account")


def password_ran_out(user: User, *, at: datetime) -> bool:
    """Say whether the password that an administrator gave was not changed in time."""
    given, hours = user.password_given_at, settings.REGISTRY_INITIAL_PASSWORD_HOURS
    return user.password_is_initial and (given is None or at - given > timedelta(hours=hours))


def user_password_set(*, user: User, password: str, by: Actor, at: datetime) -> None:
    """Give an account another password; the event says that it changed and never what it is.

    Raises:
        DomainError: for a weak password.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        _check_password(password, row)
        row.set_password(password)
        row.password_is_initial = False
        row.save(update_fields=["password", "password_is_initial"])
        event_record(kind="accounts.user.password_changed", by=by, at=at, subject=row)


def _refuse_username(username: str) -> None:
    if not username:
        raise DomainError(
            _("An account needs a login name. Give one without spaces."), field="username", code="username_missing"
        )
    try:
        User._meta.get_field("username").run_validators(username)  # noqa: SLF001 - Django's public name
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), field="username", code="username_form") from error
    if User.objects.filter(username__iexact=username).exists():
        raise DomainError(
            _("This login name is taken, perhaps in other capitals. Choose another."),
            field="username",
            code="username_taken",
        )


def _refuse_mail(email: str, *, but: int | None = None) -> None:
    """One person has one account: two of them could agree with each other."""
    if email and User.objects.filter(email__iexact=email, is_active=True).exclude(pk=but or 0).exists():
        raise DomainError(
            _("Another account has this mail address. One person has one account: give that one the role."),
            field="email",
            code="email_taken",
        )


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), field="password", code="password_weak") from error
