"""What of registrations leaves the register (Ley 29733; peru.md §5 of the law's notes, docs/api.md).

Public: state, activity, right, district; the name of who is registered while the law publishes the enrolment
(in force, suspended: DS 001-2020-EM art. 4.3) or the formalised (DS 009-2025-EM). Where an entry of a natural
person was excluded or revoked, or its state is not known, nothing mandates the name, and it stays. Documents of
natural persons leave with three digits, their places as one fixed cell of 0.05°.
"""

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from concessions.models import MiningRight
from miners.choices import GroupKind
from miners.disclosure import is_legal_person, public_ruc
from miners.models import Group, Person
from registry.common.disclosure import Ask, Column, Kind, PublicList, grid_cell, masked, null_if_empty
from registry.common.models import Fold
from registry.formalization.choices import Activity, RegistrationState
from registry.formalization.models import Determination, Registration, StateChange
from registry.formalization.selectors.lying import rights_met
from registry.formalization.selectors.moved import NAMED_STATES, moved_since

EXACT, RANGE = frozenset({Ask.EXACT}), frozenset({Ask.RANGE})
NATURAL_PERSON = "natural_person"

_LEGAL = is_legal_person("group__")
_NAMED = Q(state__in=NAMED_STATES)
_NAME = Case(
    When(_LEGAL, then=F("group__name")),
    When(_NAMED & Q(person__isnull=False), then=F("person__full_name")),
    When(_NAMED & Q(group__isnull=False), then=F("group__name")),
    default=Value(None),
)
_DOCUMENT = Case(
    When(_LEGAL, then=public_ruc("group__")),
    When(~_NAMED, then=Value(None)),
    When(Q(person__isnull=False) & ~Q(person__document_number=""), then=masked(F("person__document_number"))),
    When(Q(person__isnull=False) & ~Q(person__ruc=""), then=masked(F("person__ruc"))),
    When(Q(group__isnull=False) & ~Q(group__ruc=""), then=masked(F("group__ruc"))),
    default=Value(None),
)
_KIND = Case(
    When(person__isnull=False, then=Value(NATURAL_PERSON)),
    When(group__isnull=False, then=F("group__kind")),
    default=Value(None),
)
_PLACE = Case(
    When(declared_place=None, then=Value(None)),
    When(_LEGAL, then=F("declared_place__geom")),
    default=grid_cell(F("declared_place__geom")),
    output_field=GeometryField(srid=4326),
)
_PRECISION = Case(
    When(declared_place=None, then=Value(None)),
    When(_LEGAL, then=Value("declared_shape")),
    default=Value("grid_cell"),
)
_FACTS = _("A fact of the file that decides its class; it goes to its holder and to staff.")
_CONFIDENTIAL = _("Capacity, chemicals and explosives are not public (LGM art. 50, DS 009-2025-EM 3ª DCF).")
_PERSONAL = _("An attribute of persons; published only in statistics.")
_INNER = _("Internal to the register.")

PUBLISHED, NOT_PUBLISHED = "published", "not_published"
PUBLISHED_OR_NOT = (
    (PUBLISHED, _("determined by an officer and notified: see the assessments")),
    (NOT_PUBLISHED, _("not published")),
)


def _published() -> QuerySet[Determination]:
    """Standing determinations of legal persons that an officer made and that were notified."""
    return Determination.objects.filter(
        is_legal_person("registration__group__"),
        state=Determination.State.STANDING,
        notified_on__isnull=False,
        registration__group__isnull=False,
    )


# What an index answers first; whether a row may be found by it, its public expression decides.
def _on_right(codes: list[str]) -> QuerySet[Registration, Any]:
    entries = Registration.objects.order_by()
    return (
        entries.filter(right__code__in=codes)
        .values("pk")
        .union(entries.filter(right_code_declared__in=codes).values("pk"))
    )


def _right_named(text: str) -> QuerySet[Registration, Any]:
    entries, folded = Registration.objects.order_by(), Fold(Value(text))
    rights = MiningRight.objects.order_by().filter(name_folded__contains=folded)
    declared = entries.alias(folded=Fold("right_name_declared")).filter(folded__contains=folded)
    return entries.filter(right__in=rights.values("pk")).values("pk").union(declared.values("pk"))


def _registrant_named(text: str) -> QuerySet[Registration, Any]:
    entries, folded = Registration.objects.order_by(), Fold(Value(text))
    persons = Person.objects.order_by().filter(name_folded__contains=folded).values("pk")
    groups = Group.objects.order_by().filter(name_folded__contains=folded).values("pk")
    return entries.filter(person__in=persons).values("pk").union(entries.filter(group__in=groups).values("pk"))


