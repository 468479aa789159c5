"""Roles as data: what somebody may do, where, on which day."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from registry.accounts.models import Appointment, Role, User
from registry.accounts.permissions import powers_of

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def appointed(role: str, **more: object) -> User:
    user = User.objects.create_user(username=f"{role}-{more}"[:100])
    Appointment.objects.create(user=user, role=Role.objects.get(code=role), **{"from_on": date(2026, 1, 1), **more})
    return user


def test_a_regional_officer_changes_files_of_the_region_only() -> None:
    powers = powers_of(appointed("regional_officer", regions=["17"]), on=ON)
    assert powers.can("register.change", ubigeo="170103")
    assert not powers.can("register.change", ubigeo="060101")
    assert not powers.can("register.change", ubigeo=""), "a place that is not known is nobody's region"
    assert not powers.can("case.decide", ubigeo="170103")


def test_a_ministry_officer_acts_everywhere_also_where_the_place_is_unknown() -> None:
    powers = powers_of(appointed("ministry_officer"), on=ON)
    assert powers.can("case.decide", ubigeo="")
    assert powers.where("case.decide") is None


def test_an_appointment_counts_from_its_first_to_its_last_day() -> None:
    user = appointed("auditor", from_on=ON, until_on=ON)
    assert powers_of(user, on=ON).can("audit.read")
    assert not powers_of(user, on=date(2026, 11, 19)).can("audit.read")
    assert not powers_of(user, on=date(2026, 11, 21)).can("audit.read")


def test_somebody_unknown_or_switched_off_may_nothing() -> None:
    user = appointed("administrator")
    user.is_active = False
    assert not powers_of(user, on=ON).regions
    assert not powers_of(AnonymousUser(), on=ON).regions


def test_an_auditor_and_an_administrator_change_no_file() -> None:
    for role in ("auditor", "administrator"):
        powers = powers_of(appointed(role), on=ON)
        assert not {"register.change", "case.decide", "rights.change", "overlap.judge"} & set(powers.regions)
