"""The law board: what judges today, what of it should be looked at, drafts, rehearsals, enactment."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Act, Crumb
from registry.common.errors import DomainError
from registry.common.exports import csv_response, demo_name
from registry.common.fields import Day
from registry.documents.selectors import documents_of
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import PackVersion, Rehearsal
from registry.formalization.selectors.cases import cases_read, draft_differences
from registry.formalization.selectors.law import draft_changes, pack_in_force
from registry.formalization.services.law_versions import SUBJECT, Norm, law_version_draft, law_version_enact
from registry.formalization.services.rehearsals import rehearsal_request
from registry.rules.engine.errors import RulesError

WHY = {
    "not_checked": gettext_lazy("not compared with its source for a year"),
    "unverified": gettext_lazy("from memory, never compared with its source"),
    "ends_soon": gettext_lazy("its day comes within ninety days"),
    "ended": gettext_lazy("its day has passed"),
}
FILE_LIMIT = 400_000
CASES_LIMIT = 5_000_000


def _board() -> Crumb:
    return Crumb(_("Law"), reverse("law:board"))


class LawBoardPage(StaffPage):
    """The version in force, its figures with their articles, and those that somebody should look at."""

    template_name = "formalization/law.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the figures that hold today, the stale ones, and all versions."""
        pack = pack_in_force(JURISDICTION, on=self.today)
        language = "es" if self.request.LANGUAGE_CODE == "es" else "en"
        acts = [Act(reverse("law:draft"), _("Load a draft"), primary=True)] if self.may(Power.LAW_DRAFT) else []
        named = {one.id: one.label.get(language) or one.label["en"] for one in pack.parameters}
        figures = [
            (parameter, named[parameter.id], dated)
            for parameter in pack.parameters
            for dated in parameter.values
            if dated.period.holds(self.today)
        ]
        return super().get_context_data(
            title=_("Law"), note=_("Figures and days come from the law files; each names its article."), acts=acts,
            pack=pack, figures=figures, versions=PackVersion.objects.defer("files"), crumbs=[Crumb(_("Law"))],
            stale=[
                (row, named.get(row.parameter_id, row.parameter_id), WHY.get(row.why, row.why))
                for row in pack.stale(self.today)
            ], **kwargs,
        )  # fmt: skip