REGISTRATIONS = PublicList(
    name="Registration",
    title=_("Registrations"),
    says=_(
        "Entries of the register of formalization (REINFO). An entry is not an authorisation to mine, and no state"
        " here is a finding of an offence."
    ),
    model=Registration,
    rows=Registration.objects.all,
    key="code",
    near="declared_place__geom",
    place=_PLACE,
    place_says=_("Declared place of a legal person; of everybody else the fixed cell of 0.05° that holds it."),
    columns=(
        Column(
            name="code", expression=F("code"), kind=Kind.TEXT, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("The ministry's code as published."), of=("code",),
        ),
        Column(
            name="state", expression=F("state"), kind=Kind.CHOICE, choices=tuple(RegistrationState.choices),
            asks=EXACT, says=_("Present state; unknown where no source gives it."), is_nullable=False, of=("state",),
        ),
        Column(
            name="state_since", expression=F("state_since"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the present state."), of=("state_since",),
        ),
        Column(
            name="activity", expression=null_if_empty(F("activity")), kind=Kind.CHOICE, asks=EXACT, asked_at="activity",
            choices=tuple(Activity.choices), says=_("Activity registered."), of=("activity",),
        ),
        Column(
            name="right_code", expression=Coalesce(F("right__code"), null_if_empty(F("right_code_declared"))),
            kind=Kind.TEXT, asks=EXACT, is_ordered=True, says=_("Code of the declared mining right."),
            of=("right", "right_code_declared"), narrow=_on_right,
        ),
        Column(
            name="right_name",
            expression=Coalesce(null_if_empty(F("right__name")), null_if_empty(F("right_name_declared"))),
            kind=Kind.TEXT, asks=frozenset({Ask.SEARCH}), says=_("Name of the declared mining right."),
            of=("right", "right_name_declared"), narrow=_right_named,
        ),
        Column(
            name="registrant_kind", expression=_KIND, kind=Kind.CHOICE, asks=EXACT,
            choices=((NATURAL_PERSON, _("natural person")), *GroupKind.choices),
            says=_("Natural person, or the kind of group."), of=("person", "group"),
        ),
        Column(
            name="registrant_name", expression=_NAME, kind=Kind.TEXT, asks=frozenset({Ask.SEARCH}),
            narrow=_registrant_named,
            is_ordered=True, of=("person", "group"),
            says=_("Name of a legal person; of a natural person only while in force, suspended or formalised."),
        ),
        Column(
            name="registrant_document", expression=_DOCUMENT, kind=Kind.TEXT, of=("person", "group"),
            says=_("RUC of a legal person; of a natural person only the last three digits of the document."),
        ),
        Column(
            name="enrolled_on", expression=F("enrolled_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of enrolment."), of=("enrolled_on",),
        ),
        Column(
            name="enrolled_year", expression=F("enrolled_year"), kind=Kind.INTEGER, asks=RANGE, is_ordered=True,
            says=_("Year of enrolment as published."), of=("enrolled_year",),
        ),
        Column(
            name="ubigeo", expression=null_if_empty(F("ubigeo")), kind=Kind.TEXT, asks=frozenset({Ask.PREFIX}),
            asked_at="ubigeo", is_ordered=True, says=_("District of the works (UBIGEO, 6 digits)."), of=("ubigeo",),
        ),
        Column(
            name="place_precision", expression=_PRECISION, kind=Kind.CHOICE, asks=EXACT, of=("declared_place",),
            choices=(("declared_shape", _("declared shape")), ("grid_cell", _("cell of 0.05°"))),
            says=_("Whether the place given out is the declared shape or a grid cell; null where none is known."),
        ),
        Column(
            name="rights_met", expression=rights_met(_LEGAL), kind=Kind.ROWS, of=("declared_place",),
            says=_(
                "Rights on which the declared place of a legal person lies, its own among them; null where it was not"
                " measured, and for everybody else, whose place it would tell. An empty list clears nothing."
            ),
            rows_of=(
                ("right_code", Kind.TEXT, _("Code of the right; its list gives holders and contracts.")),
                ("right_state", Kind.TEXT, _("State of the right.")),
                ("relation", Kind.TEXT, _("How the place lies to it.")),
                ("hectares", Kind.NUMBER, _("Shared grid hectares; null for a point.")),
                ("share_of_place", Kind.NUMBER, _("Shared part of the place, 0 to 1; null for a point.")),
                ("measured_on", Kind.DATE, _("Day of the measuring.")),
            ),
        ),
        Column(
            name="assessment", kind=Kind.CHOICE, choices=PUBLISHED_OR_NOT, is_nullable=False,
            expression=Case(
                When(Exists(_published().filter(registration=OuterRef("pk"))), then=Value(PUBLISHED)),
                default=Value(NOT_PUBLISHED),
            ),
            says=_("Whether the class of the operation is published; of a natural person it never is."),
        ),
        Column(
            name="published_on", expression=F("published_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the newest imported data."), of=("published_on",),
        ),
        Column(
            name="updated_at", expression=F("updated_at"), kind=Kind.MOMENT, asks=frozenset({Ask.SINCE}),
            is_ordered=True, says=_("When the row last changed."), is_nullable=False, of=("updated_at",),
            moved=moved_since,
        ),
    ),
    withheld={
        "id": _("Internal number; the code is the public one."),
        "status_code": _("With the document number it opens the status page of its holder."),
        "verified_place": _("Evidence of the file; it goes to its holder and to staff."),
        "deposit_class": _FACTS,
        "capacity_t_per_day": _CONFIDENTIAL,
        "capacity_m3_per_day": _CONFIDENTIAL,
        "is_habitual": _FACTS,
        "is_means_of_livelihood": _FACTS,
        "is_manual_or_basic": _FACTS,
        "methods": _FACTS,
        "equipment": _FACTS,
        "mercury_use": _CONFIDENTIAL,
        "uses_explosives": _CONFIDENTIAL,
        "sucamec_file": _CONFIDENTIAL,
        "workers_women": _PERSONAL,
        "workers_men": _PERSONAL,
        "operator_is_registrant": _FACTS,
        "igafom_corrective_on": _FACTS,
        "igafom_preventive_on": _FACTS,
        "source": _INNER,
        "created_at": _INNER,
    },
)  # fmt: skip

_OF_ENTRY = (
    Column(
        name="registration_code",
        expression=F("registration__code"),
        kind=Kind.TEXT,
        asks=EXACT,
        is_ordered=True,
        is_nullable=False,
        says=_("The ministry's code of the entry."),
        of=("registration",),
    ),
    Column(
        name="ubigeo",
        expression=null_if_empty(F("registration__ubigeo")),
        kind=Kind.TEXT,
        asks=frozenset({Ask.PREFIX}),
        asked_at="registration__ubigeo",
        says=_("District of the works (UBIGEO)."),
        of=("registration",),
    ),
)

TIMELINE = PublicList(
    name="Step",
    title=_("Timeline of entries"),
    says=_("Every dated state of every entry, with the act and the article behind it, as far as they are on file."),
    model=StateChange,
    rows=StateChange.objects.all,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Number of the step; later steps have higher ones."), of=("id",),
        ),
        *_OF_ENTRY,
        Column(
            name="state", expression=F("state"), kind=Kind.CHOICE, choices=tuple(RegistrationState.choices), asks=EXACT,
            is_nullable=False, says=_("State from that day."), of=("state",),
        ),
        Column(
            name="from_on", expression=F("from_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("First day of the state; null while unknown."), of=("from_on",),
        ),
        Column(
            name="reason_code", expression=null_if_empty(F("reason_code")), kind=Kind.TEXT, asks=EXACT,
            says=_("Coded cause."), of=("reason_code",),
        ),
        Column(
            name="article", expression=null_if_empty(F("article")), kind=Kind.TEXT, says=_("Legal basis."),
            of=("article",),
        ),
        Column(
            name="recorded_at", expression=F("recorded_at"), kind=Kind.MOMENT, asks=frozenset({Ask.SINCE}),
            is_ordered=True, is_nullable=False, says=_("When it was recorded."), of=("recorded_at",),
        ),
    ),
    withheld={
        "reason": _("Words of an officer: they may name somebody."),
        "document": _("Free text: it may name somebody. The act is given on request (Ley 27806)."),
        "by_key": _INNER,
    },
)  # fmt: skip

