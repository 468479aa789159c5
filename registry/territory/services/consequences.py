"""What an overlap means, read beside the finding: effect, whose opinion, which article and documents, which is older.

The numbers of a finding never change for the law's sake; its meaning is derived each time from the version of the pack
in force that day, so that an enactment changes what is shown without touching what was measured. The day of an area
counts where the pack says so: an area or a right without a date leaves that question unknown, never answered.
Left out: the class of an operation, which only the assessment sums up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, CharField, F, Func, Q, Value, When
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.common.display import Chip
from registry.rules.catalogue import get_pack
from registry.rules.engine.consequences import AREA, Consequence
from registry.rules.engine.pack import Pack
from registry.territory.choices import OwnerKind
from registry.territory.models import Finding, Footprint

Source = Callable[[date], Pack[Any]]
JURISDICTION = "PE"
BLOCK, RESTRICTED, CONDITION, NOTE, SILENT = "block", "restricted", "condition", "note", ""
EFFECTS = {
    BLOCK: (gettext_lazy("prohibited"), "bad"),
    RESTRICTED: (gettext_lazy("restricted"), "bad"),
    CONDITION: (gettext_lazy("under a condition"), "warn"),
    NOTE: (gettext_lazy("note"), "calm"),
    SILENT: (gettext_lazy("the pack says nothing"), "unknown"),
}
SEVERITY = (BLOCK, RESTRICTED, CONDITION, NOTE, SILENT)
OLDER, YOUNGER, UNKNOWN, NOT_ASKED = "older", "younger", "unknown", ""
_source: list[Source] = [lambda _on: get_pack(JURISDICTION)]


def law_use(source: Source) -> None:
    """Take the pack of a day from this function from now on; a higher room knows which version is in force."""
    _source[:] = [source]


def law_on(on: date) -> Pack[Any]:
    """The pack by which overlaps are explained on a day."""
    return _source[0](on)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one finding asks for; `age` is older, younger, unknown or '' where no day counts."""

    effect: str
    opinion_of: str
    law: str
    evidence: tuple[str, ...]
    age: str
    age_says: str

    @property
    def chip(self) -> Chip:
        """Effect as a chip, with the authority whose opinion is asked."""
        word, tone = EFFECTS[self.effect]
        if self.opinion_of:
            return Chip(_("{effect}: opinion of {authority}").format(effect=word, authority=self.opinion_of), tone)
        return Chip(str(word), tone)


def kind_of(finding: Finding) -> str:
    """The kind of consequence that a finding falls under."""
    if finding.area is not None:
        return finding.area.layer.kind.code
    sides = [finding.footprint, *([finding.other] if finding.other else [])]
    return pair_kind(*(side.owner_kind == OwnerKind.RIGHT for side in sides))


def pair_kind(*are_rights: bool) -> str:
    """The kind of consequence of two footprints: two rights, a place on a right, two places."""
    if all(are_rights):
        return "footprint:right:right"
    return "footprint:place:right" if any(are_rights) else "footprint:place:place"


def meanings(findings: Sequence[Finding], *, on: date) -> dict[int, Meaning]:
    """What each finding means by the pack of that day, by its number; one query where days of filing count."""
    pack = law_on(on)
    known = pack.law.consequences
    dated = [each for each in findings if (means := known.get(kind_of(each))) is not None and means.older_than]
    filed = days_filed(finding.footprint_id for finding in dated) if dated else {}
    return {
        finding.pk: meaning_of(
            pack, kind_of(finding), on=on, filed_on=filed.get(finding.footprint_id),
            created_on=finding.area.valid_from if finding.area else None,
        )
        for finding in findings
    }  # fmt: skip


def meaning_of(
    pack: Pack[Any], kind: str, *, on: date, filed_on: date | None = None, created_on: date | None = None
) -> Meaning:
    """What lying on a kind of land means; a kind that the pack does not name is said to be such."""
    found: Consequence | None = pack.law.consequences.get(kind)
    if found is None:
        return Meaning(SILENT, "", "", (), NOT_ASKED, "")
    language = "es" if (get_language() or "").startswith(("es", "qu")) else "en"
    limit = _day_against(pack, found, on, created_on)
    age = _age(found, filed_on, limit)
    return Meaning(
        found.effect, found.opinion_of or "", f"{found.instrument}, {found.article}",
        tuple(text[language] for text in found.evidence), age, _age_says(found, age, filed_on, limit),
    )  # fmt: skip


def _day_against(pack: Pack[Any], found: Consequence, on: date, created_on: date | None) -> date | None:
    if found.older_than in {None, AREA}:
        return created_on
    limit = pack.law.parameters.on(on).limit(str(found.older_than))
    return limit.day if limit else None


def _age(found: Consequence, filed_on: date | None, limit: date | None) -> str:
    if found.older_than is None:
        return NOT_ASKED
    if filed_on is None or limit is None:
        return UNKNOWN
    return OLDER if filed_on < limit else YOUNGER


