"""Two pairs of hands: no administrator alone comes to sit in an officer's place.

Who gave an account its password knows it until another administrator gives a new one: the register cannot tell whether
its owner or somebody else changed it since. So the administrator who gave the password neither resets the second step
of that account nor gives it a role that decides, and the other way about. Acts of the system (the first set-up, a demo)
are of nobody who could log in.
"""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.accounts.models import Appointment, Role, User
from registry.audit.services import Actor
from registry.common.errors import DomainError

# Who holds one of these ends rights, changes the law, speaks for the register, opens accounts or reads of threats.
GRAVE = frozenset({
    Power.CASE_DECIDE, Power.LAW_ENACT, Power.NOTICE_RELEASE, Power.PAPER_ISSUE, Power.PEOPLE_MANAGE,
    Power.REPORT_THREAT_READ, Power.REPORT_OFFICE_HANDLE,
})  # fmt: skip


def refuse_role(*, user: User, role: Role, by: Actor) -> None:
    """Raises: DomainError where who gives a role that decides also gave the account's password."""
    if _is_person(by) and GRAVE.intersection(role.powers) and user.password_given_by == by.key:
        raise DomainError(
            _("You gave this account its password. Another administrator has to give it a role that decides."),
            field="role",
            code="two_administrators",
        )


def refuse_password(*, user: User, by: Actor) -> None:
    """Raises: DomainError where who gives the password could then log in alone: reset or role was theirs too."""
    if not _is_person(by) or Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        return
    roles = Appointment.objects.filter(user=user, given_by=by.key, role__powers__overlap=list(GRAVE))
    if user.second_step_reset_by == by.key or roles.exists():
        says = _(
            "You reset the second step of this account or gave it a role that decides."
            " Another administrator has to give the password."
        )
        raise DomainError(says, code="two_administrators")


def refuse_reset(*, user: User, by: Actor) -> None:
    """Raises: DomainError where who resets the second step also gave the password that is still in use."""
    if _is_person(by) and user.password_is_initial and user.password_given_by == by.key:
        raise DomainError(
            _("You gave this account its password. Another administrator has to reset the second step."),
            code="two_administrators",
        )


def _is_person(by: Actor) -> bool:
    return by.user_id is not None
