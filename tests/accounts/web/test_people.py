"""Administrators manage people and not cases; auditors read and change nothing; nobody raises themselves."""

import re
import time
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from registry.accounts.models import Appointment, Role, User
from registry.accounts.services import (
    AppointmentData,
    UserChange,
    appointment_give,
    user_change,
    user_password_give,
    user_password_own,
)
from registry.accounts.services.sessions import BROWSER, sessions_end
from registry.accounts.web.second_factor import ENROLLED
from registry.accounts.web.sections import Section, section_register, sections_of
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.display import Fact
from registry.common.errors import DomainError

MATRIX = Path(__file__).resolve().parents[2] / "architecture" / "matrix"


def test_an_account_is_added_with_a_password_shown_once_and_changed_first(
    cast: dict[str, Client], settings: Any
) -> None:
    admin = cast["administrator"]
    page = admin.post(reverse("people:add"), {"username": "nueva", "display_name": "Nueva Inventada"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    [password] = re.findall(r"<code>([0-9A-Z-]+)</code>", page.content.decode())
    user = User.objects.get(username="nueva")
    assert user.check_password(password)
    settings.ACCOUNT_RATE_LIMITS = False
    hers = Client()
    hers.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert hers.get("/desk/").headers["Location"] == reverse("account_change_password")
    hers.post(
        reverse("account_change_password"),
        {"oldpassword": password, "password1": "invented words of hers", "password2": "invented words of hers"},
    )
    user.refresh_from_db()
    assert not user.password_is_initial
    assert password not in str(list(Event.objects.values()))


def test_a_role_is_given_and_ended_and_the_page_tells_it(cast: dict[str, Client], rows: dict[str, int]) -> None:
    admin, pk = cast["administrator"], rows["user"]
    given = {"role": "regional_officer", "regions": "17, 08", "from_on": "2026-11-20"}
    assert admin.post(reverse("people:appoint", args=[pk]), given).status_code == 302
    held = Appointment.objects.get(user=pk, role__code="regional_officer")
    assert held.regions == ["17", "08"]
    assert "17, 08" in admin.get(reverse("people:page", args=[pk])).content.decode()
    url = reverse("people:appointment_end", args=[pk, held.pk])
    assert admin.post(url, {"until_on": "2026-11-30"}).status_code == 302
    held.refresh_from_db()
    assert held.until_on == date(2026, 11, 30)
    assert admin.post(reverse("people:appoint", args=[pk]), given | {"regions": "Cusco"}).status_code == 422


def test_reports_of_threats_are_opened_by_a_named_grant_only(cast: dict[str, Client], rows: dict[str, int]) -> None:
    url = reverse("people:appoint", args=[rows["user"]])
    given = {"role": "threat_reader", "from_on": "2026-11-20"}
    assert cast["administrator"].post(url, given).status_code == 422
    assert cast["administrator"].post(url, given | {"reason": "Named by the minister."}).status_code == 302
    event = Event.objects.filter(kind="accounts.appointment.given").latest("id")
    assert "reason" in event.changes


def test_nobody_raises_themselves(cast: dict[str, Client], at: datetime) -> None:
    admin = User.objects.get(username="administrator")
    by = Actor.user(admin.pk)
    with pytest.raises(DomainError):
        appointment_give(user=admin, data=AppointmentData("ministry_officer", date(2026, 1, 1)), by=by, at=at)
    with pytest.raises(DomainError):
        user_change(user=admin, data=UserChange("x", "", "", "", True), by=by, at=at)
    with pytest.raises(DomainError):
        user_password_give(user=admin, by=by, at=at)
    page = cast["administrator"].get(reverse("people:page", args=[admin.pk])).content.decode()
    assert reverse("people:appoint", args=[admin.pk]) not in page
    assert (
        cast["administrator"].post(reverse("people:second_step", args=[admin.pk]), {"reason": "x"}).status_code == 422
    )


def test_no_administrator_alone_comes_to_sit_in_an_officers_place(
    cast: dict[str, Client], colleague: Callable[..., Client], rows: dict[str, int], at: datetime
) -> None:
    one, two = cast["administrator"], colleague("administrator2", "administrator")
    one.post(reverse("people:add"), {"username": "puppet", "display_name": "Invented"})
    puppet = User.objects.get(username="puppet")
    appoint = reverse("people:appoint", args=[puppet.pk])
    grave = {"role": "ministry_officer", "from_on": "2026-11-20"}
    for role in ("ministry_officer", "law_keeper", "administrator", "threat_reader", "integrity_officer"):
        assert one.post(appoint, grave | {"role": role, "reason": "x"}).status_code == 422, role
    assert one.post(appoint, grave | {"role": "auditor"}).status_code == 302
    user_password_own(user=puppet, by=Actor.user(puppet.pk), at=at)
    assert one.post(appoint, grave).status_code == 422, "who changed the password since cannot be told"
    assert two.post(appoint, grave).status_code == 302
    # The other way about: who gave the role does not give the password while there is no second step.
    password = reverse("people:password", args=[puppet.pk])
    assert two.post(password, {"reason": "Seen in person."}).status_code == 422
    assert one.post(password, {"reason": "Seen in person."}).status_code == 200
    # A lost phone and a lost password of an officer: two administrators.
    officer = User.objects.get(username="ministry")
    password, step = (reverse(f"people:{name}", args=[officer.pk]) for name in ("password", "second_step"))
    assert one.post(password, {"reason": "Seen in person."}).status_code == 200
    assert one.post(step, {"reason": "Seen in person."}).status_code == 422
    assert two.post(step, {"reason": "Seen in person."}).status_code == 302
    assert two.post(password, {"reason": "Seen in person."}).status_code == 422
    assert rows


def test_a_role_that_ended_is_not_let_go_on_by_ending_it_later(cast: dict[str, Client], at: datetime) -> None:
    admin = User.objects.get(username="administrator")
    ended = Appointment.objects.create(
        user=admin, role=Role.objects.get(code="ministry_officer"), from_on=date(2020, 1, 1), until_on=date(2021, 1, 1)
    )
    later = {"until_on": "2030-01-01"}
    url = reverse("people:appointment_end", args=[admin.pk, ended.pk])
    assert cast["administrator"].post(url, later).status_code == 422
    ended.refresh_from_db()
    assert ended.until_on == date(2021, 1, 1)
    assert cast["administrator"].post(url, {"until_on": "2020-06-01"}).status_code == 302


def test_one_person_has_one_account(cast: dict[str, Client]) -> None:
    given = {"display_name": "Invented", "email": "one@example.invalid"}
    admin = cast["administrator"]
    assert admin.post(reverse("people:add"), given | {"username": "first"}).status_code == 200
    assert admin.post(reverse("people:add"), given | {"username": "second"}).status_code == 422
    second = User.objects.create_user("second")
    url = reverse("people:change", args=[second.pk])
    assert admin.post(url, given | {"email": "ONE@example.invalid", "is_active": "on"}).status_code == 422
    first = reverse("people:change", args=[User.objects.get(username="first").pk])
    assert admin.post(first, given | {"is_active": "on"}).status_code == 302, "one's own address is no other's"


def test_somebody_sees_where_they_are_logged_in_and_ends_it(cast: dict[str, Client], at: datetime) -> None:
    user = User.objects.get(username="ministry")
    other, stranger = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140"}), cast["auditor"]
    other.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = other.session
    session[ENROLLED], session[BROWSER] = user.pk, "Firefox · Linux"
    session.save()
    mine = cast["ministry"]
    text = mine.get("/accounts/sessions/").content.decode()
    assert "Firefox · Linux" in text
    assert text.count("<tr>") == 3
    assert other.session.session_key not in text
    [name] = re.findall(r'name="end" value="(\w+)"', text)
    end = mine.post("/accounts/sessions/", {"end": name})
    assert "reauthenticate/" in end.headers["Location"], "the login is asked for again"
    assert other.get("/desk/").status_code == 200
    session = mine.session
    session["account_authentication_methods"] += [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    assert sessions_end(user=User.objects.get(username="auditor"), names={name}, by=Actor.system("t"), at=at) == 0
    assert mine.post("/accounts/sessions/", {"end": name}).headers["Location"] == "/accounts/sessions/"
    assert other.get("/desk/").headers["Location"].startswith("/accounts/login/")
    assert mine.get("/desk/").status_code == 200
    assert stranger.get("/desk/").status_code == 200
    assert Event.objects.filter(kind="accounts.user.sessions_ended", subject_id=user.pk).count() == 1


def test_a_lost_phone_is_reset_and_a_switched_off_account_is_out_at_once(cast: dict[str, Client]) -> None:
    officer = User.objects.get(username="officer")
    assert cast["officer"].get("/desk/").status_code == 200
    url = reverse("people:second_step", args=[officer.pk])
    assert cast["administrator"].post(url, {"reason": "Seen in person."}).status_code == 302
    assert not Authenticator.objects.filter(user=officer).exists()
    assert cast["officer"].get("/desk/").status_code == 302
    ministry = User.objects.get(username="ministry")
    cast["administrator"].post(reverse("people:change", args=[ministry.pk]), {"display_name": "M"})
    assert cast["ministry"].get("/desk/").headers["Location"].startswith("/accounts/login/")


def test_the_list_finds_people_and_does_not_grow(cast: dict[str, Client], django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        User.objects.create_user(f"user{number}", organization="Office of nowhere")
    with django_assert_max_num_queries(11):
        text = cast["auditor"].get(reverse("people:list") + "?q=nowhere").content.decode()
    assert "user11" in text
    assert "30 entries" in text
    assert ">law_keeper<" not in text
    assert reverse("people:add") not in text


def test_higher_rooms_add_what_they_know_of_somebody(cast: dict[str, Client], rows: dict[str, int]) -> None:
    def conflicts(user: User, on: date) -> Section:
        return Section("Conflicts of interest", [Fact("Until", on)] if user.username == "somebody" else [], "None.")

    section_register(conflicts)
    section_register(conflicts)
    assert (
        len([one for one in sections_of(User(username="x"), date(2026, 1, 1)) if one.title == "Conflicts of interest"])
        >= 1
    )
    text = cast["auditor"].get(reverse("people:page", args=[rows["user"]])).content.decode()
    assert "Conflicts of interest" in text


def _rows() -> dict[str, dict[str, Any]]:
    return {name: row for path in MATRIX.glob("*.toml") for name, row in tomllib.loads(path.read_text()).items()}


def test_no_form_or_act_of_any_room_is_open_to_auditors_and_only_people_to_administrators() -> None:
    for name, row in _rows().items():
        allowed = row["allowed"]
        if isinstance(allowed, list):
            acts = row.get("is_form") or row.get("is_act")
            # A key of one's own for the public API, as everybody; a search, which only leads on to a list.
            is_own = name in {"keys:ask", "keys:new", "desk:search"}
            assert is_own or not (acts and "auditor" in allowed), f"an auditor changes nothing: {name}"
            is_theirs = name.startswith(("people:", "keys:")) or name == "desk:search"
            assert "administrator" not in allowed or is_theirs, f"people, not cases: {name}"


def test_administrators_begin_at_the_people(cast: dict[str, Client], rf: Any) -> None:
    from registry.accounts.adapter import StaffAccountAdapter

    request = rf.get("/")
    for name, goal in (("administrator", "/desk/people/"), ("ministry", "/desk/")):
        request.user = User.objects.get(username=name)
        assert StaffAccountAdapter(request).get_login_redirect_url(request) == goal
    assert "/desk/people/" in cast["administrator"].get("/desk/people/").content.decode()
    assert "/desk/people/" not in cast["ministry"].get("/desk/").content.decode()