class DraftForm(forms.Form):
    """A changed law file."""

    file = forms.FileField(
        label=gettext_lazy("Changed law file (.toml)"),
        help_text=gettext_lazy("Files that you do not bring stay as in the version enacted last."),
    )
    note = forms.CharField(
        label=gettext_lazy("What it changes, in plain words"), widget=forms.Textarea(attrs={"rows": 3})
    )

    cases = forms.FileField(
        label=gettext_lazy("Cases whose answer it changes (.json)"), required=False,
        help_text=gettext_lazy(
            "A list of id, facts and expected. At the enactment the draft is held to these and to the shipped cases."
        ),
    )  # fmt: skip

    def clean_cases(self) -> list[dict[str, Any]]:
        """Read the cases. Raises: ValidationError with the place that is wrong."""
        sent = self.cleaned_data["cases"]
        if not sent:
            return []
        try:
            return cases_read(sent.read(CASES_LIMIT).decode("utf-8"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not text in UTF-8. Save it so and send it again.")) from error
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error

    def clean_file(self) -> tuple[str, str]:
        """Read the file as text. Raises: ValidationError where it is too large or no UTF-8."""
        sent = self.cleaned_data["file"]
        if sent.size > FILE_LIMIT or not sent.name.endswith(".toml"):
            raise forms.ValidationError(_("A law file is a small text that ends in .toml. Choose the changed file."))
        try:
            return sent.name, sent.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The file is not text in UTF-8. Save it so and send it again.")) from error


class DraftPage(FormPage):
    """Load a draft."""

    power = Power.LAW_DRAFT
    form_class = DraftForm
    title = gettext_lazy("Load a draft")
    done = gettext_lazy("The draft is kept. It judges nobody until it is rehearsed and enacted.")

    def act(self, form: forms.Form) -> str:
        """Keep the draft."""
        draft = law_version_draft(
            jurisdiction=JURISDICTION, files=dict([form.cleaned_data["file"]]), note=form.cleaned_data["note"],
            cases=form.cleaned_data["cases"], by=self.actor, at=self.now,
        )  # fmt: skip
        return reverse("law:version", args=[draft.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the board."""
        return [_board()]


class VersionPage(StaffPage):
    """One version with its rehearsals."""

    template_name = "formalization/law_version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the version and what its rehearsals found."""
        version = get_object_or_404(PackVersion, pk=self.kwargs["pk"])
        is_open = version.state != PackVersion.State.ENACTED
        acts = []
        if is_open and self.may(Power.LAW_DRAFT):
            acts.append(Act(reverse("law:rehearse", args=[version.pk]), _("Rehearse")))
        if version.state == PackVersion.State.REHEARSED and self.may(Power.LAW_ENACT):
            acts.append(Act(reverse("law:enact", args=[version.pk]), _("Enact"), primary=True))
        return super().get_context_data(
            title=_("Version %(version)s") % {"version": version.version}, kind=version.get_state_display(),
            version=version, documents=documents_of(SUBJECT, version.pk), brought=len(version.cases), acts=acts,
            changes=draft_changes(version) if is_open else [],
            differing=_differing(version) if is_open else [], rehearsals=version.rehearsals.defer("rows"),
            crumbs=[_board(), Crumb(version.version)], **kwargs,
        )  # fmt: skip


class LawFiles(StaffDoor):
    """The law files of a version, from which the next draft is written."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Give them as an archive."""
        version = get_object_or_404(PackVersion, pk=pk)
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for name, text in sorted(version.files.items()):
                archive.writestr(name, text)
        name = demo_name(f"law-{version.version}.zip")
        return HttpResponse(
            packed.getvalue(), content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )  # fmt: skip


def _differing(version: PackVersion) -> list[dict[str, str]]:
    """What stands in the way of the enactment; files that cannot be read any more stand in it whole."""
    try:
        return draft_differences(version)
    except RulesError as error:
        return [{"id": "–", "expected": "", "answered": str(error)}]


class VersionForm(FormPage):
    """A form on one version."""

    version: PackVersion

    def prepare(self) -> None:
        """Find the version."""
        self.version = get_object_or_404(PackVersion, pk=self.kwargs["pk"])

    def page(self) -> str:
        """Return the address of its page."""
        return reverse("law:version", args=[self.version.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the version."""
        return [_board(), Crumb(self.version.version, self.page())]


class RehearseForm(forms.Form):
    """As of which day."""

    on = Day(label=gettext_lazy("As of which day"))


class RehearsePage(VersionForm):
    """Ask for a rehearsal; a worker does it."""

    power = Power.LAW_DRAFT
    form_class = RehearseForm
    title = gettext_lazy("Rehearse a draft")
    done = gettext_lazy("A worker tries the draft over the whole register now; reload this page to see what it found.")

    def act(self, form: forms.Form) -> str:
        """Ask for it."""
        on: date = form.cleaned_data["on"]
        rehearsal_request(draft=self.version, on=on, by=self.actor)
        return self.page()


class EnactForm(forms.Form):
    """The norm and the day."""

    document = forms.CharField(label=gettext_lazy("The norm: number, date, where it was published"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("The norm as it was published"), help_text=gettext_lazy("PDF or a picture of the page.")
    )
    in_force_on = Day(label=gettext_lazy("In force from"))


class EnactPage(VersionForm):
    """Put a rehearsed draft in force."""

    power = Power.LAW_ENACT
    form_class = EnactForm
    title = gettext_lazy("Enact a draft")
    done = gettext_lazy("The version is enacted. Every registration is judged anew from its day on.")

    def act(self, form: forms.Form) -> str:
        """Enact."""
        said = form.cleaned_data
        norm = Norm(said["document"], said["file"].name, said["file"].read())
        law_version_enact(draft=self.version, norm=norm, in_force_on=said["in_force_on"], by=self.actor, at=self.now)
        return self.page()


class RehearsalCsv(StaffPage):
    """Who would change class, as CSV."""

    def get(self, _request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Give one row a registration."""
        rehearsal = get_object_or_404(Rehearsal, pk=kwargs["pk"])
        columns = ("code", "from", "to", "region", "gender", "group")
        rows = ([row[column] for column in columns] for row in rehearsal.rows)
        return csv_response(f"rehearsal-{rehearsal.pk}.csv", columns, rows)
