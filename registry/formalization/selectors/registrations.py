"""Lists of registrations with their standing class, and the counts of the desk."""

from typing import Any, NamedTuple

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Q, QuerySet, Value, When

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.selectors import within_reach
from registry.common.among import Among
from registry.common.codes import normalize_code
from registry.common.identity import normalize_number
from registry.common.naming import Meant, meant
from registry.formalization.models import Registration
from registry.places.selectors import place_name

MOST_FOUND = 20_000


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
    """Return the rows that a text may mean (see `entries_meant`) by code, those that hold it as it was typed first."""
    found = entries_meant(text)
    order: list[Any] = ["code"]
    if found.has_both:  # else every row stands equal, and the index of codes gives the order
        exactly = When(Among("pk", found.exactly), then=Value(0))
        order.insert(0, Case(exactly, default=Value(1), output_field=IntegerField()))
    return rows.filter(found.among("pk")).order_by(*order)


class Found(NamedTuple):
    """The entries that a text may mean, and those of them that hold it as it was typed."""

    entries: QuerySet[Registration, Any] | list[int]
    exactly: list[int]

    def among(self, column: str) -> Q:
        """Return the condition that a column names one of the entries."""
        is_list = isinstance(self.entries, list)
        return Q(Among(column, self.entries)) if is_list else Q(**{f"{column}__in": self.entries})

    @property
    def has_both(self) -> bool:
        """Whether some hold it as typed and others do not."""
        return bool(self.exactly) and self.exactly != self.entries


def entries_meant(text: str) -> Found:
    """Return the registrations whose code, right or document number a text is, or whose registrant it may name.

    Each way has an index of its own and is asked by itself: an OR over them would read the whole register. What a text
    means is looked up once where it is not half the register, for a page asks twice, for its rows and for their number.
    """
    found: list[tuple[int, int]] = []
    ways: list[QuerySet[Registration]] = []
    for widely in (False, True):
        ways = _ways(text, meant(text, widely=widely))
        asked = [way.annotate(way=Value(number)).values_list("pk", "way") for number, way in enumerate(ways)]
        found = list(asked[0].union(*asked[1:], all=True)[: MOST_FOUND + 1])
        if found:
            break
    exactly = sorted({pk for pk, way in found if way < len(ways) - 2})
    if len(found) > MOST_FOUND:
        return Found(ways[0].values("pk").union(*(way.values("pk") for way in ways[1:])), exactly)
    return Found(sorted({pk for pk, _way in found}), exactly)


def _ways(text: str, names: Meant) -> list[QuerySet[Registration]]:
    """Return one query a way, closest first; the last two are names with a slip."""
    number, code = normalize_number(text), normalize_code(text)
    entries = Registration.objects.order_by()
    persons, groups = Person.objects.order_by(), Group.objects.order_by()
    ways = [
        entries.filter(code__startswith=text.strip()),
        entries.filter(code__startswith=text.strip().upper()),
        entries.filter(status_code=code),
        entries.filter(right_code_declared=code),
        entries.filter(right__code=code),
    ]
    if any(sign.isdigit() for sign in number):  # a name is no number; without one it would mean everybody without any
        ways += [
            entries.filter(person__in=persons.filter(document_number=number).values("pk")),
            entries.filter(person__in=persons.filter(ruc=number).values("pk")),
            entries.filter(group__in=groups.filter(ruc=number).values("pk")),
        ]
    for condition in (names.names() & names.exactly(), names.names()):
        ways += [
            entries.filter(person__in=persons.filter(condition).values("pk")),
            entries.filter(group__in=groups.filter(condition).values("pk")),
        ]
    return ways


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
