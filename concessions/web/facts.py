"""The facts of a right as its page shows them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from concessions.models import MiningRight
from registry.accounts.web.placing import place_fact
from registry.common.display import Fact
from registry.common.templatetags.page import hectares


def right_facts(right: MiningRight) -> list[Fact]:
    """Return what is known of a right, declared and measured hectares as two facts."""
    measured = right.footprint.measured_area_ha if right.footprint else None
    return [
        Fact(_("Substance"), right.get_substance_class_display()),
        Fact(_("Declared hectares"), _shown(right.declared_hectares)),
        Fact(_("Measured hectares"), _shown(measured), note=_difference(right.declared_hectares, measured)),
        Fact(
            _("Filed"),
            right.filed_at,
            note="" if right.filed_hour_known or not right.filed_at else _("the hour is not known"),
        ),
        Fact(_("Titled on"), right.titled_on),
        Fact(_("Ended on"), right.extinguished_on),
        Fact(_("State in the words of the source"), right.state_published),
        place_fact(right.ubigeo, note=right.place_published),
        Fact(_("Source"), right.source),
        Fact(_("Data of"), right.published_on),
        *([Fact(_("Missing since the file of"), right.gone_on)] if right.gone_on else []),
    ]


def _shown(value: Decimal | None) -> str | None:
    return None if value is None else hectares(value)


def _difference(declared: Decimal | None, measured: Decimal | None) -> str:
    """Say how far the measuring lies from the title where it is more than a square metre."""
    if declared is None or measured is None or abs(measured - declared) <= Decimal("0.0001"):
        return ""
    return _("{hectares} against the title").format(
        hectares=("+" if measured > declared else "") + hectares(measured - declared)
    )
