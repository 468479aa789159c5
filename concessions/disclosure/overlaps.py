"""Public columns of what rights share with land, and of what was checked at all.

Only rights: what the place of a person's works shares with an area would tell where they are. A layer is given
out as its publication says: in full; yes or no (one row a right and layer, with neither hectares nor names nor
shape); internal (no row). That a pair has no row does not mean "clear": clear is an answer of the checks.
"""

from django.contrib.gis.db.models import GeometryField
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from concessions.choices import RightState
from registry.common.disclosure import Ask, Column, Expressed, Kind, PublicList, null_if_empty
from registry.territory.choices import Answer, OwnerKind, Publication, Relation, Why
from registry.territory.models import Check, Finding, LandLayer
from registry.territory.services.consequences import (
    BLOCK,
    CONDITION,
    EFFECTS,
    NOTE,
    RESTRICTED,
    MeantNow,
    kind_expression,
)

EXACT, RANGE = frozenset({Ask.EXACT}), frozenset({Ask.RANGE})
IN_FULL = Q(area__layer__publication=Publication.FULL) | Q(other__isnull=False)
_OF_A_RIGHT = Q(superseded_at=None, footprint__owner_kind=OwnerKind.RIGHT, footprint__right__isnull=False)


def _shape(operation: str, right: str, inside: Expressed) -> Case:
    """The shared (or, for a permitted corridor, the outlying) shape in degrees, for maps only.

    A shape that became invalid on its way to degrees is left out rather than failing the whole page.
    """
    are_valid = [Func(F(right), function="ST_IsValid", output_field=BooleanField())]
    are_valid.append(Func(inside, function="ST_IsValid", output_field=BooleanField()))
    shape = Func(F(right), inside, function=operation, output_field=GeometryField(srid=4326))
    return Case(When(Q(*are_valid), then=shape), default=Value(None), output_field=GeometryField(srid=4326))


def _in_full(expression: Expressed) -> Case:
    return Case(When(IN_FULL, then=expression), default=Value(None))


def _meant(what: str) -> Case:
    """What lying on that land means by the law in force; nothing is meant by a sliver along a shared edge."""
    return Case(When(edge_noise=False, then=MeantNow(kind_expression(), what)), default=Value(None))


def _findings() -> QuerySet[Finding]:
    """Standing findings of rights; of a yes-no layer the first of each check only."""
    before = Finding.objects.filter(check_row=OuterRef("check_row"), superseded_at=None).filter(
        Q(edge_noise__lt=OuterRef("edge_noise")) | Q(edge_noise=OuterRef("edge_noise"), pk__lt=OuterRef("pk"))
    )
    return (
        Finding.objects.filter(_OF_A_RIGHT)
        .filter(Q(other=None) | Q(other__right__isnull=False))
        .exclude(area__layer__publication=Publication.INTERNAL)
        .filter(IN_FULL | ~Exists(before))
    )


def _checks() -> QuerySet[Check]:
    return Check.objects.filter(_OF_A_RIGHT).exclude(layer__publication=Publication.INTERNAL)


_PLACE = Case(
    When(~IN_FULL, then=Value(None)),
    When(shared_geom__isnull=False, then=F("shared_geom")),
    When(relation=Relation.INSIDE, then=F("footprint__geom")),
    When(relation=Relation.OUTSIDE_PERMITTED, then=_shape("ST_Difference", "footprint__geom", F("area__geom"))),
    default=_shape("ST_Intersection", "footprint__geom", Coalesce("area__geom", "other__geom")),
    output_field=GeometryField(srid=4326),
)

_MEASURED_VERSION = Coalesce(
    Subquery(LandLayer.objects.filter(line=OuterRef("layer"), edition=OuterRef("edition")).values("version")[:1]),
    Case(When(layer__edition=F("edition"), then=F("layer__version")), default=Value(None)),
)

