"""The registrations of a person, group or right, for the pages of rooms that do not know registrations."""

from django import template

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.formalization.permissions import can_read
from registry.formalization.selectors.registrations import registrations_where
from registry.formalization.web.chips import class_chip, state_chip

register = template.Library()

AT_MOST = 100


@register.inclusion_tag("formalization/registrations_of.html", takes_context=True)
def registrations_of(
    context: template.Context,
    *,
    person: Person | None = None,
    group: Group | None = None,
    right: MiningRight | None = None,
) -> dict[str, object]:
    """Show the registrations within the viewer's reach, and how many lie outside of it."""
    viewer = context["viewer"]
    rows = list(registrations_where(person=person, group=group, right=right)[: AT_MOST + 1])
    powers = viewer if isinstance(viewer, Powers) else Powers()
    number = (person.document_number or person.ruc) if person else (group.ruc if group else "")
    seen = [row for row in rows[:AT_MOST] if can_read(powers, row)]
    lines = [(row, state_chip(row), class_chip(row.category)) for row in seen]  # type: ignore[attr-defined] # annotated
    return {
        "lines": lines,
        "hidden": len(rows[:AT_MOST]) - len(seen),
        "is_cut": len(rows) > AT_MOST,
        "at_most": AT_MOST,
        "number": number if powers.can(Power.REGISTER_CHANGE) else "",
    }
