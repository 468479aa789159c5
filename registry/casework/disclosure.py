"""What of the casework leaves the register: the recorded steps of an entry, and acts that are firm and notified.

An act is given out once it stands, was served with proof, and nobody can challenge it any more: its time to object has
passed, and no challenge is open. Until then it is between the authority and the person. Words of officers never leave.
"""

from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.utils.translation import gettext_lazy as _

from registry.casework.choices import ActState
from registry.casework.models import Act, Challenge, RunningClock, ServiceRecord, StepRecord
from registry.common.disclosure import Ask, Column, Kind, PublicList, null_if_empty
from registry.formalization.choices import RegistrationState

EXACT, PREFIX, RANGE, SINCE, _SEARCH = (frozenset({ask}) for ask in Ask)
_INNER = _("Internal to the register.")
_WORDS = _("Words of an officer: they may name somebody; given on request with redaction (Ley 27806).")


class Today(Func):
    """The day of the question, in the database: a list has no argument for it."""

    template = "(CURRENT_TIMESTAMP AT TIME ZONE 'America/Lima')::date"
    output_field = DateField()


_VALID_SERVICE = ServiceRecord.objects.filter(act=OuterRef("pk"), served_on__isnull=False, defect="")
_RIGHT_TO_OBJECT = RunningClock.objects.filter(act=OuterRef("pk"), is_right=True)


def _firm() -> QuerySet[Act]:
    """Standing acts, served, whose time to object is over without an open challenge."""
    return Act.objects.filter(
        Exists(_VALID_SERVICE),
        Exists(_RIGHT_TO_OBJECT.filter(due_on__lt=Today())),
        ~Exists(_RIGHT_TO_OBJECT.exclude(due_on__lt=Today())),
        ~Exists(Challenge.objects.filter(act=OuterRef("pk"), decided_on=None)),
        state=ActState.STANDING,
    )


_SERVED_ON = Subquery(
    _VALID_SERVICE.order_by().values("act").annotate(first=Min("served_on")).values("first")[:1],
    output_field=DateField(),
)
_OF_ENTRY = (
    Column(
        name="registration_code", expression=F("registration__code"), kind=Kind.TEXT, asks=EXACT, is_ordered=True,
        is_nullable=False, says=_("The ministry's code of the entry."), of=("registration",),
    ),
    Column(
        name="ubigeo", expression=null_if_empty(F("registration__ubigeo")), kind=Kind.TEXT, asks=PREFIX,
        asked_at="registration__ubigeo", says=_("District of the works (UBIGEO)."), of=("registration",),
    ),
)  # fmt: skip

ACTS = PublicList(
    name="Act",
    title=_("Firm acts"),
    says=_("Acts of the authorities on entries, once they are served and can no longer be challenged."),
    model=Act,
    rows=_firm,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Number of the row in this register."), of=("id",),
        ),
        *_OF_ENTRY,
        Column(
            name="kind", expression=F("kind"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Kind of act, a code of the law's procedure."), of=("kind",),
        ),
        Column(
            name="authority", expression=F("authority"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Authority that decided."), of=("authority",),
        ),
        Column(
            name="number", expression=F("number"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Number of the act."), of=("number",),
        ),
        Column(
            name="decided_on", expression=F("decided_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            is_nullable=False, says=_("Day of the act."), of=("decided_on",),
        ),
        Column(
            name="served_on", expression=_SERVED_ON, kind=Kind.DATE, says=_("Day it was first served with proof."),
        ),
        Column(
            name="cause", expression=null_if_empty(F("cause")), kind=Kind.TEXT, asks=EXACT, says=_("Coded cause."),
            of=("cause",),
        ),
        Column(
            name="article", expression=null_if_empty(F("article")), kind=Kind.TEXT, says=_("Legal basis."),
            of=("article",),
        ),
        Column(
            name="effect_state", expression=null_if_empty(F("effect_state")), kind=Kind.CHOICE, asks=EXACT,
            choices=tuple(RegistrationState.choices), asked_at="effect_state", of=("effect_state",),
            says=_("State of the entry that it brought about; null for none."),
        ),
    ),
    withheld={
        "file": _INNER,
        "reasons": _WORDS,
        "law_version": _INNER,
        "ends_right": _("Follows from the kind."),
        "state": _("Only standing acts are listed."),
        "review_why": _INNER,
        "by_key": _INNER,
        "second_key": _INNER,
        "second_at": _INNER,
        "second_reason": _WORDS,
        "state_change": _("Stands in the timeline of entries."),
        "recorded_at": _INNER,
    },
)  # fmt: skip

STEPS = PublicList(
    name="RecordedStep",
    title=_("Recorded steps"),
    says=_("Which steps of the formalization of an entry have an outcome on file, and since when."),
    model=StepRecord,
    rows=StepRecord.objects.all,
    key="id",
    columns=(
        Column(
            name="id", expression=F("id"), kind=Kind.INTEGER, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Number of the row; later records have higher ones."), of=("id",),
        ),
        *_OF_ENTRY,
        Column(
            name="step", expression=F("step"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Step, a code of the law's procedure."), of=("step",),
        ),
        Column(
            name="outcome", expression=F("outcome"), kind=Kind.TEXT, asks=EXACT, is_nullable=False,
            says=_("Outcome, a code of the law's procedure."), of=("outcome",),
        ),
        Column(
            name="happened_on", expression=F("happened_on"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            is_nullable=False, says=_("Day of the outcome."), of=("happened_on",),
        ),
        Column(
            name="article", expression=null_if_empty(F("article")), kind=Kind.TEXT, says=_("Legal basis."),
            of=("article",),
        ),
        Column(
            name="is_standing", kind=Kind.BOOLEAN, asks=EXACT, is_nullable=False, of=("superseded_at",),
            expression=ExpressionWrapper(
                Func(F("superseded_at"), template="(%(expressions)s IS NULL)", output_field=BooleanField()),
                output_field=BooleanField(),
            ),
            says=_("Whether it still counts; another outcome may have taken its place."),
        ),
        Column(
            name="recorded_at", expression=F("recorded_at"), kind=Kind.MOMENT, asks=SINCE, is_ordered=True,
            is_nullable=False, says=_("When it was recorded."), of=("recorded_at",),
        ),
    ),
    withheld={
        "file": _INNER,
        "reason": _WORDS,
        "document": _("Free text: it may name somebody. Documents are given on request (Ley 27806)."),
        "by_key": _INNER,
    },
)  # fmt: skip
