"""Lists of persons and groups, and the finding of one by its number."""

from django.db.models import Count, Q, QuerySet

from miners.models import Group, Membership, Person
from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.common.identity import dni_of_ruc, normalize_number
from registry.places.selectors import place_name


def person_list(*, viewer: Powers) -> QuerySet[Person]:
    """Return the persons within the viewer's regions."""
    return Person.objects.filter(within_reach(viewer, Power.REGISTER_READ)).annotate(place_name=place_name())


def group_list(*, viewer: Powers) -> QuerySet[Group]:
    """Return the groups within the viewer's regions, each with its number of standing members."""
    standing = Count("memberships", filter=Q(memberships__until_on=None))
    rows = Group.objects.filter(within_reach(viewer, Power.REGISTER_READ))
    return rows.annotate(members=standing, place_name=place_name())


def members_of(group: Group) -> QuerySet[Membership]:
    """Return the memberships of a group, standing ones first."""
    return group.memberships.select_related("person", "member_group").order_by("until_on", "role", "id")


def memberships_of(person: Person) -> QuerySet[Membership]:
    """Return where a person is or was a member."""
    return person.memberships.select_related("group").order_by("until_on", "id")


def numbered(number: str) -> Person | Group | None:
    """Return who has this DNI, CE or RUC, or None; a RUC that begins with 10 also finds by the DNI inside."""
    clean = normalize_number(number)
    if not clean:
        return None
    same = Q(document_number=clean) | Q(ruc=clean)
    if inner := dni_of_ruc(clean):
        same |= Q(document_type="dni", document_number=inner)
    return Person.objects.filter(same).first() or Group.objects.filter(ruc=clean).first()
