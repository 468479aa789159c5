"""What of a report leaves the register: that there is one, of what kind, roughly where, and how it was answered.

Never its words, its author, its exact place or its photos; reports of threats are not listed at all.
"""

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from registry.common.disclosure import Ask, Column, Kind, PublicList, grid_cell
from registry.oversight.choices import ReportKind, ReportState
from registry.oversight.models import Report
from registry.oversight.selectors import NEVER_LISTED

EXACT, RANGE = frozenset({Ask.EXACT}), frozenset({Ask.RANGE})
LISTED = tuple(choice for choice in ReportKind.choices if choice[0] not in NEVER_LISTED)


def _listed() -> QuerySet[Report]:
    return Report.objects.exclude(kind__in=NEVER_LISTED)


_AUTHOR = _("Whoever reports stays unknown.")
_INNER = _("Internal to the register.")

REPORTS = PublicList(
    name="FieldReport",
    title=_("Reports from the field"),
    says=_("Reports and how they were answered. Reports of threats to people are not listed."),
    model=Report,
    rows=_listed,
    key="number",
    place=grid_cell(F("place")),
    place_says=_("The grid cell of 0.05° that holds the place; null where no place was given."),
    near="place",
    columns=(
        Column(
            name="number", expression=F("number"), kind=Kind.TEXT, asks=EXACT, is_ordered=True, is_nullable=False,
            says=_("Public number of the report."), of=("number",),
        ),
        Column(
            name="kind", expression=F("kind"), kind=Kind.CHOICE, choices=LISTED, asks=EXACT, is_nullable=False,
            says=_("What is reported."), of=("kind",),
        ),
        Column(
            name="department", expression=F("department"), kind=Kind.TEXT, asks=EXACT, is_ordered=True,
            is_nullable=False, says=_("Department, the first two digits of the UBIGEO."), of=("department",),
        ),
        Column(
            name="state", expression=F("state"), kind=Kind.CHOICE, choices=tuple(ReportState.choices), asks=EXACT,
            is_nullable=False, says=_("Where it stands; refused is a state of its own."), of=("state",),
        ),
        Column(
            name="received_on", expression=TruncDate("received_at"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            is_nullable=False, says=_("Day it came in."), of=("received_at",),
        ),
        Column(
            name="acknowledge_by", expression=F("acknowledge_by"), kind=Kind.DATE, is_nullable=False,
            says=_("Last day to acknowledge it."), of=("acknowledge_by",),
        ),
        Column(
            name="acknowledged_on", expression=TruncDate("acknowledged_at"), kind=Kind.DATE, asks=RANGE,
            says=_("Day an officer first saw it."), of=("acknowledged_at",),
        ),
        Column(
            name="answer_by", expression=F("answer_by"), kind=Kind.DATE, asks=RANGE, is_ordered=True,
            is_nullable=False, says=_("Last day to answer it."), of=("answer_by",),
        ),
        Column(
            name="answered_on", expression=TruncDate("answered_at"), kind=Kind.DATE, asks=RANGE,
            says=_("Day it was last answered or refused."), of=("answered_at",),
        ),
        Column(
            name="times_reopened", expression=F("times_reopened"), kind=Kind.INTEGER, is_nullable=False,
            says=_("How often its answer was not accepted."), of=("times_reopened",),
        ),
        Column(
            name="is_by_organization",
            expression=Case(
                When(~Q(organization_key=""), then=Value(True)), default=Value(False), output_field=BooleanField()
            ),
            kind=Kind.BOOLEAN, is_nullable=False, says=_("Whether an organization sent it with its key."),
            of=("organization_key",),
        ),
    ),
    withheld={
        "id": _INNER,
        "secret_digest": _INNER,
        "text": _("The words may name people and tell who wrote them."),
        "happened_on": _("With the place it may tell who was there to see."),
        "place_words": _("The exact place leaves as a grid cell only."),
        "place": _("The exact place leaves as a grid cell only."),
        "registration_code": _("A report is not a finding: it must not stand beside an entry in public."),
        "language": _AUTHOR,
        "phone": _AUTHOR,
        "email": _AUTHOR,
        "owner": _("Officers answer as their office."),
    },
)  # fmt: skip
