"""A place code as pages show it: with its name, or with the word that the list of places does not know it."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from registry.common.display import Fact
from registry.places.selectors import place_said


def place_fact(ubigeo: str, *, note: str = "") -> Fact:
    """Return the place of an entry: code and name; a code that is in no list is flagged."""
    said = place_said(ubigeo)
    value = f"{said.code} {said.name}".strip()
    return Fact(_("Place (UBIGEO)"), value, note=note, warning=said.note)


def place_cell(ubigeo: str, name: str | None) -> str:
    """Return a place code for a cell of a table: flagged where `name`, from the list of places, is unknown."""
    if name is not None:
        return format_html('{} <span class="sub">{}</span>', ubigeo, name)
    return format_html('{} <span class="sub sub--warn">{}</span>', ubigeo, _("not in the list of places"))
