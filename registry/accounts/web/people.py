"""The pages of people: an administrator manages accounts and roles, and no cases; an auditor reads them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.models import Appointment, User
from registry.accounts.services import (
    AppointmentData,
    UserChange,
    UserData,
    appointment_end,
    appointment_give,
    second_factor_reset,
    user_change,
    user_create,
    user_password_give,
)
from registry.accounts.web.forms import EndForm
from registry.accounts.web.history import history_of, looks_of
from registry.accounts.web.pages import FormPage, ListPage, StaffPage
from registry.accounts.web.people_forms import AppointmentForm, ReasonForm, UserAddForm, UserChangeForm
from registry.accounts.web.people_tables import UserFilter, UserTable, user_chip
from registry.accounts.web.sections import sections_of
from registry.common.codes import new_code
from registry.common.display import Act, Crumb, Fact


def _second_step() -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP))


class PeoplePage(ListPage):
    """Everybody who may log in."""

    power = Power.PEOPLE_MANAGE
    readers = (Power.AUDIT_READ,)
    table_class = UserTable
    filter_class = UserFilter
    title = gettext_lazy("People")
    personal = ("display_name",)

    def rows(self) -> QuerySet[User]:
        """Users with the roles that hold today."""
        today = Q(from_on__lte=self.today) & (Q(until_on=None) | Q(until_on__gte=self.today))
        standing = Appointment.objects.filter(today).select_related("role")
        return (
            User.objects.annotate(has_step=_second_step())
            .prefetch_related(Prefetch("appointments", standing, to_attr="standing"))
            .order_by("username")
        )

    def acts(self) -> list[Act]:
        """Offer to add somebody."""
        may = self.may(Power.PEOPLE_MANAGE)
        return [Act(reverse("people:add"), _("Add somebody"), primary=True)] if may else []


class PersonPage(StaffPage):
    """One account: what it is, its roles with their dates, what higher rooms know of it, its history."""

    power = Power.PEOPLE_MANAGE
    readers = (Power.AUDIT_READ,)
    template_name = "accounts/person.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the account."""
        user = get_object_or_404(User.objects.annotate(has_step=_second_step()), pk=kwargs.pop("pk"))
        self.read(user, fields=("display_name", "email"))
        may_manage = self.may(Power.PEOPLE_MANAGE) and user.pk != self.request.user.pk
        return super().get_context_data(
            title=user.username, kind=_("Account"), chips=[user_chip(user)], person=user, facts=_facts(user),
            appointments=user.appointments.select_related("role").order_by("-from_on", "-id"), today=self.today,
            sections=sections_of(user, self.today), moments=history_of(user),
            looks=looks_of(user) if self.may(Power.AUDIT_READ) else [], may_manage=may_manage,
            acts=_acts(user) if may_manage else [],
            crumbs=[Crumb(_("People"), reverse("people:list")), Crumb(user.username)], **kwargs,
        )  # fmt: skip


def _facts(user: User) -> list[Fact]:
    step = getattr(user, "has_step", False)
    return [
        Fact(_("Name shown"), user.display_name),
        Fact(_("Office or organization"), user.organization),
        Fact(_("E-mail"), user.email),
        Fact(_("Language"), user.language or _("as the browser asks")),
        Fact(_("Second step"), _("set up") if step else _("not yet: it is asked for at the next login")),
        Fact(_("Password"), _("given by an administrator, not yet changed") if user.password_is_initial else _("own")),
        Fact(_("Last login"), user.last_login or _("never")),
    ]


def _acts(user: User) -> list[Act]:
    return [
        Act(reverse("people:password", args=[user.pk]), _("Give a new password")),
        Act(reverse("people:second_step", args=[user.pk]), _("Reset the second step")),
        Act(reverse("people:appoint", args=[user.pk]), _("Give a role")),
        Act(reverse("people:change", args=[user.pk]), _("Change"), primary=True),
    ]


