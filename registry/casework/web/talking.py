"""Notes, messages to the applicant, and a declared conflict of interest."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from registry.casework.choices import ConflictKind
from registry.casework.services.desk import message_receive, message_send, note_add
from registry.casework.services.offices import conflict_declare
from registry.casework.web.base import CasePart, Words
from registry.formalization.models import Registration
from registry.formalization.permissions import can_read

LANGUAGES = [("es", "Español"), ("qu", "Runasimi"), ("en", "English")]


class OfRegistration(CasePart):
    """A form on a registration."""

    def prepare(self) -> None:
        """Find the registration."""
        self.belongs_to(self.find(Registration, "person", "group"))


class NoteForm(forms.Form):
    """An internal note."""

    text = Words(label=gettext_lazy("Note"), help_text=gettext_lazy("Internal: the applicant never reads it."))


class NotePage(OfRegistration):
    """Keep a note."""

    form_class = NoteForm
    title = gettext_lazy("Write a note")
    done = gettext_lazy("The note is kept.")

    def send(self, form: forms.Form) -> str:
        """Keep it."""
        note_add(registration=self.registration, by=self.actor, at=self.now, **form.cleaned_data)
        return self.back()


class MessageForm(forms.Form):
    """A message from or to the applicant."""

    direction = forms.ChoiceField(
        label=gettext_lazy("Which way"),
        choices=[("out", gettext_lazy("to the applicant")), ("in", gettext_lazy("from the applicant, as received"))],
    )
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text = Words(
        label=gettext_lazy("Text"), rows=7, help_text=gettext_lazy("A courtesy: a message starts no deadline.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)


class MessagePage(OfRegistration):
    """Write to the applicant, or keep what came from there."""

    form_class = MessageForm
    title = gettext_lazy("Write a message")
    done = gettext_lazy("The message is kept in the case.")

    def send(self, form: forms.Form) -> str:
        """Keep it."""
        wanted = dict(form.cleaned_data)
        keep = message_send if wanted.pop("direction") == "out" else message_receive
        keep(registration=self.registration, by=self.actor, at=self.now, **wanted)
        return self.back()


class ConflictForm(forms.Form):
    """Why the viewer must not act."""

    kind = forms.ChoiceField(label=gettext_lazy("Why"), choices=ConflictKind.choices)
    scope = forms.ChoiceField(
        label=gettext_lazy("With what"),
        choices=[
            ("registration", gettext_lazy("this entry")),
            ("registrant", gettext_lazy("everything of its registrant")),
        ],
    )
    note = Words(label=gettext_lazy("In your words"), required=False, rows=3)


class ConflictPage(CasePart):
    """Declare a conflict of interest: from then on the register refuses the officer's acts on the case."""

    form_class = ConflictForm
    title = gettext_lazy("Declare a conflict of interest")
    done = gettext_lazy("Declared. The case went back to the queue; you can read it and not act on it.")

    def prepare(self) -> None:
        """Find the registration; whoever may read the case may declare."""
        self.registration = self.find(Registration, "person", "group")
        if not can_read(self.powers, self.registration):
            raise PermissionDenied

    def send(self, form: forms.Form) -> str:
        """Declare it."""
        row, said = self.registration, form.cleaned_data
        whole = said["scope"] == "registrant" and (row.person or row.group)
        conflict_declare(
            user_key=self.actor.key, kind=said["kind"], note=said["note"], by=self.actor, at=self.now,
            registration=None if whole else row, person=row.person if whole else None,
            group=row.group if whole and not row.person else None,
        )  # fmt: skip
        return self.back()
