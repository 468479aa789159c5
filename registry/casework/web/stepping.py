"""Files and steps: opening and closing, outcomes, documents asked and received, the one observation and its cure."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from registry.casework.choices import FileKind, FileState
from registry.casework.models import AskedDocument, CaseFile, Observation
from registry.casework.services.files import FileData, file_close, file_facts_set, file_open
from registry.casework.services.observations import ObservationData, observation_cure, observation_make
from registry.casework.services.steps import StepData, document_receive, documents_ask, step_record
from registry.casework.web.acting import OF_FILE
from registry.casework.web.base import CasePart, Words
from registry.casework.web.templates import letter_for, missing_word
from registry.casework.web.words import authority_word, code_word, said, step_word
from registry.common.fields import Day
from registry.formalization.models import Registration

KNOWN = [("", gettext_lazy("not known")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
FACT = [("unknown", gettext_lazy("not known")), *KNOWN[1:]]
OBSERVED = {"igafom_evaluation": "observe_igafom", "technical_file": "observe_file"}


def tristate(value: str) -> bool | None:
    """Return yes, no, or not known."""
    return {"yes": True, "no": False}.get(value)


class OpenForm(forms.Form):
    """What a file needs to begin."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=FileKind.choices)
    opened_on = Day(
        label=gettext_lazy("Opened on"),
        help_text=gettext_lazy("This day decides which version of the law may govern it."),
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the file"), required=False, max_length=60,
        help_text=gettext_lazy("As on the paper; empty: the register gives one."),
    )  # fmt: skip
    uses_water = forms.TypedChoiceField(
        label=gettext_lazy("Is water used?"), required=False, choices=KNOWN, coerce=tristate, empty_value=None
    )
    is_short_activity = forms.TypedChoiceField(
        label=gettext_lazy("Does the activity last a year or less?"), required=False, choices=KNOWN, coerce=tristate,
        empty_value=None,
    )  # fmt: skip


class OpenPage(CasePart):
    """Open a file of a registration."""

    form_class = OpenForm
    title = gettext_lazy("Open a file")
    done = gettext_lazy("The file is open.")
    days = ("opened_on",)

    def prepare(self) -> None:
        """Find the registration."""
        self.belongs_to(self.find(Registration, "person", "group"))

    def send(self, form: forms.Form) -> str:
        """Open it, in the hands of who opens it."""
        data = FileData(**form.cleaned_data, assignee_key=self.actor.key)
        file_open(registration=self.registration, data=data, rules=self.rules, by=self.actor, at=self.now)
        return self.back()


class FilePart(CasePart):
    """A form on one file."""

    file: CaseFile

    def prepare(self) -> None:
        """Find the file."""
        self.file = self.find(CaseFile, *OF_FILE)
        self.belongs_to(self.file.registration)


class CloseForm(forms.Form):
    """How a file ends."""

    state = forms.ChoiceField(
        label=gettext_lazy("How it ends"), choices=[one for one in FileState.choices if one[0] != FileState.OPEN]
    )
    closed_on = Day(label=gettext_lazy("Day it ended"))
    reason = Words(label=gettext_lazy("Why"), rows=3)


