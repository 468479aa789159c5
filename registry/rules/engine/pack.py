"""A pack: the law of one jurisdiction in one version, ready to judge. The rest of the register talks to this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from registry.rules.engine.assessment import Assessment, assessment_from_json
from registry.rules.engine.errors import LawError
from registry.rules.engine.exemptions import RULE as EXEMPTION
from registry.rules.engine.findings import Finding, Outcome
from registry.rules.engine.parameters import UNVERIFIED_MARKS
from registry.rules.engine.texts import EXEMPTION_TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from registry.rules.engine.law import Law
    from registry.rules.engine.needs import Needs
    from registry.rules.engine.parameters import Parameter
    from registry.rules.engine.texts import Codes, RuleText
    from registry.rules.engine.zones import ZoneEffect

F = TypeVar("F")

RECHECK_AFTER = timedelta(days=365)
SOON = timedelta(days=90)


class StatedDefault(NamedTuple):
    """A fact whose absence is read as something, because the text says so; the forms ask for it explicitly."""

    fact: str
    read_as: str
    reason: Mapping[str, str]


class Judgement(NamedTuple):
    """What a country's summing-up answers."""

    category: str
    scale: str
    legal_status: str


class Change(NamedTuple):
    """What the answer would be without one rule, and without those of `together` where it is taken away with others."""

    rule_id: str
    category: str
    scale: str
    legal_status: str
    together: tuple[str, ...] = ()


class Explanation(NamedTuple):
    """One finding in words: what was asked, what was found against which limit, the answer, and where it stands."""

    rule_id: str
    title: str
    asks: str
    answer: str
    outcome: Outcome
    value: object
    limit: object
    unit: str | None
    instrument: str
    article: str
    link: str
    missing: tuple[tuple[str, str, str], ...]
    unverified_parameter: str | None


class Stale(NamedTuple):
    """A parameter that a person should look at: not checked for a year, never verified, or about to run out."""

    parameter_id: str
    why: str
    day: date | None


class Judge(NamedTuple, Generic[F]):
    """The working parts of a pack, bound to one law."""

    assess: Callable[[F], Assessment]
    would_change: Callable[[F], list[Change]]


Moved = tuple[Judgement, Judgement] | None
"""What two laws answer to the same facts, where that differs; None where it does not."""


@dataclass(frozen=True, slots=True)
class Country(Generic[F]):
    """What a country's package brings: the form of its facts, its rules, its summing-up.

    `bind` makes the judge for one law; `bind_both` a quick one for the difference between two laws on a day, where the
    country has one. `rule_ids` are all rules in the order in which they are asked; `exemptible` are those from which an
    authority may grant an exception; `needs` is what the rules read of the law.
    """

    jurisdiction: str
    rule_ids: tuple[str, ...]
    schema: Mapping[str, object]
    read_facts: Callable[[object], F]
    write_facts: Callable[[F], dict[str, object]]
    stated_defaults: tuple[StatedDefault, ...]
    bind: Callable[[Law], Judge[F]]
    exemptible: tuple[str, ...] = ()
    bind_both: Callable[[Law, Law, date], Callable[[F], Moved]] | None = None
    needs: Needs | None = None


