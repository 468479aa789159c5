"""Table and filter of the list of people."""

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import Role, User
from registry.accounts.web.cells import chip_cell
from registry.common.display import Chip


def user_chip(user: User) -> Chip:
    """Return whether a user may log in."""
    return Chip(_("may log in"), "good") if user.is_active else Chip(_("switched off"), "unknown")


class UserTable(tables.Table):
    """Who may log in, and what they are."""

    username = tables.LinkColumn(
        "people:page", args=[tables.A("pk")], verbose_name=gettext_lazy("Login"), attrs={"td": {"class": "key"}}
    )
    display_name = tables.Column(verbose_name=gettext_lazy("Name shown"), default="")
    organization = tables.Column(verbose_name=gettext_lazy("Office or organization"), default="")
    roles = tables.Column(verbose_name=gettext_lazy("Roles today"), empty_values=(), orderable=False)
    step = tables.Column(verbose_name=gettext_lazy("Second step"), accessor="has_step", orderable=False)
    is_active = tables.Column(verbose_name=gettext_lazy("State"))
    last_login = tables.DateTimeColumn(
        verbose_name=gettext_lazy("Last login"), short=True, default=gettext_lazy("never")
    )

    class Meta:
        """Only what the page shows."""

        model = User
        fields = ("username", "display_name", "organization", "roles", "step", "is_active", "last_login")

    def render_roles(self, record: User) -> str:
        """The roles that hold today."""
        names = [one.role.name for one in record.standing]  # type: ignore[attr-defined] # prefetched by the page
        return ", ".join(names) or _("none")

    def render_step(self, value: object) -> str:
        """Whether an authenticator is set up."""
        return _("set up") if value else _("not yet")

    def render_is_active(self, record: User) -> str:
        """Word, sign and colour."""
        return chip_cell(user_chip(record))


class UserFilter(filters.FilterSet):
    """People by name and role."""

    q = filters.CharFilter(
        method="search", label=gettext_lazy("Login, name or office"),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip
    role = filters.ModelChoiceFilter(
        field_name="appointments__role", queryset=Role.objects.all(), to_field_name="code", distinct=True,
        label=gettext_lazy("Role"), empty_label=gettext_lazy("any"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    class Meta:
        """Declared above."""

        model = User
        fields = ("q", "role")

    def search(self, rows: QuerySet[User], _name: str, text: str) -> QuerySet[User]:
        """Find by a part of login, name or office."""
        return rows.filter(
            Q(username__icontains=text) | Q(display_name__icontains=text) | Q(organization__icontains=text)
        )