class PeopleForm(FormPage):
    """A form on one account."""

    power = Power.PEOPLE_MANAGE
    user: User

    def prepare(self) -> None:
        """Find the account."""
        self.user = get_object_or_404(User, pk=self.kwargs["pk"])

    def page(self) -> str:
        """Return the address of its page."""
        return reverse("people:page", args=[self.user.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the account."""
        return [Crumb(_("People"), reverse("people:list")), Crumb(self.user.username, self.page())]


class GivenPassword(PeopleForm):
    """A form whose answer shows a password once; it stands in no address, cookie or log."""

    def given(self, user: User, password: str) -> HttpResponse:
        """Show it."""
        answer = self.response_class(
            request=self.request, template=["accounts/given.html"], using=self.template_engine,
            context=self.get_context_data(title=_("A password was given"), person=user, password=password),
        )  # fmt: skip
        answer["Cache-Control"] = "no-store"
        return answer

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """As every form, but the answer to a good one is the page with the password."""
        self.given_to: tuple[User, str] | None = None
        answer = super().post(request, *args, **kwargs)
        return self.given(*self.given_to) if self.given_to else answer


class AddPage(GivenPassword):
    """Add an account; its password is made by the register and changed by its owner first."""

    form_class = UserAddForm
    title = gettext_lazy("Add somebody")
    done = gettext_lazy("Added.")

    def prepare(self) -> None:
        """Nobody is there yet."""

    def act(self, form: forms.Form) -> str:
        """Add the account without any role."""
        # Never used: the next line replaces it before anybody could.
        first = "-".join(new_code() for _part in range(2))
        user = user_create(
            data=UserData(**form.cleaned_data), password=first, appointments=[], by=self.actor, at=self.now
        )
        self.given_to = (user, user_password_give(user=user, by=self.actor, at=self.now))
        return reverse("people:page", args=[user.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("People"), reverse("people:list"))]


class PasswordPage(GivenPassword):
    """Give a new password to somebody who lost theirs."""

    form_class = ReasonForm
    title = gettext_lazy("Give a new password")
    done = gettext_lazy("A new password was given.")

    def act(self, form: forms.Form) -> str:
        """Make it; the old one is good no more and every session ends."""
        self.given_to = (self.user, user_password_give(user=self.user, by=self.actor, at=self.now, **form.cleaned_data))
        return self.page()


class ChangePage(PeopleForm):
    """Change an account, or switch it off."""

    form_class = UserChangeForm
    title = gettext_lazy("Change an account")
    done = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        """Show what is stored."""
        return {name: getattr(self.user, name) for name in UserChangeForm.base_fields}

    def act(self, form: forms.Form) -> str:
        """Change it."""
        user_change(user=self.user, data=UserChange(**form.cleaned_data), by=self.actor, at=self.now)
        return self.page()


class AppointPage(PeopleForm):
    """Give a role."""

    form_class = AppointmentForm
    title = gettext_lazy("Give a role")
    done = gettext_lazy("The role was given.")

    def get_initial(self) -> dict[str, Any]:
        """From today."""
        return {"from_on": self.today}

    def act(self, form: forms.Form) -> str:
        """Give it."""
        said = form.cleaned_data | {"role": form.cleaned_data["role"].code}
        appointment_give(user=self.user, data=AppointmentData(**said), by=self.actor, at=self.now)
        return self.page()


class AppointmentEndPage(PeopleForm):
    """End a role on a day."""

    form_class = EndForm
    title = gettext_lazy("End a role")
    done = gettext_lazy("The role ends on that day.")

    def get_initial(self) -> dict[str, Any]:
        """Today."""
        return {"until_on": self.today}

    def act(self, form: forms.Form) -> str:
        """End it."""
        row = get_object_or_404(Appointment, pk=self.kwargs["number"], user=self.user)
        appointment_end(appointment=row, until_on=form.cleaned_data["until_on"], by=self.actor, at=self.now)
        return self.page()


class SecondStepPage(PeopleForm):
    """Take the authenticator of a lost phone away; the next login asks for a new one."""

    form_class = ReasonForm
    title = gettext_lazy("Reset the second step")
    done = gettext_lazy("The second step was reset and every session ended.")

    def act(self, form: forms.Form) -> str:
        """Reset it."""
        second_factor_reset(user=self.user, by=self.actor, at=self.now, **form.cleaned_data)
        return self.page()
