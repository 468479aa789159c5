"""Accounts are given with their roles, and each gift leaves an event without a personal value."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from registry.accounts.models import Appointment, User
from registry.accounts.permissions import powers_of
from registry.accounts.services import AppointmentData, UserData, appointment_end, user_create, user_password_set
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
GOOD = "river-stone-lamp-77"


def given(at: datetime, *, username: str = "vellora", password: str = GOOD, **appointment: object) -> User:
    role = {"role": "regional_officer", "from_on": date(2026, 1, 1), "regions": ("17",), **appointment}
    return user_create(
        data=UserData(username=username), password=password, appointments=[AppointmentData(**role)], by=BY, at=at
    )


def test_the_account_can_log_in_and_holds_its_role_in_its_region(at: datetime, on: date) -> None:
    user = given(at)
    request = RequestFactory().post("/")
    assert authenticate(request, username="vellora", password=GOOD) == user
    powers = powers_of(user, on=on)
    assert powers.can("register.change", ubigeo="170204")
    assert not powers.can("register.change", ubigeo="200210")


def test_events_name_the_role_and_hold_neither_password_nor_login_name(at: datetime) -> None:
    user = given(at)
    events = Event.objects.filter(subject_type="accounts.user", subject_id=user.pk)
    assert [event.kind for event in events] == ["accounts.user.created", "accounts.appointment.given"]
    assert "vellora" not in str([event.changes for event in events])
    assert events[1].changes["facts"]["role"] == "regional_officer"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": " "}, "username"),
        ({"username": "with space"}, "username"),
        ({"password": "short"}, "password"),
        ({"password": "739512084461"}, "password"),
        ({"role": "emperor"}, "role"),
        ({"regions": ("Madre de Dios",)}, "regions"),
        ({"role": "opinion_authority"}, "authority"),
        ({"until_on": date(2025, 12, 31)}, "until_on"),
    ],
)
def test_what_is_refused_writes_nothing_and_names_its_field(
    at: datetime, change: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        given(at, **change)
    assert refused.value.field == field
    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_a_login_name_in_other_capitals_is_taken(at: datetime) -> None:
    given(at)
    with pytest.raises(DomainError, match="taken"):
        given(at, username="VELLORA")


def test_an_ended_appointment_gives_nothing_the_day_after(at: datetime) -> None:
    user = given(at)
    appointment_end(appointment=Appointment.objects.get(), until_on=date(2026, 6, 30), by=BY, at=at)
    assert powers_of(user, on=date(2026, 6, 30)).can("register.read")
    assert not powers_of(user, on=date(2026, 7, 1)).can("register.read")
    with pytest.raises(DomainError):
        appointment_end(appointment=Appointment.objects.get(), until_on=date(2025, 6, 30), by=BY, at=at)


def test_another_password_replaces_the_first_and_a_weak_one_does_not(at: datetime) -> None:
    user = given(at)
    with pytest.raises(DomainError):
        user_password_set(user=user, password="weak", by=BY, at=at)
    user_password_set(user=user, password="another-lamp-of-stone", by=BY, at=datetime(2026, 11, 21, tzinfo=UTC))
    user.refresh_from_db()
    assert user.check_password("another-lamp-of-stone")
    assert not user.check_password(GOOD)
