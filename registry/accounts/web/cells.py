"""Cells of tables that are more than text."""

from django.template.loader import render_to_string

from registry.common.display import Chip
from registry.common.templatetags.page import hectares


def chip_cell(chip: Chip) -> str:
    """Return a chip for a cell."""
    return render_to_string("components/chip.html", {"tone": chip.tone, "word": chip.word})


def hectares_cell(value: object) -> str:
    """Return hectares for a cell; a word where they are not known."""
    return hectares(value)  # type: ignore[arg-type] # a Decimal or None, as the column gives it
