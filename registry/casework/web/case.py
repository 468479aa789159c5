"""The case page: the registration with its whole casework, in one request."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.accounts.web.history import happened, moments_of
from registry.casework.choices import FileKind
from registry.casework.models import CaseFile, ChangeOfRight, Lifting, Opposition, Succession
from registry.casework.permissions import can_work
from registry.casework.selectors.case import ActView, CaseView, ClockView, FileView, StepView, case_view
from registry.casework.selectors.law import procedure_in_force
from registry.casework.selectors.standing import ENTRY, ZONES
from registry.casework.web.acting import ELSEWHERE
from registry.casework.web.past import AsOfForm, past_context
from registry.casework.web.stepping import OBSERVED
from registry.casework.web.words import (
    ACT_TONES,
    NOTIFIED,
    OPINION_TONES,
    STEP_STATUS,
    act_word,
    authority_word,
    chip_of,
    code_word,
    days_word,
    people,
    said,
    step_word,
)
from registry.common.display import Act, Chip, Crumb, Moment
from registry.formalization.models import Registration
from registry.formalization.web.views import Beside, RegistrationPage
from registry.rules.engine import steps
from registry.rules.engine.procedure import Procedure
from registry.rules.engine.steps import StepAnswer

DECIDED_AT = {
    ChangeOfRight: "change_decide", Opposition: "opposition_decide", Lifting: "lifting_decide",
    Succession: "succession_decide",
}  # fmt: skip
ESTABLISH = "establish_state"
REQUESTS = (FileKind.LIFTING, FileKind.SUCCESSION, FileKind.CHANGE_OF_RIGHT, FileKind.OPPOSITION)


class CasePage(RegistrationPage):
    """Who, where, class, overlaps, steps with their clocks, acts, opinions, notes, messages, history."""

    template_name = "casework/case.html"

    def get(self, _request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the case of today, or of the day that the address names."""
        if "as_of" in self.request.GET:
            return self._past(**kwargs)
        return super().get(_request, *args, **kwargs)

    def _past(self, pk: int) -> HttpResponse:
        """Show what the register knew at the end of that day; nothing can be done from there."""
        row = self.registration(pk)
        form = AsOfForm(self.request.GET, today=self.today)
        context: dict[str, Any] = {
            "registration": row, "title": row.code, "kind": _("Registration"), "as_of_form": form, "today": self.today,
            "crumbs": [Crumb(_("Registrations"), reverse("registrations:list")), Crumb(row.code)],
        }  # fmt: skip
        if form.is_valid():
            law = procedure_in_force(on=self.today)
            context |= past_context(row, on=form.cleaned_data["as_of"], law=law)
            documents = context["known"].documents
            context["documents"] = [one for one in documents if self.may(one.document.read_power, ubigeo=row.ubigeo)]
        self.template_name = "casework/case_past.html"
        return self.render_to_response(context, status=200 if form.is_valid() else 422)

    def beside(self, row: Registration) -> Beside:
        """Return what stands beside the entry: it came with the case."""
        view = self.case(row)
        place = row.verified_place
        if view.verification is not None and place is not None and view.verification.footprint_id == place.pk:
            view.verification.footprint = place
        return Beside(
            view.assessment, view.determinations, view.exemptions, view.zone_facts, view.verification,
            view.authorisations,
        )  # fmt: skip

    def history(self, row: Registration) -> list[Moment]:
        """Return what was done to the entry and to everything of its case."""
        view = self.case(row)
        events = happened(row, *_subjects(view))
        self._names = people({event.actor for event in events} | _keys(view))
        return moments_of(events, self._names)

    def case(self, row: Registration) -> CaseView:
        """Return the case, read once."""
        if self._case is None:
            self._case = case_view(row, self.powers, self.today, user_key=self.actor.key)
        return self._case

    _case: CaseView | None = None
    _names: Mapping[str, str] = MappingProxyType({})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the registration's page with its casework."""
        context = super().get_context_data(**kwargs)
        row: Registration = context["registration"]
        view = self.case(row)
        works = can_work(self.powers, row) and not view.has_conflict
        if view.consents and row.person is not None:
            self.read(row.person, fields=("phone", "email"), ubigeo=row.ubigeo)
        context |= {
            "case": view,
            "states": view.state_changes,
            "state_shown": _state(view, self.today),
            "files": [_file(one, view, works=works) for one in view.files],
            "names": self._names,
            "may_work": works,
            "may_act": any(view.may_do.values()) and not view.has_conflict,
            "asks": _asks(context["answer"], _observable(view)) if works else [],
            "documents": [one for one in view.documents if self.may(one.document.read_power, ubigeo=row.ubigeo)],
            "has_contact": bool(row.registrant and (row.registrant.phone or row.registrant.email)),
            "papers": view.papers,
            "may_issue": self.may(Power.PAPER_ISSUE, ubigeo=row.ubigeo),
            "as_of_form": AsOfForm(None, today=self.today),
            "today": self.today,
        }
        # Two buttons at the head at most: what officers do most, and the menu with the rest.
        acts = [*self._case_acts(row, view, works=works), *context["acts"]]
        first = next((act for act in acts if act.primary), None)
        context["acts"] = [first] if first else []
        context["more_acts"] = [act for act in acts if act is not first]
        return context

    def _case_acts(self, row: Registration, view: CaseView, *, works: bool) -> list[Act]:
        acts = []
        if works:
            acts.append(Act(reverse("casework:open", args=[row.pk]), _("Open a file"), primary=not view.open_files))
            acts.append(Act(reverse("casework:document_add", args=[row.pk]), _("Add a document")))
            acts.append(Act(reverse("casework:note", args=[row.pk]), _("Write a note")))
            acts.append(Act(reverse("casework:message", args=[row.pk]), _("Write a message")))
            acts.append(Act(reverse("casework:location", args=[row.pk]), _("Declare the location")))
        if not view.has_conflict:
            acts.append(Act(reverse("casework:conflict", args=[row.pk]), _("Declare a conflict of interest")))
        return acts


