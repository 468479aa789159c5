"""Public columns of mining rights.

A title is published with its code, name, date and hour, hectares, substance, holder and place (DS 020-2020-EM),
so the names of holders are public; their documents are not, save the RUC of a legal person (it begins with 20).
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from concessions.choices import HolderDocument, RightKind, RightState, SubstanceClass
from concessions.models import MiningRight, RightHolder
from registry.common.disclosure import Ask, Column, Kind, PublicList, masked, null_if_empty
from registry.common.models import Fold

EXACT, PREFIX, RANGE, SINCE, SEARCH = (frozenset({ask}) for ask in Ask)


def _named(text: str) -> QuerySet[MiningRight, Any]:
    return MiningRight.objects.order_by().filter(name_folded__contains=Fold(Value(text))).values("pk")


_HOLDERS = ArraySubquery(
    RightHolder.objects.filter(right=OuterRef("pk"))
    .order_by("id")
    .values(
        public=JSONObject(
            name="name",
            document=Case(
                When(document_number="", then=Value(None)),
                When(Q(document_type=HolderDocument.RUC, document_number__startswith="20"), then=F("document_number")),
                default=masked(F("document_number")),
            ),
            share_pct="share_pct",
            from_on="from_on",
            until_on="until_on",
        )
    )
)
_INNER = _("Internal to the register.")

RIGHTS = PublicList(
    name="MiningRight",
    title=_("Mining rights"),
    says=_("Concessions, petitions, plants, deposits and quarries in every state, as the cadastre publishes them."),
    model=MiningRight,
    rows=MiningRight.objects.all,
    key="code",
    place=F("footprint__geom"),
    place_says=_("Shape of the right in longitude and latitude (CRS84), eight decimals; null while it is not known."),
    columns=(
        Column(
            name="code", expression=F("code"), kind=Kind.TEXT, says=_("Código único as published."),
            asks=EXACT, is_ordered=True, is_nullable=False, of=("code",),
        ),
        Column(
            name="name", expression=F("name"), kind=Kind.TEXT, says=_("Name of the right."), asks=SEARCH,
            is_ordered=True, is_nullable=False, of=("name",), narrow=_named,
        ),
        Column(
            name="kind", expression=F("kind"), kind=Kind.CHOICE, says=_("Kind of right."),
            choices=tuple(RightKind.choices), asks=EXACT, is_nullable=False, of=("kind",),
        ),
        Column(
            name="state", expression=F("state"), kind=Kind.CHOICE, choices=tuple(RightState.choices), asks=EXACT,
            says=_("State; unknown where no source gives it, never taken to be in force."),
            is_nullable=False, of=("state",),
        ),
        Column(
            name="state_published", expression=null_if_empty(F("state_published")), kind=Kind.TEXT,
            says=_("State in the words of the source."), of=("state_published",),
        ),
        Column(
            name="substance_class", expression=F("substance_class"), kind=Kind.CHOICE, asks=EXACT,
            choices=tuple(SubstanceClass.choices), says=_("Class of substance."), is_nullable=False,
            of=("substance_class",),
        ),
        Column(
            name="declared_hectares", expression=F("declared_hectares"), kind=Kind.NUMBER, asks=RANGE,
            is_ordered=True, says=_("Hectares as the title or petition states."), of=("declared_hectares",),
        ),
        Column(
            name="measured_hectares", expression=F("footprint__measured_area_ha"), kind=Kind.NUMBER, asks=RANGE,
            is_ordered=True, says=_("Grid hectares of its shape in the UTM zone of its title."), of=("footprint",),
        ),
        Column(
            name="grid_srid", expression=F("footprint__grid_srid"), kind=Kind.INTEGER,
            says=_("System in which it is measured: EPSG 32717, 32718 or 32719."), of=("footprint",),
        ),
        Column(
            name="filed_at", expression=F("filed_at"), kind=Kind.MOMENT, asks=RANGE, is_ordered=True,
            says=_("Date and hour of filing: the older right has priority."), of=("filed_at",),
        ),
        Column(
            name="filed_hour_known", expression=F("filed_hour_known"), kind=Kind.BOOLEAN, is_nullable=False,
            says=_("Whether the hour of filing is known, not only the day."), of=("filed_hour_known",),
        ),
        Column(
            name="titled_on", expression=F("titled_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the title."), of=("titled_on",),
        ),
        Column(
            name="extinguished_on", expression=F("extinguished_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day it ended."), of=("extinguished_on",),
        ),
        Column(
            name="ubigeo", expression=null_if_empty(F("ubigeo")), kind=Kind.TEXT, asks=PREFIX, is_ordered=True,
            asked_at="ubigeo",
            says=_("District (UBIGEO, 6 digits), else province or department."), of=("ubigeo",),
        ),
        Column(
            name="place_published", expression=null_if_empty(F("place_published")), kind=Kind.TEXT,
            says=_("District, province and department as published."), of=("place_published",),
        ),
        Column(
            name="holders", expression=_HOLDERS, kind=Kind.ROWS, is_nullable=False, of=("holders",),
            says=_("Holders as the cadastre names them; of a person's document only the last three digits."),
            rows_of=(
                ("name", Kind.TEXT, _("Name as published.")),
                ("document", Kind.TEXT, _("RUC of a legal person; of all others only the last three digits.")),
                ("share_pct", Kind.NUMBER, _("Share in percent.")),
                ("from_on", Kind.DATE, _("First day as holder.")),
                ("until_on", Kind.DATE, _("Last day as holder.")),
            ),
        ),
        Column(
            name="source", expression=null_if_empty(F("source")), kind=Kind.TEXT,
            says=_("Who publishes the current data."), of=("source",),
        ),
        Column(
            name="published_on", expression=F("published_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the newest data."), of=("published_on",),
        ),
        Column(
            name="gone_on", expression=F("gone_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the snapshot in whose scope it was missing."), of=("gone_on",),
        ),
        Column(
            name="updated_at", expression=F("updated_at"), kind=Kind.MOMENT, asks=SINCE, is_ordered=True,
            says=_("When the row last changed."), is_nullable=False, of=("updated_at",),
        ),
    ),
    withheld={
        "id": _("Internal number; the code is the public one."),
        "name_folded": _("The name without accents; search uses the public name."),
        "created_at": _INNER,
    },
)  # fmt: skip
