"""Public part of contracts over rights: that there is one, of which kind, how far and until when.

The text of a contract is given on request with redaction (Ley 27806). Its party is named where it is known to be a
legal person (a RUC that begins with 20): the data of a natural person who works somebody's right are not published by
any norm that we know, as long as the entry of formalization does not name them.
"""

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from concessions.choices import ContractKind, HolderDocument
from concessions.models import Contract
from registry.common.disclosure import Ask, Column, Kind, PublicList, null_if_empty

EXACT, PREFIX, RANGE, _SINCE, SEARCH = (frozenset({ask}) for ask in Ask)
_LEGAL = Q(party_document_type=HolderDocument.RUC, party_document_number__startswith="20")


def _of_legal(path: str) -> Case:
    return Case(When(_LEGAL, then=null_if_empty(F(path))), default=Value(None))


CONTRACTS = PublicList(
    name="Contract",
    title=_("Contracts over rights"),
    says=_("Exploitation contracts and assignments: that somebody else than the holder may work a right, and how far."),
    model=Contract,
    rows=Contract.objects.all,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, says=_("Number of the contract in this register."),
            asks=EXACT, is_ordered=True, is_nullable=False, of=("id",),
        ),
        Column(
            name="right_code", expression=F("right__code"), kind=Kind.TEXT, says=_("Code of the mining right."),
            asks=EXACT, is_ordered=True, is_nullable=False, of=("right",),
        ),
        Column(
            name="ubigeo", expression=null_if_empty(F("right__ubigeo")), kind=Kind.TEXT, asks=PREFIX,
            asked_at="right__ubigeo", says=_("District of the right (UBIGEO)."), of=("right",),
        ),
        Column(
            name="kind", expression=F("kind"), kind=Kind.CHOICE, says=_("Kind of contract."),
            choices=tuple(ContractKind.choices), asks=EXACT, is_nullable=False, of=("kind",),
        ),
        Column(
            name="party_name", expression=_of_legal("party_name"), kind=Kind.TEXT, asks=SEARCH,
            says=_("Who may work the area, where it is a legal person; null for everybody else."), of=("party_name",),
        ),
        Column(
            name="party_ruc", expression=_of_legal("party_document_number"), kind=Kind.TEXT, asks=EXACT,
            says=_("RUC of that legal person."), of=("party_document_number", "party_document_type"),
        ),
        Column(
            name="covers_whole_right", expression=F("covers_whole_right"), kind=Kind.BOOLEAN, asks=EXACT,
            says=_("Whether it covers the whole right; null while unknown."), of=("covers_whole_right",),
        ),
        Column(
            name="hectares", expression=F("area_ha"), kind=Kind.NUMBER, asks=RANGE, is_ordered=True,
            says=_("Contracted hectares; null while unknown."), of=("area_ha",),
        ),
        Column(
            name="is_entered_in_sunarp", kind=Kind.BOOLEAN, asks=EXACT, is_nullable=False, of=("sunarp_entry",),
            expression=ExpressionWrapper(~Q(sunarp_entry=""), output_field=BooleanField()),
            says=_("Whether an entry in the public registry (SUNARP) is on file."),
        ),
        Column(
            name="signed_on", expression=F("signed_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of signing."), of=("signed_on",),
        ),
        Column(
            name="until_on", expression=F("until_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Last day; null for open end."), of=("until_on",),
        ),
    ),
    withheld={
        "footprint": _("The contracted part tells where the works of one person are; documents are given on request."),
    },
)  # fmt: skip
