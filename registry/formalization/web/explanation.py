"""The explanation page: an answer rule by rule, to read and to print."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.web.pages import StaffPage
from registry.common.display import Act, Chip, Crumb
from registry.formalization.models import Assessment, Registration
from registry.formalization.selectors.explanation import Explained, Step, explain_stored
from registry.formalization.selectors.grounds import zone_facts_behind
from registry.formalization.selectors.law import pack_of_hash
from registry.formalization.web.chips import class_chip
from registry.formalization.web.languages import language_of_law
from registry.formalization.web.sources import source_of
from registry.formalization.web.views import RegistrationRoom
from registry.rules.engine.pack import Change, Pack

BRINGERS = {
    "miner": gettext_lazy("The miner can bring"),
    "officer": gettext_lazy("The ministry's officer can bring"),
    "authority": gettext_lazy("An authority can bring"),
    "layer": gettext_lazy("Land layers have to be loaded; nothing is asked of the miner"),
    "": gettext_lazy("Still missing"),
}

# The rules are told as questions, and a "no" may be good news: no colour but for what is not known.
ANSWERS = {
    "met": Chip(gettext_lazy("yes"), "calm"),  # type: ignore[arg-type] # a word that waits for its language
    "not_met": Chip(gettext_lazy("no"), "calm"),  # type: ignore[arg-type] # as above
    "unknown": Chip(gettext_lazy("not known"), "unknown"),  # type: ignore[arg-type] # as above
}


class ExplanationPage(RegistrationRoom, StaffPage):
    """One answer of one registration: the standing one, or with `?answer=` an earlier one."""

    template_name = "formalization/explanation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the answer told, and the list of all answers."""
        row = self.registration(kwargs.pop("pk"))
        answers = list(row.assessments.defer("facts", "findings").order_by("-id")[:50])
        answer = self._answer(row)
        return super().get_context_data(
            registration=row, kind=_("Explanation"), title=row.code, answer=answer,
            note=str(row.registrant or _("registrant not known")),
            chips=[class_chip(answer.category if answer else None)],
            acts=[Act(reverse("registrations:page", args=[row.pk]), _("Back to the registration"))],
            answers=[(other, class_chip(other.category)) for other in answers],
            told=told(answer, row) if answer else None,
            crumbs=[
                Crumb(_("Registrations"), reverse("registrations:list")),
                Crumb(row.code, reverse("registrations:page", args=[row.pk])), Crumb(_("Explanation")),
            ], **kwargs,
        )  # fmt: skip

    def _answer(self, row: Registration) -> Assessment | None:
        asked = self.request.GET.get("answer")
        if asked is None:
            return row.assessments.filter(superseded_at=None).first()
        answer = row.assessments.filter(pk=int(asked)).first() if asked.isdecimal() else None
        if answer is None:
            raise Http404(_("This registration has no such answer."))
        return answer


def told(answer: Assessment, row: Registration | None) -> dict[str, Any] | None:
    """What the page shows of a stored answer; None where the law it was given under is not kept."""
    pack = pack_of_hash(answer.jurisdiction, answer.pack_hash)
    if pack is None:
        return None
    documents = documents_behind(answer, pack) if row else {}
    return shown(explain_stored(pack, answer, language_of_law()), row, documents)


def documents_behind(answer: Assessment, pack: Pack[Any]) -> dict[str, list[str]]:
    """The documents by which officers had settled kinds of land when the answer was given, by rule."""
    found: dict[str, list[str]] = {}
    for fact in zone_facts_behind(answer):
        effect = pack.zone_effects.get(fact.kind)
        if effect is not None:
            word = effect.label.get(language_of_law()) or effect.label["en"]
            said = f"{fact.authority}, {fact.document}, {date_format(fact.document_on)} ({word})"
            found.setdefault(effect.rule_id, []).append(said)
    return found


def shown(
    explained: Explained, row: Registration | None, documents: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """An answer as the template takes it; without a registration the facts were typed by hand."""
    papers = documents or {}
    return {
        "category": class_chip(explained.category),
        "scale": class_chip(explained.scale),
        "legal_status": class_chip(explained.legal_status),
        "steps": [step_shown(step, row, papers.get(step.rule_id, ())) for step in explained.steps],
        "not_asked": explained.not_asked,
        "flags": explained.flags,
        "missing": [(BRINGERS[bringer], texts) for bringer, texts in explained.missing],
        "changes": _changes(explained),
        "facts": [(path, value_shown(value)) for path, value in explained.facts],
    }


def step_shown(step: Step, row: Registration | None, documents: Sequence[str] = ()) -> dict[str, Any]:
    """One rule as the template takes it."""
    unit = f" {step.unit}" if step.unit else ""
    return {
        "step": step,
        "chip": ANSWERS[step.outcome],
        "value": None if step.value is None else f"{value_shown(step.value)}{unit}",
        "limit": None if step.limit is None else f"{value_shown(step.limit)}{unit}",
        "source": source_of(step.rule_id, row, documents),
        "missing": step.missing,
    }


def _changes(explained: Explained) -> list[dict[str, Any]]:
    """What the answer would be without which rules; those that are taken away together stand in one line."""
    titles = {step.rule_id: step.title for step in explained.steps}
    lines = {}
    for step in explained.steps:
        change = step.would_be
        if change is not None:
            struck = {change.rule_id, *change.together}
            title = " + ".join(titles[rule] for rule in titles if rule in struck)
            lines[title, change[1:4]] = {"title": title, **_would_be(explained, change)}
    return list(lines.values())


def _would_be(explained: Explained, change: Change) -> dict[str, Chip | None]:
    """The answer in one word; scale and status where they alone would be others, and never without their name.

    A scale by itself would read like the word of whoever is formal.
    """
    word, moved = change.category, change.category != explained.category
    scale = change.scale if change.scale not in (explained.scale, word) else None
    status = change.legal_status if not moved and change.legal_status != explained.legal_status else None
    return {
        "category": class_chip(word),
        "scale": class_chip(scale) if scale else None,
        "legal_status": class_chip(status) if status else None,
    }


def value_shown(value: object) -> str:
    """A value as people read it; bounds as words, a day as a day."""
    if isinstance(value, tuple):
        low, high = value
        if high is None:
            return _("at least %(low)s, the rest is open") % {"low": value_shown(low)}
        return _("from %(low)s to %(high)s") % {"low": value_shown(low), "high": value_shown(high)}
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        day = _day(value)
        return date_format(day) if day else value
    if isinstance(value, date):
        return date_format(value)
    return "" if value is None else str(number_format(value, force_grouping=True))  # type: ignore[arg-type] # a number


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
