"""How a registration lies among the rights and the other registrations, for its page: three answers, no silence."""

from typing import Any

from django import template
from django.db.models import Q
from django.utils.translation import gettext as _

from concessions.models import MiningRight
from registry.accounts.permissions import Powers
from registry.common.display import Chip
from registry.formalization.models import Registration
from registry.formalization.permissions import can_read
from registry.territory.choices import Answer, OwnerKind, Relation, Why
from registry.territory.models import Finding, Footprint
from registry.territory.selectors import (
    Neighbours,
    Placing,
    met_by,
    neighbour_checks,
    noise_tolerances,
    placings,
    waiting_among,
)
from registry.territory.services.consequences import law_on, meaning_of

register = template.Library()
TONES = {Answer.OVERLAPS: "warn", Answer.CLEAR: "good", Answer.NOT_CHECKED: "unknown"}
AT_MOST = 30
PLACES = (OwnerKind.DECLARED_PLACE, OwnerKind.VERIFIED_PLACE)
CLOSE_M = 1.0


@register.inclusion_tag("territory/lying.html", takes_context=True)
def lies_on(context: template.Context, registration: Registration) -> dict[str, Any]:
    """Show the share inside the own right, the distance outside it, and every other right and registration met."""
    place = registration.verified_place or registration.declared_place
    own = registration.right.footprint if registration.right else None
    if place is None:
        return {"place": None}
    view = context["view"]  # a staff page: who looks, and on which day
    powers: Powers = view.powers
    among_rights = met_by([place.pk])[place.pk]
    answer, why = _among_others(place, among_rights, own)
    on = view.today
    return {
        "place": place,
        "own": registration.right,
        "says": _own_says(place, own),
        "rights_chip": Chip(str(answer.label), TONES[answer]),
        "rights_why": Why(why).label,
        "rights": _rights(among_rights, own),
        "meaning": meaning_of(law_on(on), "footprint:place:right", on=on),
        "others": _registrations(place, powers, is_measured=among_rights.checked_on is not None),
    }


def _own_says(place: Footprint, own: Footprint | None) -> list[str]:
    if own is None:
        return [_("The shape of its own right is not known.")]
    found = placings([(place.pk, own.pk)], noise_m2=noise_tolerances().area_m2)[place.pk, own.pk]
    return [_inside(found), *_outside(found)]


def _inside(found: Placing) -> str:
    if found.share_inside is not None:
        return _("{share} of its place lies inside its own right.").format(share=f"{found.share_inside:.2%}")
    if found.is_inside is None:
        return _("Its point lies too near the boundary of its own right to tell on which side.")
    if found.is_inside:
        return _("Its point lies inside its own right.")
    return _("Its point lies outside its own right.")


def _outside(found: Placing) -> list[str]:
    if found.distance_m > CLOSE_M:
        return [_("It lies {metres} m away from it.").format(metres=f"{found.distance_m:,.0f}")]
    if found.reaches_out_m > CLOSE_M:
        return [_("It reaches {metres} m out of it.").format(metres=f"{found.reaches_out_m:,.0f}")]
    return []


def _among_others(place: Footprint, found: Neighbours, own: Footprint | None) -> tuple[Answer, str]:
    """The answer among the other rights, and why: lying on the own one is where it belongs, and clears no other."""
    others = [one for one in found.met if own is None or one.footprint_id != own.pk]
    if any(not one.edge_noise and one.relation != Relation.UNDECIDED for one in others):
        return Answer.OVERLAPS, Why.MEASURED
    if found.answer != Answer.OVERLAPS:
        return Answer(found.answer), found.why
    check = neighbour_checks([place.pk]).get(place.pk)
    if check is None or waiting_among([place.pk]):
        return Answer.NOT_CHECKED, Why.WAITING
    if check.why != Why.MEASURED:
        return Answer.NOT_CHECKED, check.why
    if any(one.relation == Relation.UNDECIDED for one in others):
        return Answer.NOT_CHECKED, Why.UNDECIDED
    return Answer.CLEAR, Why.MEASURED


def _rights(found: Neighbours, own: Footprint | None) -> list[dict[str, Any]]:
    met = {one.footprint_id: one for one in found.met if own is None or one.footprint_id != own.pk}
    rows = MiningRight.objects.filter(footprint__in=met).prefetch_related("holders", "contracts")
    return [
        {
            "right": row, "met": met[row.footprint_id or 0],
            "holders": [holder.name for holder in row.holders.all() if holder.until_on is None],
            "contracts": list(row.contracts.all()),
        }
        for row in rows.order_by("code")[:AT_MOST]
    ]  # fmt: skip


def _registrations(place: Footprint, powers: Powers, *, is_measured: bool) -> dict[str, Any]:
    """Other registrations whose place shares this one; unsure while this or one around it waits for its measuring."""
    pairs = Finding.objects.filter(superseded_at=None, edge_noise=False).exclude(relation=Relation.UNDECIDED)
    pairs = pairs.filter(
        Q(footprint=place, other__owner_kind__in=PLACES) | Q(other=place, footprint__owner_kind__in=PLACES)
    )
    prints = {number for pair in pairs.values_list("footprint_id", "other_id") for number in pair} - {place.pk}
    rows = Registration.objects.filter(Q(declared_place__in=prints) | Q(verified_place__in=prints)).order_by("code")
    listed = list(rows[:AT_MOST]) if prints else []
    seen = [row for row in listed if can_read(powers, row)]
    sure = bool(listed) or (is_measured and not any(waiting_among([place.pk], owner_kind=kind) for kind in PLACES))
    return {"seen": seen, "hidden": len(listed) - len(seen), "is_unsure": not sure}