class Pack(Generic[F]):
    """The law of one jurisdiction in one version.

    The same facts judged by a pack with the same `content_hash` always give the same assessment.
    """

    def __init__(self, country: Country[F], law: Law) -> None:
        self._country = country
        self.law = law
        judge = country.bind(law)
        self.assess = judge.assess
        """Facts to Assessment. Raises LawError for a day before the first law."""
        self.would_change = judge.would_change
        """Facts to what the answer would be without each deciding rule."""
        self.facts_to_json = country.write_facts
        """Facts to plain JSON types; what is unknown is left out, so equal facts give equal JSON."""

    def against(self, other: Pack[F], on: date) -> Callable[[F], Moved]:
        """A function from facts to what this law and the other answer, where they differ; None where they do not.

        It answers what judging both wholly answers, with less work for facts of the day `on`.

        Raises:
            LawError: the day lies before the first law of either.
        """
        if self._country.bind_both is not None:
            return self._country.bind_both(self.law, other.law, on)
        return moved_by(self.assess, other.assess)

    @property
    def jurisdiction(self) -> str:
        """The code by which the pack is chosen, for example PE."""
        return self._country.jurisdiction

    @property
    def version(self) -> str:
        """The version that the law files state."""
        return self.law.version

    @property
    def content_hash(self) -> str:
        """SHA-256 over the law files."""
        return self.law.content_hash

    @property
    def first_day(self) -> date:
        """The first day on which the pack can judge."""
        return self.law.first_day

    @property
    def files(self) -> Mapping[str, str]:
        """The law files as text, to store with an enacted version or to change in a draft."""
        return self.law.files

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON schema of the facts."""
        return self._country.schema

    @property
    def stated_defaults(self) -> tuple[StatedDefault, ...]:
        """The facts that may be absent without being unknown, each with the reason."""
        return self._country.stated_defaults

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """Every rule, in the order in which the law is asked."""
        return self._country.rule_ids

    @property
    def exemptible(self) -> tuple[str, ...]:
        """The rules from which an authority may grant an exception."""
        return self._country.exemptible

    @property
    def codes(self) -> Codes:
        """Flags and evidence with their words and who brings them, and the authorities and reasons of exceptions."""
        return self.law.codes

    @property
    def parameters(self) -> Iterator[Parameter]:
        """Every dated figure of the law."""
        return iter(self.law.parameters.all)

    @property
    def zone_effects(self) -> Mapping[str, ZoneEffect]:
        """Zone kind to what lying in it means."""
        return self.law.zones

    def facts_from_json(self, plain: object) -> F:
        """Facts from plain JSON types (figures as int, float or Decimal).

        Raises:
            FactsError: the facts break the schema; the message names the place and what to do.
        """
        return self._country.read_facts(plain)

    def rule_text(self, rule_id: str, language: str) -> RuleText:
        """A rule's words in `es` or `en`; another language gets English.

        Raises:
            LawError: the pack has no such rule.
        """
        words = EXEMPTION_TEXTS if rule_id == EXEMPTION else self.law.rules.get(rule_id)
        if words is None:
            raise LawError(rule_id, f"no such rule in the pack {self.jurisdiction}", "Take an id from rules.toml.")
        return words.get(language) or words["en"]

    def assessment_from_json(self, plain: dict[str, object]) -> Assessment:
        """A stored assessment again; the rules that did not apply stand in their places.

        Raises:
            KeyError: a part of the stored answer is absent.
        """
        return assessment_from_json(plain, self.rule_ids)

    def explain(self, found: Finding, language: str) -> Explanation:
        """One finding in the words of the pack, with article and link.

        `missing` holds (code, words, who brings it). Where the finding is about an exception, instrument is the
        authority in words and article the document.

        Raises:
            LawError: the pack has no such rule.
        """
        text = self.rule_text(found.rule_id, language)
        if found.exemption is not None:
            authority = self.codes.authorities.get(found.exemption.authority)
            named = (authority.text.get(language) or authority.text["en"]) if authority else text.instrument
            text = text._replace(instrument=named, article=found.exemption.document)
        return Explanation(
            rule_id=found.rule_id,
            title=text.title,
            asks=text.asks,
            answer=text.answer(found.outcome),
            outcome=found.outcome,
            value=found.value,
            limit=found.limit,
            unit=found.unit,
            instrument=text.instrument,
            article=text.article,
            link=text.link,
            missing=tuple(self._evidence(found.missing, language)),
            unverified_parameter=found.unverified_parameter,
        )

    def _evidence(self, codes: Iterable[str], language: str) -> Iterator[tuple[str, str, str]]:
        for code in codes:
            known = self.codes.evidence[code]
            yield code, known.text.get(language) or known.text["en"], known.brought_by or ""

    def stale(self, on: date) -> list[Stale]:
        """The parameters that a law keeper should look at on that day, with the reason.

        `not_checked`: the last comparison with the source is more than a year old. `unverified`: the value that holds
        is marked from memory or uncertain. `ends_soon`: the period, or the day that the value states, ends within
        ninety days. `ended`: that day has passed.
        """
        return [stale for parameter in self.parameters for stale in _looks(parameter, on)]


def moved_by(before: Callable[[F], Assessment], after: Callable[[F], Assessment]) -> Callable[[F], Moved]:
    """The difference between two judges, each of them asked for its whole answer."""

    def moved(facts: F) -> Moved:
        one, two = judgement_of(before(facts)), judgement_of(after(facts))
        return None if one == two else (one, two)

    return moved


def judgement_of(found: Assessment) -> Judgement:
    """The class of an answer, without the findings behind it."""
    return Judgement(found.category, found.scale, found.legal_status)


def _looks(parameter: Parameter, on: date) -> Iterator[Stale]:
    if on - parameter.checked > RECHECK_AFTER:
        yield Stale(parameter.id, "not_checked", parameter.checked)
    for dated in parameter.values:
        if not dated.period.holds(on):
            continue
        if dated.mark in UNVERIFIED_MARKS:
            yield Stale(parameter.id, "unverified", None)
        if dated.period.last is not None and dated.period.last - on <= SOON:
            yield Stale(parameter.id, "ends_soon", dated.period.last)
        # A deadline that passed years ago is history; one that passed since the last check is news.
        if isinstance(dated.value, date) and dated.value - on <= SOON and dated.value >= parameter.checked:
            yield Stale(parameter.id, "ended" if dated.value < on else "ends_soon", dated.value)