_RIGHT = (
    Column(
        name="right_code", expression=F("footprint__right__code"), kind=Kind.TEXT, asks=EXACT, is_ordered=True,
        says=_("Code of the mining right."), is_nullable=False, of=("footprint",),
    ),
    Column(
        name="right_state", expression=F("footprint__right__state"), kind=Kind.CHOICE, asks=EXACT,
        choices=tuple(RightState.choices), says=_("State of the right."), is_nullable=False, of=("footprint",),
    ),
    Column(
        name="ubigeo", expression=null_if_empty(F("footprint__right__ubigeo")), kind=Kind.TEXT,
        asks=frozenset({Ask.PREFIX}), asked_at="footprint__right__ubigeo", says=_("District of the right (UBIGEO)."),
        of=("footprint",),
    ),
)  # fmt: skip

OVERLAPS = PublicList(
    name="Overlap",
    title=_("Overlaps"),
    says=_(
        "What mining rights share with areas of land and with older rights, as last measured. A pair that is not"
        " listed is not thereby clear: ask the checks."
    ),
    model=Finding,
    rows=_findings,
    key="id",
    near="footprint__geom",
    place=_PLACE,
    place_says=_("The shared shape in longitude and latitude, for maps; hectares are measured in the grid system."),
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, says=_("Number of the finding."), asks=EXACT,
            is_ordered=True, is_nullable=False, of=("id",),
        ),
        *_RIGHT,
        Column(
            name="layer_id", expression=F("area__layer_id"), kind=Kind.INTEGER, asks=EXACT,
            says=_("Land layer; null between two rights."), of=("area",),
        ),
        Column(
            name="layer_kind", expression=F("area__layer__kind__code"), kind=Kind.TEXT, asks=EXACT,
            says=_("Kind of land, e.g. buffer_zone; null between two rights."), of=("area",),
        ),
        Column(
            name="layer_version", expression=F("area__layer__version"), kind=Kind.TEXT,
            says=_("Version in which the layer stands, as published."), of=("area",),
        ),
        Column(
            name="publication", expression=Coalesce("area__layer__publication", Value(Publication.FULL.value)),
            kind=Kind.CHOICE, choices=(Publication.choices[0], Publication.choices[1]), is_nullable=False,
            says=_("How the layer may be given out; yes_no says only that the right overlaps it."), of=("area",),
        ),
        Column(
            name="area_id", expression=_in_full(null_if_empty(F("area__external_id"))), kind=Kind.TEXT, asks=EXACT,
            says=_("Id of the area in its source."), of=("area",),
        ),
        Column(
            name="area_name", expression=_in_full(null_if_empty(F("area__name"))), kind=Kind.TEXT,
            asks=frozenset({Ask.SEARCH}), says=_("Name of the area."), of=("area",),
        ),
        Column(
            name="other_right_code", expression=F("other__right__code"), kind=Kind.TEXT, asks=EXACT,
            says=_("Code of the other right, where two rights overlap."), of=("other",),
        ),
        Column(
            name="relation", expression=_in_full(F("relation")), kind=Kind.CHOICE, asks=EXACT,
            choices=tuple(Relation.choices), says=_("How the right lies to the area."), of=("relation",),
        ),
        Column(
            name="hectares",
            expression=_in_full(ExpressionWrapper(F("shared_m2") / 10_000.0, output_field=FloatField())),
            kind=Kind.NUMBER, asks=RANGE, is_ordered=True, says=_("Shared grid hectares."), of=("shared_m2",),
        ),
        Column(
            name="share_of_right", expression=_in_full(F("share_of_footprint")), kind=Kind.NUMBER, asks=RANGE,
            is_ordered=True, says=_("Shared part of the right, 0 to 1."), of=("share_of_footprint",),
        ),
        Column(
            name="share_of_area", expression=_in_full(F("share_of_area")), kind=Kind.NUMBER, asks=RANGE,
            is_ordered=True, says=_("Shared part of the area or of the other right, 0 to 1."), of=("share_of_area",),
        ),
        Column(
            name="edge_noise", expression=F("edge_noise"), kind=Kind.BOOLEAN, asks=EXACT, is_nullable=False,
            says=_("True for a sliver along a shared edge: kept and marked, not a conflict."), of=("edge_noise",),
        ),
        Column(
            name="effect", expression=_meant("effect"), kind=Kind.CHOICE, asks=EXACT,
            choices=tuple((code, EFFECTS[code][0]) for code in (BLOCK, RESTRICTED, CONDITION, NOTE)),
            says=_("What the overlap means by the law in force today; null for edge noise and where it says nothing."),
            of=("area", "other"),
        ),
        Column(
            name="opinion_of", expression=_meant("opinion_of"), kind=Kind.TEXT, asks=EXACT,
            says=_("Authority whose opinion the law asks for; null where it asks for none."), of=("area", "other"),
        ),
        Column(
            name="article", expression=_meant("article"), kind=Kind.TEXT,
            says=_("Instrument and article on which the effect rests."), of=("area", "other"),
        ),
        Column(
            name="grid_srid", expression=F("grid_srid"), kind=Kind.INTEGER, is_nullable=False,
            says=_("System in which it was measured."), of=("grid_srid",),
        ),
        Column(
            name="measured_on", expression=F("measured_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the measuring."), is_nullable=False, of=("measured_on",),
        ),
        Column(
            name="run_id", expression=F("run_id"), kind=Kind.INTEGER, asks=EXACT, is_nullable=False,
            says=_("The run that measured it."), of=("run",),
        ),
    ),
    withheld={
        "check_row": _("Stands in the list of checks."),
        "shared_geom": _("Leaves as the shape of a feature, of layers that are given out in full."),
        "shared_shape": _("Leaves as the shape of a feature, in longitude and latitude."),
        "inscribed_radius_m": _("A means of telling edge noise; its answer is public."),
        "superseded_at": _("Only standing findings are listed."),
    },
)  # fmt: skip

