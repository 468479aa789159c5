"""What of registrations leaves the register (Ley 29733; peru.md §5 of the law's notes, docs/api.md).

Public: state, activity, right, district; the name of who is registered while the law publishes the enrolment
(in force, suspended: DS 001-2020-EM art. 4.3) or the formalised (DS 009-2025-EM). Where an entry of a natural
person was excluded or revoked, or its state is not known, nothing mandates the name, and it stays. Documents of
natural persons leave with three digits, their places as one fixed cell of 0.05°.
"""

from django.contrib.gis.db.models import GeometryField
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from miners.choices import GroupKind
from miners.disclosure import is_legal_person, public_ruc
from registry.common.disclosure import Ask, Column, Kind, PublicList, grid_cell, masked, null_if_empty
from registry.formalization.choices import Activity, RegistrationState
from registry.formalization.models import Registration

EXACT, RANGE = frozenset({Ask.EXACT}), frozenset({Ask.RANGE})
NAMED_STATES = (RegistrationState.IN_FORCE, RegistrationState.SUSPENDED, RegistrationState.FORMALISED)
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
            name="activity", expression=null_if_empty(F("activity")), kind=Kind.CHOICE, asks=EXACT,
            choices=tuple(Activity.choices), says=_("Activity registered."), of=("activity",),
        ),
        Column(
            name="right_code", expression=Coalesce(F("right__code"), null_if_empty(F("right_code_declared"))),
            kind=Kind.TEXT, asks=EXACT, is_ordered=True, says=_("Code of the declared mining right."),
            of=("right", "right_code_declared"),
        ),
        Column(
            name="right_name",
            expression=Coalesce(null_if_empty(F("right__name")), null_if_empty(F("right_name_declared"))),
            kind=Kind.TEXT, asks=frozenset({Ask.SEARCH}), says=_("Name of the declared mining right."),
            of=("right", "right_name_declared"),
        ),
        Column(
            name="registrant_kind", expression=_KIND, kind=Kind.CHOICE, asks=EXACT,
            choices=((NATURAL_PERSON, _("natural person")), *GroupKind.choices),
            says=_("Natural person, or the kind of group."), of=("person", "group"),
        ),
        Column(
            name="registrant_name", expression=_NAME, kind=Kind.TEXT, asks=frozenset({Ask.SEARCH}),
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
            is_ordered=True, says=_("District of the works (UBIGEO, 6 digits)."), of=("ubigeo",),
        ),
        Column(
            name="place_precision", expression=_PRECISION, kind=Kind.CHOICE, asks=EXACT, of=("declared_place",),
            choices=(("declared_shape", _("declared shape")), ("grid_cell", _("cell of 0.05°"))),
            says=_("Whether the place given out is the declared shape or a grid cell; null where none is known."),
        ),
        Column(
            name="published_on", expression=F("published_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            says=_("Day of the newest imported data."), of=("published_on",),
        ),
        Column(
            name="updated_at", expression=F("updated_at"), kind=Kind.MOMENT, asks=frozenset({Ask.SINCE}),
            is_ordered=True, says=_("When the row last changed."), is_nullable=False, of=("updated_at",),
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
