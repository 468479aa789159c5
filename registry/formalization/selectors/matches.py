"""Proposals of matches within somebody's reach: those of registrants in the viewer's regions."""

from django.db.models import Count, QuerySet

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.formalization.models import HolderMatch, Registration


def _within(viewer: Powers) -> QuerySet[HolderMatch]:
    reach = within_reach(viewer, Power.REGISTER_READ, column="person__ubigeo")
    return HolderMatch.objects.filter(reach | within_reach(viewer, Power.REGISTER_READ, column="group__ubigeo"))


def match_list(*, viewer: Powers, state: str) -> QuerySet[HolderMatch]:
    """Return the proposals of one state, the most alike first."""
    rows = _within(viewer).filter(state=state).select_related("holder__right", "person", "group")
    return rows.order_by("-likeness", "holder_id", "id")


def match_counts(*, viewer: Powers) -> dict[str, int]:
    """Return how many proposals are in each state."""
    return dict(_within(viewer).values_list("state").annotate(total=Count("pk")).order_by())


def registrations_of_match(match: HolderMatch) -> QuerySet[Registration]:
    """Return the registrations whose totals hang on the proposal."""
    rows = Registration.objects.filter(person=match.person) if match.person_id else None
    return (rows if rows is not None else Registration.objects.filter(group=match.group)).order_by("code")