def _state(view: CaseView, on: Any) -> dict[str, Any]:
    """Return who owns the present state, its last day and the ways out, each with its article."""
    if view.state is None:
        return {}
    last = view.state_deadline.last
    moves = [{"word": said(move.label), "to": move.to, "article": move.stated.article} for move in view.moves]
    return {
        "owner": code_word(view.state.owner), "exit": said(view.state.exit), "last": last, "moves": moves,
        "is_late": last is not None and last < on, "why": [code_word(why) for why in view.state_deadline.why],
    }  # fmt: skip


def _file(view: FileView, case: CaseView, *, works: bool) -> dict[str, Any]:
    file, law = view.file, case.law
    running = [_clock(clock) for clock in view.clocks if clock.clock.ended_on is None]
    return {
        "file": file,
        "kind": file.get_kind_display(),
        "is_open": file.state == "open",
        "law": [said(version.label) for version in view.governing.versions],
        "is_law_sure": view.governing.is_sure,
        "steps": [_step(step, file, case) for step in view.steps if not _is_silent(step)],
        "clocks": running,
        "acts": [_act(act, law) for act in view.acts],
        "held": [(code_word(side), days) for side, days in view.held_days.items()],
        "review": [code_word(why) for why in file.review_why],
        "takes_request": works and file.state == "open" and file.kind in REQUESTS and view.request is None,
        "request": view.request,
        "request_acts": _request_acts(view.request) if works and file.state == "open" else [],
    }


def _request_acts(request: Any) -> list[Act]:
    """Return what can be done about the request of a file."""
    if request is None or request.outcome:
        return []
    acts = []
    if isinstance(request, ChangeOfRight):
        if not request.with_own_title and request.owner_served_on is None:
            acts.append(Act(reverse("casework:change_owner", args=[request.pk]), _("The holder was notified")))
        elif not request.consent:
            acts.append(Act(reverse("casework:change_consent", args=[request.pk]), _("What the holder said")))
    if isinstance(request, Opposition) and request.region_answered_on is None:
        acts.append(Act(reverse("casework:opposition_region", args=[request.pk]), _("Answer of the regional office")))
    name = DECIDED_AT[type(request)]
    return [*acts, Act(reverse(f"casework:{name}", args=[request.pk]), _("Decide the request"))]


def _is_silent(step: StepView) -> bool:
    """An optional step that nobody began says nothing."""
    return step.answer.step.is_optional and step.record is None and step.answer.status != steps.STANDS


def _step(view: StepView, file: CaseFile, case: CaseView) -> dict[str, Any]:
    answer, law = view.answer, case.law
    outcomes = {outcome: law.act_writing(f"{answer.step.id}:{outcome}") for outcome in answer.step.outcomes}
    acts = {act.id for act in outcomes.values() if act is not None and case.may_do.get(act.id)}
    deciding = sorted(acts - ELSEWHERE)
    return {
        "is_recordable": answer.step.id != ENTRY and any(act is None for act in outcomes.values()),
        "decided_by": [(code, act_word(law, code)) for code in _state_acts(answer, case) or deciding],
        "id": answer.step.id,
        "word": step_word(law, answer.step.id),
        "chip": chip_of(STEP_STATUS, answer.status),
        "article": answer.step.stated.article,
        "is_sure": answer.step.stated.is_sure,
        "waits_for": [step_word(law, other) for other in answer.waits_for],
        "missing": [(code_word(fact), _where_known(fact, file)) for fact in answer.missing],
        "record": view.record,
        "outcome": code_word(view.record.outcome) if view.record else "",
        "asked": [(one, _document_word(answer.step.documents, one.document)) for one in view.asked],
        "clocks": [_clock(clock) for clock in view.clocks if clock.clock.ended_on is None],
        "observation": view.observation,
        "opinion": view.opinion,
        "opinion_chip": _opinion_chip(view) if view.opinion else None,
        "is_observable": answer.step.id in OBSERVED and view.observation is None,
    }


