"""Logins of the demo, one a role, and the registration whose status page is worth a first look.

They are the same in every demo and printed on screen: a register with `REGISTRY_DEMO` holds nothing to protect.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from registry.accounts.models import User
from registry.accounts.services import AppointmentData, UserData, second_factor_give_demo, user_create
from registry.audit.services import Actor
from registry.formalization.models import Registration

EXAMPLE_CODE = "DEMO-EXAMPLE"
PASSWORD = "invented-gold-of-nobody"  # noqa: S105 - the printed password of invented data
FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Login:
    """A login of the demo: what `bin/run` prints, and where its role holds."""

    role: str
    username: str
    regions: tuple[str, ...] = ()
    authority: str = ""
    organization: str = ""
    password: str = PASSWORD


LOGINS = (
    Login("ministry_officer", "ministry", organization="Ministry (demo)"),
    Login("ministry_officer", "ministry2", organization="Ministry (demo)"),
    Login("ministry_officer", "council", authority="CM", organization="Consejo de Minería (demo)"),
    Login("regional_officer", "region17", regions=("17",), organization="Region 17 (demo)"),
    Login("regional_officer", "region20", regions=("20",), organization="Region 20 (demo)"),
    Login("cadastre_officer", "cadastre", organization="Cadastre (demo)"),
    Login("law_keeper", "law", organization="Ministry (demo)"),
    Login("law_keeper", "law2", organization="Ministry (demo)"),
    Login("opinion_authority", "sernanp", authority="SERNANP", organization="SERNANP (demo)"),
    Login("opinion_authority", "ana", authority="ANA", organization="ANA (demo)"),
    Login("opinion_authority", "serfor", authority="SERFOR", organization="SERFOR (demo)"),
    Login("auditor", "auditor", organization="Audit office (demo)"),
    Login("threat_reader", "threats", organization="Protection office (demo)"),
    Login("integrity_officer", "integrity", organization="Integrity office (demo)"),
    Login("civil_society", "ngo", organization="An organization (demo)"),
    Login("administrator", "admin", organization="Ministry (demo)"),
    Login("administrator", "admin2", organization="Ministry (demo)"),
)


def demo_logins() -> tuple[Login, ...]:
    """Return the logins, one or more a role."""
    return LOGINS


def demo_status() -> dict[str, str] | None:
    """Return code and document with which the status page answers; None where there is no demo yet."""
    row = Registration.objects.select_related("person").filter(code=EXAMPLE_CODE).first()
    if row is None or row.person is None:
        return None
    return {"code": row.status_code, "document": row.person.document_number}


def accounts_ensure(*, by: Actor, at: datetime) -> int:
    """Add the logins that are not there yet; returns how many were added."""
    known = set(
        User.objects.filter(username__in=[login.username for login in LOGINS]).values_list("username", flat=True)
    )
    missing = [login for login in LOGINS if login.username not in known]
    for login in missing:
        user = user_create(
            data=UserData(
                username=login.username,
                display_name=f"{login.username} (demo)",
                organization=login.organization,
            ),
            password=login.password,
            appointments=[
                AppointmentData(
                    login.role, FIRST_DAY, regions=login.regions, authority=login.authority, reason="Demo register."
                )
            ],
            by=by,
            at=at,
        )
        if settings.REGISTRY_DEMO:
            second_factor_give_demo(user=user, by=by, at=at)
    return len(missing)


def second_steps_ensure(*, by: Actor, at: datetime) -> dict[str, str]:
    """Give each login of the demo its authenticator where it has none; returns the secrets by login name."""
    users = User.objects.filter(username__in=[login.username for login in LOGINS])
    return {user.username: second_factor_give_demo(user=user, by=by, at=at) for user in users}