def _age_says(found: Consequence, age: str, filed_on: date | None, limit: date | None) -> str:
    if age == OLDER:
        return _("The right was filed before that day: an older right may be saved; look at what is asked for.")
    if age == YOUNGER:
        return _("The right was filed on or after that day: age saves nothing.")
    if age == UNKNOWN and filed_on is None:
        return _("Not known: the day on which the right was filed is missing.")
    if age == UNKNOWN and limit is None and found.older_than == AREA:
        return _("Not known: the layer gives no day on which the area was created.")
    return _("Not known: the law has no such day for this date.") if age == UNKNOWN else ""


def days_filed(footprint_ids: Iterable[int]) -> dict[int, date]:
    """Day of filing of the right that each footprint is the shape of, or whose registration lies there."""
    ways = ("right", "declared_by__right", "verified_for__right")
    fields = [f"{way}__{name}" for way in ways for name in ("filed_at", "filed_hour_known")]
    found: dict[int, date] = {}
    for number, *values in Footprint.objects.filter(pk__in=set(footprint_ids)).values_list("pk", *fields):
        for moment, hour_known in zip(values[::2], values[1::2], strict=True):
            if moment is not None:
                found[number] = _day_filed(moment, hour_known=bool(hour_known))
                break
    return found


def _day_filed(moment: datetime, *, hour_known: bool) -> date:
    """The day in the country; a bare day that was stored as midnight of UTC keeps its day."""
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    if not hour_known and local.time() != time.min and moment.astimezone(UTC).time() == time.min:
        return moment.astimezone(UTC).date()
    return local.date()


def effect_expression(on: date, *, pack: Pack[Any] | None = None, kind: str = "area__layer__kind__code") -> Case:
    """The effect of a finding as an expression of the database, for filters, counts and lists."""
    consequences: Mapping[str, Consequence] = (pack or law_on(on)).law.consequences
    chosen = [
        When(**{f"{kind}__in": codes}, then=Value(effect))
        for effect in SEVERITY[:-1]
        if (codes := [code for code, found in consequences.items() if found.effect == effect])
    ]
    return Case(*_pairs(consequences), *chosen, default=Value(SILENT), output_field=CharField())


class MeantNow(Func):
    """What the law in force says of a kind: `effect`, `opinion_of` or `article`; null where it says nothing.

    The pack is asked when the query is written, once a request, so that a list that was put together long ago tells the
    law of the day on which it is read, without a question a row.
    """

    arity = 1
    output_field = CharField()
    WORDS: Mapping[str, Callable[[Consequence], str | None]] = {
        "effect": lambda found: found.effect,
        "opinion_of": lambda found: found.opinion_of,
        "article": lambda found: f"{found.instrument}, {found.article}",
    }

    def __init__(self, kind: Any, what: str = "effect") -> None:
        """Take the expression of the kind, and what of its consequence is asked."""
        super().__init__(kind)
        self.what = what

    def as_sql(  # type: ignore[override] # nothing of the template is used
        self, compiler: Any, _connection: Any, **_context: Any
    ) -> tuple[str, list[Any]]:
        """Write the words of the pack as one CASE over the kind."""
        pack = law_on(timezone.localdate())  # noqa: TID251 - a public list is read on the day it is read
        said = {kind: self.WORDS[self.what](found) for kind, found in pack.law.consequences.items()}
        pairs = [(kind, word) for kind, word in said.items() if word]
        sql, params = compiler.compile(self.get_source_expressions()[0])
        if not pairs:
            return "NULL::text", []
        return f"(CASE {sql}{' WHEN %s THEN %s' * len(pairs)} END)", [*params, *chain(*pairs)]


def _pairs(consequences: Mapping[str, Consequence]) -> list[When]:
    pair = Q(other__isnull=False)
    both = Q(footprint__owner_kind=OwnerKind.RIGHT, other__owner_kind=OwnerKind.RIGHT)
    one = Q(footprint__owner_kind=OwnerKind.RIGHT) | Q(other__owner_kind=OwnerKind.RIGHT)
    conditions = (
        ("footprint:right:right", pair & both), ("footprint:place:right", pair & one),
        ("footprint:place:place", pair),
    )  # fmt: skip
    return [
        When(condition, then=Value(consequences[kind].effect if kind in consequences else SILENT))
        for kind, condition in conditions
    ]


def kind_expression() -> Case:
    """The kind of a finding as an expression: the kind of land, else that of the pair."""
    both = Q(footprint__owner_kind=OwnerKind.RIGHT, other__owner_kind=OwnerKind.RIGHT)
    one = Q(footprint__owner_kind=OwnerKind.RIGHT) | Q(other__owner_kind=OwnerKind.RIGHT)
    pair = Q(other__isnull=False)
    return Case(
        When(pair & both, then=Value("footprint:right:right")),
        When(pair & one, then=Value("footprint:place:right")),
        When(pair, then=Value("footprint:place:place")),
        default=F("area__layer__kind__code"),
        output_field=CharField(),
    )
