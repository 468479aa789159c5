"""Lists of registrations with their standing class, and the counts of the desk."""

from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, TextField, Value

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.common.codes import normalize_code
from registry.common.identity import normalize_number
from registry.common.models import Fold
from registry.formalization.models import Registration
from registry.places.selectors import place_name

MOST_FOUND = 1_000


def registrations_within(*, viewer: Powers) -> QuerySet[Registration]:
    """Return the registrations within the viewer's regions, with nothing beside them."""
    return Registration.objects.filter(within_reach(viewer, Power.REGISTER_READ))


def registration_list(*, viewer: Powers) -> QuerySet[Registration]:
    """Return the registrations within the viewer's regions with registrant, right and standing class (one query)."""
    return (
        registrations_within(viewer=viewer)
        .annotate(standing=FilteredRelation("assessments", condition=Q(assessments__superseded_at=None)))
        .annotate(category=F("standing__category"), scale=F("standing__scale"), place_name=place_name())
        .select_related("person", "group", "right")
    )


def search(rows: QuerySet[Registration], text: str) -> QuerySet[Registration]:
    """Return the rows whose registrant's name resembles `text`, or whose code, right or document number it is.

    Each way has an index of its own and is asked by itself: an OR over them would read the whole register.
    """
    folded = Fold(Value(text, output_field=TextField()))
    number, code = normalize_number(text), normalize_code(text)
    persons = Person.objects.order_by().filter(name_folded__trigram_word_similar=folded)
    groups = Group.objects.order_by().filter(name_folded__trigram_word_similar=folded)
    entries = Registration.objects.order_by().values("pk")
    ways = [
        entries.filter(code__startswith=text.strip()),
        entries.filter(code__startswith=text.strip().upper()),
        entries.filter(status_code=code),
        entries.filter(right_code_declared=code),
        entries.filter(person__in=persons.values("pk")),
        entries.filter(group__in=groups.values("pk")),
    ]
    if any(sign.isdigit() for sign in number):  # a name is no number; without one it would mean everybody without any
        ways += [
            entries.filter(person__in=Person.objects.order_by().filter(document_number=number).values("pk")),
            entries.filter(person__in=Person.objects.order_by().filter(ruc=number).values("pk")),
            entries.filter(group__in=Group.objects.order_by().filter(ruc=number).values("pk")),
        ]
    meant = ways[0].union(*ways[1:])
    # A page asks twice, for its rows and for their number: what a name means is looked up once where it is not half
    # the register.
    found = list(meant.values_list("pk", flat=True)[: MOST_FOUND + 1])
    return rows.filter(pk__in=found) if len(found) <= MOST_FOUND else rows.filter(pk__in=meant)


def of_class(rows: QuerySet[Any], category: str) -> QuerySet[Any]:
    """Return the rows of `registration_list` with a standing class; "none" keeps those without any."""
    wanted = None if category == "none" else category
    return rows.filter(standing__category=wanted)


def registrations_where(
    *, person: Person | None = None, group: Group | None = None, right: MiningRight | None = None
) -> QuerySet[Registration]:
    """Return the registrations of a registrant or on a right, with their standing class."""
    rows = Registration.objects.annotate(
        standing=FilteredRelation("assessments", condition=Q(assessments__superseded_at=None))
    ).annotate(category=F("standing__category"), scale=F("standing__scale"))
    wanted = Q(person=person) if person else Q(group=group) if group else Q(right=right)
    return rows.filter(wanted).select_related("person", "group", "right").order_by("code")


def counts_by(column: str, *, viewer: Powers) -> dict[str, int]:
    """Return how many registrations within reach have each value of `state` or `category`; None counts as ""."""
    rows = (
        registration_list(viewer=viewer).select_related(None).values_list(column).annotate(total=Count("pk")).order_by()
    )
    return {value or "": total for value, total in rows}
