"""Giving a role to somebody, in regions, for a period, and ending it. An appointment is never deleted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.accounts.models import Appointment, Role, User
from registry.accounts.services.hands import refuse_role
from registry.audit.services import Actor, Change, event_record
from registry.common.errors import DomainError


@dataclass(frozen=True, slots=True)
class AppointmentData:
    """A role by its code, where and from when; no regions means the whole country."""

    role: str
    from_on: date
    regions: tuple[str, ...] = ()
    authority: str = ""
    until_on: date | None = None
    reason: str = ""


def appointment_give(*, user: User, data: AppointmentData, by: Actor, at: datetime) -> Appointment:
    """Give a role.

    Raises:
        DomainError: for a role that does not exist, a region that is not two digits, an opinion authority
            without a name, a period that ends before it begins, the own account, a grant that has to be
            justified (reports of threats to people) without a reason, or one that asks for another administrator.
    """
    _check(data)
    if by.user_id == user.pk:
        raise DomainError(_("Nobody gives a role to themselves. Ask another administrator."), code="own_account")
    with transaction.atomic():
        role = Role.objects.filter(code=data.role).first()
        if role is None:
            raise DomainError(
                _("There is no role with the code %(code)s. The codes are: %(known)s.")
                % {"code": data.role, "known": ", ".join(Role.objects.values_list("code", flat=True))},
                field="role",
                code="role_unknown",
            )
        if Power.REPORT_THREAT_READ in role.powers and not data.reason.strip():
            raise DomainError(
                _("Who reads reports of threats is named one by one: say who decided it, and why."),
                field="reason",
                code="reason_missing",
            )
        refuse_role(user=User.objects.select_for_update().get(pk=user.pk), role=role, by=by)
        appointment = Appointment.objects.create(
            user=user,
            role=role,
            regions=list(data.regions),
            authority=data.authority,
            from_on=data.from_on,
            until_on=data.until_on,
            given_by=by.key,
        )
        event_record(
            kind="accounts.appointment.given", by=by, at=at, subject=user,
            facts={
                "role": role.code, "regions": list(data.regions), "authority": data.authority, "from_on": data.from_on,
            },
            reason=data.reason.strip(),
        )  # fmt: skip
    return appointment


def appointment_end(*, appointment: Appointment, until_on: date, by: Actor, at: datetime) -> Appointment:
    """Set the last day of an appointment; a day that was set before only comes nearer.

    Raises:
        DomainError: where that day lies before the first, or after the one that stands: a role that ended is given
            anew, with all that is asked then.
    """
    with transaction.atomic():
        row = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if row.until_on and until_on > row.until_on:
            says = _("This role ends earlier already. To let it go on, give the role anew.")
            raise DomainError(says, field="until_on", code="ended")
        if until_on < row.from_on:
            raise DomainError(
                _("An appointment cannot end before it begins. Give a later last day."), field="until_on", code="period"
            )
        before, row.until_on = row.until_on, until_on
        row.save(update_fields=["until_on"])
        event_record(
            kind="accounts.appointment.ended", by=by, at=at, subject=row,
            changes=[Change("until_on", str(before) if before else None, str(until_on))],
        )  # fmt: skip
    return row


def _check(data: AppointmentData) -> None:
    if any(len(region) != 2 or not region.isdigit() for region in data.regions):
        raise DomainError(
            _("A region is given by the two digits of its department, for example 17. Correct the list of regions."),
            field="regions",
            code="region_form",
        )
    if data.role == "opinion_authority" and not data.authority:
        raise DomainError(
            _("An opinion authority needs its name, for example SERNANP: it sees only what that authority is asked."),
            field="authority",
            code="authority_missing",
        )
    if data.until_on and data.until_on < data.from_on:
        raise DomainError(
            _("An appointment cannot end before it begins. Give a later last day."), field="until_on", code="period"
        )
