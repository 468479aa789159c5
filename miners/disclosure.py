"""What of groups leaves the register, and whose names and numbers do.

Ley 29733 art. 2.4: personal data are those of natural persons; the data of a legal person are outside it.
Where a source does not say what a group is, it is treated as natural persons until it is known: a RUC that
begins with 20 is a legal person's (a 10 holds the DNI of a person). A group of natural persons is persons.
"""

from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from miners.choices import GroupKind
from miners.models import Group
from registry.common.disclosure import Ask, Column, Expressed, Kind, PublicList, masked, null_if_empty

LEGAL_KINDS = (
    GroupKind.ASSOCIATION,
    GroupKind.COOPERATIVE,
    GroupKind.COOPERATIVE_CENTRAL,
    GroupKind.COMPANY,
    GroupKind.FOREIGN_COMPANY,
    GroupKind.SOCIEDAD_LEGAL,
)


def is_legal_person(group: str = "") -> Q:
    """Return the question whether a group (a path like `group__`) is known to be a legal person."""
    said = Q(**{f"{group}kind__in": LEGAL_KINDS})
    by_number = Q(**{f"{group}kind": GroupKind.UNKNOWN, f"{group}ruc__startswith": "20"})
    of_a_person = Q(**{f"{group}ruc__startswith": "10"})
    return (said | by_number) & ~of_a_person


def public_ruc(group: str = "") -> Expressed:
    """Return the RUC in full for a legal person whose number begins with 20, else masked; null while unknown."""
    ruc = f"{group}ruc"
    return Case(
        When(Q(**{ruc: ""}) | Q(**{f"{ruc}__isnull": True}), then=Value(None)),
        When(is_legal_person(group) & Q(**{f"{ruc}__startswith": "20"}), then=F(ruc)),
        default=masked(F(ruc)),
    )


_CONTACT = _("Contacts of groups are in practice those of the persons who lead them (Ley 29733).")
_FACT = _("A fact of the file that decides its class; it goes to the group and to staff.")
_INNER = _("Internal to the register.")

ASSOCIATIONS = PublicList(
    name="Association",
    title=_("Associations and other groups"),
    says=_("Associations, cooperatives, companies and the other groups that article 91 knows."),
    model=Group,
    rows=Group.objects.all,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, says=_("Number of the group in this register."),
            asks=frozenset({Ask.EXACT}), is_ordered=True, is_nullable=False, of=("id",),
        ),
        Column(
            name="name",
            expression=Case(When(is_legal_person(), then=F("name")), default=Value(None)),
            kind=Kind.TEXT,
            says=_("Registered name of a legal person; null for a group of natural persons: it tells who they are."),
            asks=frozenset({Ask.SEARCH}), is_ordered=True, of=("name",),
        ),
        Column(
            name="kind", expression=F("kind"), kind=Kind.CHOICE, says=_("Kind of group."),
            choices=tuple(GroupKind.choices), asks=frozenset({Ask.EXACT}), is_nullable=False, of=("kind",),
        ),
        Column(
            name="ruc", expression=public_ruc(), kind=Kind.TEXT,
            says=_("Taxpayer number (RUC) of a legal person; of all others only the last three digits."),
            asks=frozenset({Ask.EXACT}), of=("ruc",),
        ),
        Column(
            name="sunarp_entry",
            expression=Case(When(is_legal_person(), then=null_if_empty(F("sunarp_entry"))), default=Value(None)),
            kind=Kind.TEXT, says=_("Entry in the public registry (SUNARP)."), of=("sunarp_entry",),
        ),
        Column(
            name="founded_on", expression=F("founded_on"), kind=Kind.DATE, says=_("Day it was founded."),
            asks=frozenset({Ask.RANGE}), is_ordered=True, of=("founded_on",),
        ),
        Column(
            name="ubigeo", expression=null_if_empty(F("ubigeo")), kind=Kind.TEXT,
            says=_("District of its seat (UBIGEO, 6 digits)."), asks=frozenset({Ask.PREFIX}), is_ordered=True,
            asked_at="ubigeo",
            of=("ubigeo",),
        ),
        Column(
            name="updated_at", expression=F("updated_at"), kind=Kind.MOMENT, says=_("When the row last changed."),
            asks=frozenset({Ask.SINCE}), is_ordered=True, is_nullable=False, of=("updated_at",),
        ),
    ),
    withheld={
        "name_folded": _("The name without accents; search uses the public name."),
        "nationality": _FACT,
        "members_all_natural_persons": _FACT,
        "members_evidence": _FACT,
        "language": _CONTACT,
        "phone": _CONTACT,
        "email": _CONTACT,
        "address": _CONTACT,
        "source": _INNER,
        "created_at": _INNER,
    },
)  # fmt: skip
