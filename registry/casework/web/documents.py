"""Documents of a case: handed in at the entry or with one of its acts, each with its versions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from registry.casework.models import Act
from registry.casework.selectors.documents import documents_of_case
from registry.casework.services.documents import Handed, case_document_store
from registry.casework.web.base import CasePart
from registry.casework.web.words import act_word
from registry.documents.choices import DocumentKind
from registry.documents.models import Document
from registry.formalization.models import Registration

# What officers hand in; papers of the register and enactments of the law come by their own doors.
KINDS = [one for one in DocumentKind.choices if one[0] not in {DocumentKind.PAPER, DocumentKind.ENACTMENT}]


class DocumentForm(forms.Form):
    """A file, what it is, and where it belongs."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, pictures, office files, GeoJSON, GeoPackage or zip, up to 20 MB."),
    )
    title = forms.CharField(label=gettext_lazy("What it is"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    of_act = forms.ModelChoiceField(
        label=gettext_lazy("Of which act"), required=False, queryset=Act.objects.none(),
        empty_label=gettext_lazy("of the entry, not of one act"),
    )  # fmt: skip
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("A newer version of"), required=False, queryset=Document.objects.none(),
        empty_label=gettext_lazy("nothing: it is a new document"),
        help_text=gettext_lazy("The older version stays and can still be downloaded."),
    )  # fmt: skip


class DocumentAddPage(CasePart):
    """Hand in a document."""

    form_class = DocumentForm
    title = gettext_lazy("Add a document")
    done = gettext_lazy("The document is stored, with its checksum.")

    def prepare(self) -> None:
        """Find the registration."""
        self.belongs_to(self.find(Registration, "person", "group"))

    def get_initial(self) -> dict[str, Any]:
        """Propose the act of the address."""
        act = self.request.GET.get("act", "")
        return {"of_act": act, "kind": DocumentKind.ACT} if act else {"kind": DocumentKind.EVIDENCE}

    def get_form(self) -> forms.Form:
        """Offer the acts and documents of the case."""
        form, law = super().get_form(), self.rules.law
        acts: Any = form.fields["of_act"]
        acts.queryset = Act.objects.filter(registration=self.registration).order_by("-decided_on", "-id")
        acts.label_from_instance = lambda act: f"{act_word(law, act.kind)} · {act.number}"
        older: Any = form.fields["replaces"]
        older.queryset = documents_of_case(self.registration)
        older.label_from_instance = lambda document: document.title
        return form

    def send(self, form: forms.Form) -> str:
        """Store it."""
        said = form.cleaned_data
        handed = Handed(said["kind"], said["title"], said["file"].name, said["file"].file)
        case_document_store(
            registration=self.registration, handed=handed, act=said["of_act"], replaces=said["replaces"],
            by=self.actor, at=self.now,
        )  # fmt: skip
        return f"{self.back()}#documents"
