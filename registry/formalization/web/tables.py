"""The table of registrations."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from registry.accounts.web.cells import chip_cell
from registry.accounts.web.placing import place_cell
from registry.formalization.models import Registration
from registry.formalization.web.chips import class_chip, state_chip


class RegistrationTable(tables.Table):
    """Registrations with state and class."""

    code = tables.LinkColumn(
        "registrations:page", args=[tables.A("pk")], verbose_name=_("Code"), attrs={"td": {"class": "key nowrap"}}
    )
    registrant = tables.Column(
        verbose_name=_("Registrant"), empty_values=(), order_by=("person__full_name", "group__name")
    )
    activity = tables.Column(verbose_name=_("Activity"), default=_("not known"))
    right = tables.Column(
        verbose_name=_("Right"),
        accessor="right_code_declared",
        default=_("not known"),
        attrs={"td": {"class": "num"}, "th": {}},
    )
    state = tables.Column(verbose_name=_("State"))
    category = tables.Column(verbose_name=_("Class"), empty_values=())
    ubigeo = tables.Column(
        verbose_name=_("Place"), default=_("not known"), attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )

    class Meta:
        """Only what the page shows."""

        model = Registration
        fields = ("code", "registrant", "activity", "right", "state", "category", "ubigeo")

    def render_registrant(self, record: Registration) -> SafeString | str:
        """Show the name; unknown is said."""
        who = record.registrant
        return format_html("{}", who) if who else format_html('<span class="unknown">{}</span>', _("not known"))

    def render_state(self, record: Registration) -> str:
        """Word, sign and colour."""
        return chip_cell(state_chip(record))

    def render_category(self, value: str | None) -> str:
        """Word, sign and colour."""
        return chip_cell(class_chip(value))

    def render_ubigeo(self, record: Registration, value: str) -> str:
        """Code with name; a code that the list of places does not know is flagged."""
        return place_cell(value, record.place_name)  # type: ignore[attr-defined] # annotated by the list
