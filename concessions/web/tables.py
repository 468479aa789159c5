"""The table of rights."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from concessions.models import MiningRight
from concessions.web.chips import state_chip
from registry.accounts.web.cells import chip_cell, hectares_cell
from registry.accounts.web.placing import place_cell

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class RightTable(tables.Table):
    """Rights with declared and measured hectares beside each other."""

    code = tables.LinkColumn(
        "rights:page", args=[tables.A("pk")], verbose_name=_("Code"), attrs={"td": {"class": "key nowrap"}, "th": {}}
    )
    name = tables.Column(verbose_name=_("Name"), default=_("not known"))
    kind = tables.Column(verbose_name=_("Kind"))
    state = tables.Column(verbose_name=_("State"))
    declared_hectares = tables.Column(verbose_name=_("Declared"), attrs=NUMBER, empty_values=())
    measured = tables.Column(
        accessor="footprint__measured_area_ha", verbose_name=_("Measured"), attrs=NUMBER, empty_values=()
    )
    ubigeo = tables.Column(verbose_name=_("Place"), default=_("not known"), attrs=NUMBER)

    class Meta:
        """Only what the page shows."""

        model = MiningRight
        fields = ("code", "name", "kind", "state", "declared_hectares", "measured", "ubigeo")

    def render_state(self, record: MiningRight) -> str:
        """Word, sign and colour."""
        return chip_cell(state_chip(record))

    def render_declared_hectares(self, value: object) -> str:
        """Hectares, or not known."""
        return hectares_cell(value)

    def render_measured(self, value: object) -> str:
        """Hectares, or not known."""
        return hectares_cell(value)

    def render_ubigeo(self, record: MiningRight, value: str) -> str:
        """Code with name; a code that the list of places does not know is flagged."""
        return place_cell(value, record.place_name)  # type: ignore[attr-defined] # annotated by the list
