"""What of land layers leaves the register: where each comes from, how fresh it is, how it may be given out.

Layers for internal use are not listed; one that is loading or broken is no source for anybody.
"""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from registry.common.disclosure import Ask, Column, Kind, PublicList, null_if_empty
from registry.territory.choices import LayerState, Publication, ShapeClass
from registry.territory.models import LandLayer

EXACT, RANGE = frozenset({Ask.EXACT}), frozenset({Ask.RANGE})


def _layers() -> QuerySet[LandLayer]:
    return LandLayer.objects.exclude(publication=Publication.INTERNAL).filter(
        state__in=[LayerState.CURRENT, LayerState.SUPERSEDED]
    )


LAYERS = PublicList(
    name="LandLayer",
    title=_("Land layers"),
    says=_("Versions of the layers that rights and places are measured against."),
    model=LandLayer,
    rows=_layers,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Number of the version in this register."), of=("id",),
        ),
        Column(
            name="kind", expression=F("kind__code"), kind=Kind.TEXT, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Kind of land, e.g. buffer_zone."), of=("kind",),
        ),
        Column(
            name="kind_name", expression=F("kind__name"), kind=Kind.TEXT, is_nullable=False,
            says=_("The kind in English."), of=("kind",),
        ),
        Column(
            name="kind_name_es", expression=F("kind__name_es"), kind=Kind.TEXT, is_nullable=False,
            says=_("The kind in Spanish."), of=("kind",),
        ),
        Column(
            name="series", expression=F("series"), kind=Kind.TEXT, asks=frozenset({Ask.SEARCH}), is_ordered=True,
            says=_("Name shared by the versions of one layer."), is_nullable=False, of=("series",),
        ),
        Column(
            name="source", expression=F("source"), kind=Kind.TEXT, asks=frozenset({Ask.SEARCH}), is_nullable=False,
            says=_("Who made the data."), of=("source",),
        ),
        Column(
            name="publisher", expression=null_if_empty(F("publisher")), kind=Kind.TEXT,
            says=_("Who published the data."), of=("publisher",),
        ),
        Column(
            name="version", expression=F("version"), kind=Kind.TEXT, is_nullable=False,
            says=_("Version as published."), of=("version",),
        ),
        Column(
            name="published_on", expression=F("published_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day the publisher gives the data for."), is_nullable=False, of=("published_on",),
        ),
        Column(
            name="loaded_at", expression=F("loaded_at"), kind=Kind.MOMENT, asks=frozenset({Ask.SINCE}),
            is_ordered=True, says=_("When it was loaded."), is_nullable=False, of=("loaded_at",),
        ),
        Column(
            name="checksum", expression=F("checksum"), kind=Kind.TEXT, is_nullable=False,
            says=_("SHA-256 of the file."), of=("checksum",),
        ),
        Column(
            name="shape_class", expression=F("shape_class"), kind=Kind.CHOICE, choices=tuple(ShapeClass.choices),
            asks=EXACT, says=_("Polygons, lines or points; points and lines never clear."), is_nullable=False,
            of=("shape_class",),
        ),
        Column(
            name="coverage_text", expression=null_if_empty(F("coverage_text")), kind=Kind.TEXT,
            says=_("Where the layer is complete; elsewhere it clears nothing."), of=("coverage_text",),
        ),
        Column(
            name="fresh_until", expression=F("fresh_until"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Last day on which it is fresh; null for no limit."), of=("fresh_until",),
        ),
        Column(
            name="licence", expression=null_if_empty(F("licence")), kind=Kind.TEXT,
            says=_("Licence of the data; without one only yes and no are given out."), of=("licence",),
        ),
        Column(
            name="publication", expression=F("publication"), kind=Kind.CHOICE, asks=EXACT,
            choices=(Publication.choices[0], Publication.choices[1]), says=_("How it may be given out."),
            is_nullable=False, of=("publication",),
        ),
        Column(
            name="accuracy_m", expression=F("accuracy_m"), kind=Kind.NUMBER, is_nullable=False,
            says=_("Accuracy of its boundaries in metres, as stated."), of=("accuracy_m",),
        ),
        Column(
            name="state", expression=F("state"), kind=Kind.CHOICE, asks=EXACT, is_nullable=False,
            choices=(LayerState.choices[1], LayerState.choices[2]), says=_("Current, or superseded by a newer one."),
            of=("state",),
        ),
        Column(
            name="superseded_at", expression=F("superseded_at"), kind=Kind.MOMENT,
            says=_("When a newer version took its place."), of=("superseded_at",),
        ),
    ),
    withheld={
        "coverage": _("Follows the boundary of layers that may be given out as yes or no only; its words are public."),
        "state_message": _("Only versions that loaded are listed."),
    },
)  # fmt: skip