CHECKS = PublicList(
    name="OverlapCheck",
    title=_("Overlap checks"),
    says=_("What is known of each mining right against each layer: overlaps, clear or not checked, and why."),
    model=Check,
    rows=_checks,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, says=_("Number of the check."), asks=EXACT,
            is_ordered=True, is_nullable=False, of=("id",),
        ),
        *_RIGHT,
        Column(
            name="layer_id", expression=F("layer_id"), kind=Kind.INTEGER, asks=EXACT,
            says=_("Land layer; null where none of the kind is loaded."), of=("layer",),
        ),
        Column(
            name="measured_version", expression=_MEASURED_VERSION, kind=Kind.TEXT, of=("edition",),
            says=_("Version of the layer against which it was measured; nothing near the right changed in later ones."),
        ),
        Column(
            name="layer_kind", expression=F("kind__code"), kind=Kind.TEXT, asks=EXACT, says=_("Kind of land."),
            is_nullable=False, of=("kind",),
        ),
        Column(
            name="answer", expression=F("answer"), kind=Kind.CHOICE, choices=tuple(Answer.choices), asks=EXACT,
            says=_("Overlaps, clear or not checked."), is_nullable=False, of=("answer",),
        ),
        Column(
            name="why", expression=F("why"), kind=Kind.CHOICE, choices=tuple(Why.choices), asks=EXACT,
            says=_("Why it says so."), is_nullable=False, of=("why",),
        ),
        Column(
            name="checked_on", expression=F("checked_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the measuring."), is_nullable=False, of=("checked_on",),
        ),
        Column(
            name="run_id", expression=F("run_id"), kind=Kind.INTEGER, asks=EXACT, is_nullable=False,
            says=_("The run that wrote it."), of=("run",),
        ),
    ),
    withheld={
        "nearest_m": _("A distance tells of the boundary of a layer that may be given out as yes or no only."),
        "superseded_at": _("Only standing checks are listed."),
    },
)  # fmt: skip
