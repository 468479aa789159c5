"""The register of papers at the desk: list, page, withdrawal; and the door through which files leave."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_sendfile import sendfile

from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, ListPage, StaffPage
from registry.common.display import Act, Crumb, Fact
from registry.documents.choices import PaperState, WithdrawalReason
from registry.documents.disclosure import may_read, papers_within
from registry.documents.models import DocumentVersion, Paper
from registry.documents.services import file_mark_read, paper_withdraw
from registry.documents.services.rendering import verification_url
from registry.documents.web.tables import PaperFilter, PaperTable, paper_chip


class PaperListPage(ListPage):
    """The register of issued papers."""

    table_class = PaperTable
    filter_class = PaperFilter
    title = gettext_lazy("Issued papers")
    kind = gettext_lazy("Papers")

    def rows(self) -> QuerySet[Paper]:
        """Return the papers within the viewer's regions."""
        return papers_within(self.powers)


class PaperPage(StaffPage):
    """One paper: what it says, its file, its code, and what became of it."""

    template_name = "documents/paper_page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the paper with its newest version."""
        paper = get_object_or_404(Paper.objects.select_related("document"), pk=self.kwargs["pk"])
        self.need(Power.REGISTER_READ, ubigeo=paper.ubigeo)
        self.read(paper, fields=("content",), ubigeo=paper.ubigeo)
        version = paper.document.versions.first() if paper.document else None
        acts = []
        if version is not None:
            acts.append(Act(reverse("papers:file", args=[version.pk]), _("Download the PDF"), primary=True))
        if self.may(Power.PAPER_ISSUE, ubigeo=paper.ubigeo) and paper.state != PaperState.WITHDRAWN:
            acts.append(Act(reverse("papers:withdraw", args=[paper.pk]), _("Withdraw")))
        return super().get_context_data(
            title=paper.title, kind=f"{capfirst(paper.get_kind_display())} {paper.reference}", paper=paper,
            chips=[paper_chip(paper)], acts=acts, facts=_facts(paper, version), content=paper.content,
            crumbs=[Crumb(_("Issued papers"), reverse("papers:list")), Crumb(paper.reference)], **kwargs,
        )  # fmt: skip


def _facts(paper: Paper, version: DocumentVersion | None) -> list[Fact]:
    address = verification_url(paper.code)
    facts = [
        Fact(_("Number"), paper.reference),
        Fact(_("Issued on"), paper.issued_on),
        Fact(_("Issued by"), paper.by_key),
        Fact(_("Verification code"), paper.code, url=address),
        Fact(_("Looked up so far"), paper.checks),
        Fact(_("SHA-256 of the PDF"), version.sha256 if version else _("the PDF is being made")),
    ]
    if paper.state == PaperState.WITHDRAWN:
        facts += [
            Fact(_("Withdrawn at"), paper.withdrawn_at),
            Fact(_("Withdrawn by"), paper.withdrawn_by_key),
            Fact(_("Reason on the public page"), paper.get_withdrawn_reason_display()),
            Fact(_("Reason in the file"), paper.withdrawn_note),
        ]
    return facts


class WithdrawForm(forms.Form):
    """Why a paper is taken back."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason on the public page"), choices=WithdrawalReason.choices, initial="replaced"
    )
    note = forms.CharField(
        label=gettext_lazy("Reason in the file"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only staff read it."),
    )


class WithdrawPage(FormPage):
    """Take a paper back: its code says so from this moment."""

    power = Power.PAPER_ISSUE
    form_class = WithdrawForm
    title = gettext_lazy("Withdraw a paper")
    done = gettext_lazy("The paper is withdrawn. Whoever scans it is told so from now on.")
    paper: Paper

    def prepare(self) -> None:
        """Find the paper and refuse who may not act at its place."""
        self.paper = get_object_or_404(Paper, pk=self.kwargs["pk"])
        self.need(Power.PAPER_ISSUE, ubigeo=self.paper.ubigeo)

    def act(self, form: forms.Form) -> str:
        """Withdraw it."""
        paper_withdraw(paper=self.paper, by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("papers:page", args=[self.paper.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the paper."""
        return [Crumb(self.paper.reference, reverse("papers:page", args=[self.paper.pk]))]


class FileDoor(StaffDoor):
    """The only way out for bytes: with the power of the document, as an attachment, and with an event."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the bytes of one version."""
        version = get_object_or_404(DocumentVersion.objects.select_related("document"), pk=pk)
        if not may_read(version.document, self.powers):
            raise PermissionDenied
        if not version.file.storage.exists(str(version.file.name)):
            raise Http404
        file_mark_read(version=version, by=self.actor, at=self.now)
        response: HttpResponseBase = sendfile(
            request, version.file.path, attachment=True, attachment_filename=version.name, mimetype=version.media_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response