ASSESSMENTS = PublicList(
    name="Assessment",
    title=_("Published assessments"),
    says=_(
        "The class of an operation of a legal person, once an officer determined it and the holder was notified. Of"
        " everybody else it is not published, and the answer of the rules alone never is. It is an administrative"
        " class, not a finding of an offence."
    ),
    model=Determination,
    rows=_published,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Number of the determination."), of=("id",),
        ),
        *_OF_ENTRY,
        Column(
            name="scale", expression=F("scale"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Scale as determined."), of=("scale",),
        ),
        Column(
            name="legal_status", expression=F("legal_status"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Legal status as determined."), of=("legal_status",),
        ),
        Column(
            name="act", expression=F("act"), kind=Kind.TEXT, is_nullable=False, of=("act",),
            says=_("Number of the act."),
        ),
        Column(
            name="decided_on", expression=F("decided_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            is_nullable=False, says=_("Day of the act."), of=("decided_on",),
        ),
        Column(
            name="notified_on", expression=F("notified_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            is_nullable=False, says=_("Day the holder was notified."), of=("notified_on",),
        ),
    ),
    withheld={
        "assessment": _("Facts and findings of one operation go to its holder and to staff."),
        "reasons": _("Words of an officer: they may name somebody; given on request with redaction (Ley 27806)."),
        "evidence": _("Documents of the file are given on request with redaction (Ley 27806)."),
        "by_key": _INNER,
        "second_key": _INNER,
        "second_at": _INNER,
        "second_reason": _("Words of an officer: they may name somebody."),
        "state": _("Only standing determinations are listed."),
        "state_why": _INNER,
        "recorded_at": _INNER,
    },
)  # fmt: skip