class ClosePage(FilePart):
    """End a file."""

    form_class = CloseForm
    title = gettext_lazy("Close the file")
    done = gettext_lazy("The file is closed; its deadlines stopped.")
    days = ("closed_on",)

    def send(self, form: forms.Form) -> str:
        """Close it."""
        file_close(file=self.file, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class FactsForm(forms.Form):
    """What the papers say of water and length; not known is an answer that somebody chooses."""

    uses_water = forms.ChoiceField(
        label=gettext_lazy("Is water used?"),
        choices=FACT,
        help_text=gettext_lazy("No means that non-use was sworn."),
    )
    is_short_activity = forms.ChoiceField(label=gettext_lazy("Does the activity last a year or less?"), choices=FACT)


class FactsPage(FilePart):
    """Record what decides which steps are needed."""

    form_class = FactsForm
    title = gettext_lazy("What the papers say of the work")
    done = gettext_lazy("Recorded; the steps follow it.")

    def get_initial(self) -> dict[str, Any]:
        """Show what stands."""
        words = {True: "yes", False: "no", None: "unknown"}
        return {name: words[getattr(self.file, name)] for name in ("uses_water", "is_short_activity")}

    def send(self, form: forms.Form) -> str:
        """Record it."""
        said_ = {name: tristate(value) for name, value in form.cleaned_data.items()}
        file_facts_set(
            file=self.file, uses_water=said_["uses_water"], is_short_activity=said_["is_short_activity"],
            by=self.actor, at=self.now,
        )  # fmt: skip
        return self.back()


class StepForm(forms.Form):
    """What came of a step."""

    step = forms.ChoiceField(label=gettext_lazy("Step"))
    outcome = forms.ChoiceField(label=gettext_lazy("What came of it"))
    happened_on = Day(label=gettext_lazy("On which day"))
    reason = Words(label=gettext_lazy("Reason"), required=False, rows=3)
    document = forms.CharField(label=gettext_lazy("Document it rests on"), required=False, max_length=200)


class StepPage(FilePart):
    """Record the outcome of a step; what only an act decides is done by an act."""

    form_class = StepForm
    title = gettext_lazy("Record a step")
    done = gettext_lazy("The step is recorded; what waited for it may go on.")
    days = ("happened_on",)

    def get_initial(self) -> dict[str, Any]:
        """Propose the step of the address."""
        return super().get_initial() | {"step": self.request.GET.get("step", "")}

    def get_form(self) -> forms.Form:
        """Offer the steps of today's law with their outcomes."""
        form, law = super().get_form(), self.rules.law
        steps = [step for step in law.steps if step.stated.period.holds(self.today)]
        free = {s.id: [o for o in s.outcomes if law.act_writing(f"{s.id}:{o}") is None] for s in steps}
        asked = self.request.GET.get("step", "")
        if free.get(asked):  # reached from its step: only what can come of that one
            steps = [step for step in steps if step.id == asked]
            free = {asked: free[asked]}
        offered = sorted({outcome for outcomes in free.values() for outcome in outcomes})
        form.fields["step"].choices = [(s.id, step_word(law, s.id)) for s in steps if free[s.id]]  # type: ignore[attr-defined]
        form.fields["outcome"].choices = [(one, code_word(one)) for one in offered]  # type: ignore[attr-defined]
        return form

    def send(self, form: forms.Form) -> str:
        """Record it."""
        step_record(file=self.file, data=StepData(**form.cleaned_data), rules=self.rules, by=self.actor, at=self.now)
        return self.back()


class AskForm(forms.Form):
    """Which step's documents are asked for."""

    step = forms.ChoiceField(label=gettext_lazy("Step"))
    asked_on = Day(label=gettext_lazy("Asked on"))


class AskPage(FilePart):
    """Ask for every document of a step that was not asked yet."""

    form_class = AskForm
    title = gettext_lazy("Ask for the documents of a step")
    done = gettext_lazy("The documents are asked for.")
    days = ("asked_on",)

    def get_form(self) -> forms.Form:
        """Offer the steps that ask for documents."""
        form, law = super().get_form(), self.rules.law
        steps = [step for step in law.steps if step.documents and step.stated.period.holds(self.today)]
        form.fields["step"].choices = [(s.id, step_word(law, s.id)) for s in steps]  # type: ignore[attr-defined]
        return form

    def send(self, form: forms.Form) -> str:
        """Ask."""
        documents_ask(file=self.file, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class ReceiveForm(forms.Form):
    """What came in."""

    received_on = Day(label=gettext_lazy("Came in on"))
    reference = forms.CharField(label=gettext_lazy("Number or name of what came in"), max_length=200)


class ReceivePage(CasePart):
    """Record that a document came in."""

    form_class = ReceiveForm
    title = gettext_lazy("Record a document that came in")
    done = gettext_lazy("The document is recorded.")
    days = ("received_on",)
    asked: AskedDocument

    def prepare(self) -> None:
        """Find what was asked."""
        self.asked = self.find(AskedDocument, *(f"file__{one}" for one in OF_FILE))
        self.belongs_to(self.asked.file.registration)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        document_receive(asked=self.asked, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class ObserveForm(forms.Form):
    """The one observation of a step."""

    step = forms.ChoiceField(label=gettext_lazy("Step"))
    items = forms.MultipleChoiceField(
        label=gettext_lazy("What is missing"), widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Everything at once: the law allows one observation only."),
    )  # fmt: skip
    text = Words(
        label=gettext_lazy("What the applicant reads"), rows=9,
        help_text=gettext_lazy("Plain Spanish, short sentences. The last day is counted from the proof of service."),
    )  # fmt: skip
    authority = forms.ChoiceField(label=gettext_lazy("Authority"))
    number = forms.CharField(label=gettext_lazy("Number of the letter"), max_length=80)
    made_on = Day(label=gettext_lazy("Day"))


class ObservePage(FilePart):
    """Observe a step, once; from a missing fact the form comes filled with its letter."""

    form_class = ObserveForm
    title = gettext_lazy("Observe: ask for what is missing")
    done = gettext_lazy("The observation is made. The days to cure it run from the proof of its service.")
    days = ("made_on",)

    def prepare(self) -> None:
        """Refuse who is not competent for an observation."""
        super().prepare()
        self.who = sorted(self.authorities(*OBSERVED.values()))
        if not self.who:
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        """Propose step, missing fact and letter of the address."""
        missing, step = self.request.GET.getlist("missing"), self.request.GET.get("step", "technical_file")
        initial = super().get_initial() | {"step": step, "items": missing}
        return initial | {"text": letter_for(missing, self.registration, on=self.today)} if missing else initial

    def get_form(self) -> forms.Form:
        """Offer the observable steps, their documents, the missing facts of the class, and the authorities."""
        form, law = super().get_form(), self.rules.law
        steps = [step for step in law.steps if step.id in OBSERVED and step.stated.period.holds(self.today)]
        documents = [(code, said(label)) for step in law.steps for code, label in step.documents]
        missing = [(code, word) for code, word in self._missing() if code not in dict(documents)]
        form.fields["step"].choices = [(s.id, step_word(law, s.id)) for s in steps]  # type: ignore[attr-defined]
        form.fields["items"].choices = [*missing, *documents]  # type: ignore[attr-defined]
        form.fields["authority"].choices = [(code, authority_word(law, code)) for code in self.who]  # type: ignore[attr-defined]
        return form

    def _missing(self) -> list[tuple[str, str]]:
        asked = {*self.request.GET.getlist("missing"), *self.request.POST.getlist("items")}
        return [(code, missing_word(code, on=self.today)) for code in sorted(asked)]

    def send(self, form: forms.Form) -> str:
        """Record it."""
        data = ObservationData(**form.cleaned_data)
        observation_make(file=self.file, data=data, rules=self.rules, by=self.actor, at=self.now)
        return self.back()


class CureForm(forms.Form):
    """What came in to cure an observation."""

    cured_on = Day(label=gettext_lazy("Came in on"))
    cure = Words(label=gettext_lazy("What came in"), rows=4)


class CurePage(CasePart):
    """Record a cure; one that comes late is received and shown as late."""

    form_class = CureForm
    title = gettext_lazy("Record what cures the observation")
    done = gettext_lazy("The cure is recorded.")
    days = ("cured_on",)
    observation: Observation

    def prepare(self) -> None:
        """Find the observation."""
        self.observation = self.find(Observation, "file", "clock", "act", *OF_FILE)
        self.belongs_to(self.observation.registration)

    def send(self, form: forms.Form) -> str:
        """Record it."""
        observation_cure(
            observation=self.observation, rules=self.rules, by=self.actor, at=self.now, **form.cleaned_data
        )
        return self.back()
