"""What of land layers leaves the register: where each comes from, how fresh it is, how it may be given out.

Layers for internal use are not listed; one that is loading or broken is no source for anybody.
"""

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from registry.common.disclosure import Ask, Column, Kind, PublicList, null_if_empty
from registry.territory.choices import LayerState, Publication, ShapeClass
from registry.territory.models import LandArea, LandLayer

EXACT, RANGE, SEARCH = frozenset({Ask.EXACT}), frozenset({Ask.RANGE}), frozenset({Ask.SEARCH})
STATES = (LayerState.choices[1], LayerState.choices[2])


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
            says=_("Number of the layer; a version that was superseded has one of its own."), of=("id",),
        ),
        Column(
            name="edition", expression=F("edition"), kind=Kind.INTEGER, asks=EXACT, is_nullable=False,
            says=_("Which version of the layer it is, counted in this register from 1."), of=("edition",),
        ),
        Column(
            name="stands_as", expression=F("line_id"), kind=Kind.INTEGER, asks=EXACT,
            says=_("Of a superseded version: number of the layer as it stands now; null for that one."), of=("line",),
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
            choices=STATES, says=_("Current, or superseded by a newer one."),
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


def _areas() -> QuerySet[LandArea]:
    """Areas of the layers that may be given out in full."""
    return LandArea.objects.filter(
        layer__publication=Publication.FULL, layer__state__in=[LayerState.CURRENT, LayerState.SUPERSEDED]
    )


AREAS = PublicList(
    name="LandArea",
    title=_("Areas of land layers"),
    says=_("Areas of the layers that may be given out in full; of the others only yes and no leave, in the checks."),
    model=LandArea,
    rows=_areas,
    key="id",
    place=F("geom"),
    place_says=_("Shape of the area in longitude and latitude, as its source gives it."),
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Number of the area in this register; it stays while versions hold the same shape."), of=("id",),
        ),
        Column(
            name="layer_id", expression=F("layer_id"), kind=Kind.INTEGER, asks=EXACT, is_nullable=False,
            says=_("Layer; of an area that went, the last version that held it."), of=("layer",),
        ),
        Column(
            name="since_edition", expression=F("since"), kind=Kind.INTEGER, is_nullable=False,
            says=_("Edition of the layer with which it came; it is in all up to that of its layer_id."), of=("since",),
        ),
        Column(
            name="layer_kind", expression=F("layer__kind__code"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Kind of land, e.g. buffer_zone."), of=("layer",),
        ),
        Column(
            name="layer_state", expression=F("layer__state"), kind=Kind.CHOICE, asks=EXACT, is_nullable=False,
            choices=STATES, says=_("Whether the version is current or superseded."), of=("layer",),
        ),
        Column(
            name="source_id", expression=null_if_empty(F("external_id")), kind=Kind.TEXT, asks=EXACT,
            says=_("Id of the area in its source."), of=("external_id",),
        ),
        Column(
            name="name", expression=null_if_empty(F("name")), kind=Kind.TEXT, asks=SEARCH, is_ordered=True,
            says=_("Name in the source."), of=("name",),
        ),
        Column(
            name="valid_from", expression=F("valid_from"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day the area was created in law; null while unknown."), of=("valid_from",),
        ),
        Column(
            name="valid_until", expression=F("valid_until"), kind=Kind.DATE, asks=RANGE,
            says=_("Day it ended; null while it lasts."), of=("valid_until",),
        ),
        Column(
            name="hectares", expression=F("area_ha"), kind=Kind.NUMBER, asks=RANGE, is_ordered=True,
            says=_("Grid hectares in the zone of its middle, for display; null for points and lines."),
            of=("area_ha",),
        ),
        Column(
            name="licence", expression=null_if_empty(F("layer__licence")), kind=Kind.TEXT,
            says=_("Licence of the layer."), of=("layer",),
        ),
    ),
    withheld={
        "geom": _("Leaves as the shape of a feature."),
        "attributes": _("The other columns of the source were not examined for names of persons."),
        "party": _("Who speaks for the area, with contacts: for the staff that asks them."),
        "checksum": _("Internal to the register."),
    },
)  # fmt: skip