def _state_acts(answer: StepAnswer, case: CaseView) -> list[str]:
    """The first step is the state of the entry: while that is not known, an act establishes it."""
    if answer.step.id != ENTRY or case.registration.state != "unknown" or not case.may_do.get(ESTABLISH):
        return []
    return [ESTABLISH]


def _where_known(fact: str, file: CaseFile) -> str:
    """Return the form in which a fact that a step hangs on is recorded."""
    if fact in {"uses_water", "short_activity"}:
        return reverse("casework:facts", args=[file.pk])
    if fact in ZONES:
        return reverse("registrations:zone_fact", args=[file.registration_id])
    return reverse("registrations:change", args=[file.registration_id]) if fact == "uses_explosives" else ""


def _document_word(documents: Any, code: str) -> str:
    return next((said(label) for known, label in documents if known == code), code_word(code))


def _opinion_chip(view: StepView) -> Chip:
    assert view.opinion is not None
    word = view.opinion.get_answer_display() if view.opinion.answer else _("waiting for the answer")
    return Chip(str(word), OPINION_TONES[view.opinion.answer])


def _clock(view: ClockView) -> dict[str, Any]:
    chip = Chip(_("stands still"), "unknown") if view.is_paused else days_word(view.days_left)
    return {
        "clock": view.clock, "word": said(view.label) if view.label else view.clock.code, "chip": chip,
        "first": view.deadline.first, "last": view.deadline.last, "is_sure": view.deadline.first == view.deadline.last,
        "why": [code_word(why) for why in view.deadline.why], "is_paused": view.is_paused,
    }  # fmt: skip


def _act(view: ActView, law: Procedure) -> dict[str, Any]:
    act = view.act
    known = law.acts.get(act.kind)
    return {
        "act": act, "word": act_word(law, act.kind), "authority": authority_word(law, act.authority),
        "chip": Chip(act.get_state_display(), ACT_TONES[act.state]), "notified": chip_of(NOTIFIED, view.notified),
        "is_served": bool(known and known.served), "services": view.services, "challenges": view.challenges,
        "may_challenge": bool(known and known.challengeable) and act.state == "standing",
        "review": [code_word(why) for why in act.review_why], "paper": _as_paper(view, law),
    }  # fmt: skip


def _as_paper(view: ActView, law: Procedure) -> str:
    """The query that fills the form of a paper with an act."""
    word = str(act_word(law, view.act.kind))
    title = f"{word[:1].upper()}{word[1:]} {view.act.number}"
    return urlencode(
        {"kind": "resolution", "title": title, "text": view.act.reasons, "basis": view.act.article}, quote_via=quote
    )


def _observable(view: CaseView) -> FileView | None:
    """Return the open formalisation in which something missing can be asked for."""
    return next((one for one in view.open_files if one.file.kind == FileKind.FORMALISATION), None)


def _asks(answer: Any, file: FileView | None) -> list[dict[str, str]]:
    """Return each missing fact of the class with the address of the observation that asks for it."""
    if answer is None or file is None:
        return []
    observed = {one.step for one in file.file.observations.all()}
    step = next((name for name in OBSERVED if name not in observed), "")
    if not step:
        return []
    address = reverse("casework:observe", args=[file.file.pk])
    codes = answer.assessment.missing_evidence
    return [
        {"word": words, "bringer": bringer, "url": f"{address}?{urlencode({'step': step, 'missing': code})}"}
        for code, (words, bringer) in zip(codes, answer.missing, strict=True)
    ]


def _subjects(view: CaseView) -> list[models.Model]:
    """Return every row of a case of which events may tell."""
    rows: list[models.Model] = [*view.notes, *view.messages, *view.locations, *view.productions]
    rows += [one.document for one in view.documents]
    for file in view.files:
        rows += [file.file, *file.records, *file.opinions, *(one.clock for one in file.clocks)]
        rows += [file.request] if file.request else []
        rows += [step.observation for step in file.steps if step.observation]
        for act in file.acts:
            rows += [act.act, *act.services, *act.challenges]
    return rows


def _keys(view: CaseView) -> set[str]:
    keys = {note.by_key for note in view.notes} | {message.by_key for message in view.messages}
    for file in view.files:
        keys.add(file.file.assignee_key)
        keys |= {act.act.by_key for act in file.acts} | {act.act.second_key for act in file.acts}
    return keys
