"""What of the log of acts leaves the register: that something public changed, where and when; never who did it.

Only kinds whose subject is in a public list. Of an entry of a natural person the place is its grid cell, as there.
"""

import re
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import Polygon
from django.db.models import Case, CharField, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from concessions.models import MiningRight
from registry.audit.models import Event
from registry.common.disclosure import PLACE, Ask, Column, Expressed, Kind, PublicList
from registry.formalization.disclosure import ASSESSMENTS, REGISTRATIONS
from registry.formalization.models import Determination, Registration
from registry.territory.choices import Publication
from registry.territory.models import LandLayer

EXACT, PREFIX, SINCE = frozenset({Ask.EXACT}), frozenset({Ask.PREFIX}), frozenset({Ask.SINCE})
RIGHT, ENTRY, LAYER = "concessions.miningright", "formalization.registration", "territory.landlayer"
CLASS = "formalization.determination"

KINDS = {
    "concessions.right.created": ("right_added", _("a mining right was added")),
    "concessions.right.changed": ("right_changed", _("a mining right changed")),
    "formalization.registration.created": ("registration_added", _("an entry was added")),
    "formalization.registration.changed": ("registration_changed", _("an entry changed")),
    "formalization.registration.state_changed": ("registration_state", _("the state of an entry changed")),
    "formalization.determination.made": ("assessment_published", _("the class of an operation was determined")),
    "formalization.determination.agreed": ("assessment_published", _("the class of an operation was determined")),
    "territory.layer.loaded": ("layer_loaded", _("a version of a land layer was loaded")),
}
_SHORT = {RIGHT: "right", ENTRY: "registration", LAYER: "layer", CLASS: "assessment"}
_SUBJECTS = (
    ("right", _("mining right")), ("registration", _("registration")), ("layer", _("land layer")),
    ("assessment", _("published assessment")),
)  # fmt: skip


def _of(model: type[Model], value: str | Expressed) -> Subquery:
    return Subquery(QuerySet(model).filter(pk=OuterRef("subject_id")).values(value)[:1])


def _place_of_entry() -> Subquery:
    entries = REGISTRATIONS.queryset().filter(pk=OuterRef("subject_id"))
    return Subquery(entries.values(PLACE)[:1], output_field=GeometryField(srid=4326))


def _events() -> QuerySet[Event]:
    """Acts on what is in a public list: of classes only those of legal persons, of layers none that is internal."""
    layers = LandLayer.objects.exclude(publication=Publication.INTERNAL).values("pk")
    return Event.objects.filter(kind__in=KINDS).filter(
        Q(subject_type__in=[RIGHT, ENTRY])
        | Q(subject_type=LAYER, subject_id__in=layers)
        | Q(subject_type=CLASS, subject_id__in=ASSESSMENTS.rows().values("pk"))
    )


# What an index answers first; the public expressions decide.
def _of_kinds(codes: list[str]) -> Q:
    return Q(kind__in=[kind for kind, (code, _words) in KINDS.items() if code in codes])


def _of_subjects(codes: list[str]) -> Q:
    return Q(subject_type__in=[kind for kind, code in _SHORT.items() if code in codes])


def _on(subjects: dict[str, QuerySet[Any]]) -> QuerySet[Event, Any]:
    """The keys of the events on these rows of each kind."""
    events = Event.objects.order_by()
    first, *others = (
        events.filter(subject_type=kind, subject_id__in=rows.order_by().values("pk")).values("pk")
        for kind, rows in subjects.items()
    )
    return first.union(*others)


def _of_codes(codes: list[str]) -> QuerySet[Event, Any]:
    return _on({
        RIGHT: MiningRight.objects.filter(code__in=codes),
        ENTRY: Registration.objects.filter(code__in=codes),
        CLASS: Determination.objects.filter(registration__code__in=codes),
        LAYER: LandLayer.objects.filter(pk__in=[code for code in codes if re.fullmatch("[0-9]{1,18}", code)]),
    })  # fmt: skip


def _near(around: Polygon) -> QuerySet[Event, Any]:
    return _on({
        RIGHT: MiningRight.objects.filter(footprint__geom__bboverlaps=around),
        ENTRY: Registration.objects.filter(declared_place__geom__bboverlaps=around),
    })  # fmt: skip


CHANGES = PublicList(
    name="Change",
    title=_("Changes"),
    says=_("What changed in the register, as it happened: follow it by `id`, by area or by kind."),
    model=Event,
    rows=_events,
    key="id",
    near=_near,
    place=Case(
        When(subject_type=RIGHT, then=_of(MiningRight, "footprint__geom")),
        When(subject_type=ENTRY, then=_place_of_entry()),
        default=Value(None),
        output_field=GeometryField(srid=4326),
    ),
    place_says=_("The present public place of what changed; of a natural person's entry the cell of 0.05°."),
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Number of the change; later ones have higher numbers."), of=("id",),
        ),
        Column(
            name="kind", kind=Kind.CHOICE, asks=EXACT, is_nullable=False, of=("kind",),
            expression=Case(
                *(When(kind=kind, then=Value(code)) for kind, (code, _words) in KINDS.items()),
                default=Value("other"), output_field=CharField(),
            ),
            choices=tuple(dict(KINDS.values()).items()), says=_("What happened."), narrow=_of_kinds,
        ),
        Column(
            name="at", expression=F("at"), kind=Kind.MOMENT, asks=frozenset({Ask.RANGE}), is_ordered=True,
            is_nullable=False, says=_("When it happened."), of=("at",),
        ),
        Column(
            name="subject", kind=Kind.CHOICE, asks=EXACT, is_nullable=False, of=("subject_type",),
            expression=Case(
                *(When(subject_type=kind, then=Value(code)) for kind, code in _SHORT.items()),
                default=Value("other"), output_field=CharField(),
            ),
            choices=_SUBJECTS, says=_("What kind of thing changed."), narrow=_of_subjects,
        ),
        Column(
            name="code", kind=Kind.TEXT, asks=EXACT, of=("subject_id",),
            expression=Case(
                When(subject_type=RIGHT, then=_of(MiningRight, "code")),
                When(subject_type=ENTRY, then=_of(Registration, "code")),
                When(subject_type=CLASS, then=_of(Determination, "registration__code")),
                When(subject_type=LAYER, then=Cast("subject_id", CharField())),
                default=Value(None), output_field=CharField(),
            ),
            says=_("Code of the right or of the entry, number of the layer: under it the list gives what changed."),
            narrow=_of_codes,
        ),
        Column(
            name="ubigeo", expression=NullIf(Coalesce(F("ubigeo"), Value("")), Value("")), kind=Kind.TEXT, asks=PREFIX,
            asked_at="ubigeo", is_ordered=True, says=_("District of what changed (UBIGEO)."), of=("ubigeo",),
        ),
    ),
    withheld={
        "actor": _("Who of the staff acted is no public matter of one entry."),
        "changes": _("Values before and after may be withheld ones; the lists give what is public now."),
        "reason_code": _("The reasons of a state stand in the timeline."),
        "article": _("The article of a state stands in the timeline."),
    },
)  # fmt: skip
