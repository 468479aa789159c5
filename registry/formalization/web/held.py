"""Pages of held changes: what changed class by a day, by law or for very many at once, and who lets people be told."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Act, Chip, Crumb
from registry.formalization.models import ChangeBatch, ClassChange
from registry.formalization.selectors.changes import batch_counts, batch_list, batch_moves, changes_of_batch
from registry.formalization.services.changes import batch_discard, batch_release
from registry.formalization.web.chips import class_chip

PER_PAGE = 50
TONES = {"held": "warn", "released": "good", "discarded": "unknown"}


def batch_chip(batch: ChangeBatch) -> Chip:
    """Return where a batch stands."""
    return Chip(batch.get_state_display(), TONES[batch.state])


def class_cell(category: str, scale: str, legal_status: str) -> dict[str, Chip]:
    """Return an answer with its two axes: where the one word is the same, an axis has changed."""
    return {
        "category": class_chip(category), "scale": class_chip(scale), "legal_status": class_chip(legal_status),
    }  # fmt: skip


def _before(row: ClassChange) -> dict[str, Chip]:
    return class_cell(row.before_category, row.before_scale, row.before_legal_status)


def _after(row: ClassChange) -> dict[str, Chip]:
    return class_cell(row.assessment.category, row.assessment.scale, row.assessment.legal_status)


class BatchListPage(StaffPage):
    """All batches, those held back first."""

    template_name = "formalization/batches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the batches with their counts."""
        rows = list(batch_list()[:PER_PAGE])
        counts = batch_counts([row.pk for row in rows])
        return super().get_context_data(
            title=_("Held changes of class"),
            note=_("What changed by a day, by law or for very many at once is told to nobody until it is released."),
            rows=[(row, batch_chip(row), counts.get(row.pk, 0)) for row in rows],
            crumbs=[Crumb(_("Registrations"), reverse("registrations:list")), Crumb(_("Held changes"))], **kwargs,
        )  # fmt: skip


class BatchPage(StaffPage):
    """One batch: what changed, how many, whom it would tell."""

    template_name = "formalization/batch.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give counts by move, and the rows within reach."""
        batch = get_object_or_404(ChangeBatch, pk=kwargs.pop("pk"))
        rows = changes_of_batch(batch, viewer=self.powers)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        shown = list(page)
        self.read(*shown, fields=("registrant",))
        acts = []
        if batch.state == ChangeBatch.State.HELD and self.may(Power.NOTICE_RELEASE):
            acts = [Act(reverse("registrations:batch_decide", args=[batch.pk]), _("Release or discard"), primary=True)]
        return super().get_context_data(
            title=_("Changes of %(day)s") % {"day": batch.on_day.isoformat()}, kind=batch.get_cause_display(),
            chips=[batch_chip(batch)], batch=batch, acts=acts, page=page,
            moves=[(class_cell(*old), class_cell(*new), count) for old, new, count in batch_moves(batch)],
            lines=[(row, _before(row), _after(row)) for row in shown],
            crumbs=[
                Crumb(_("Held changes"), reverse("registrations:batch_list")), Crumb(batch.on_day.isoformat()),
            ], **kwargs,
        )  # fmt: skip


class BatchForm(forms.Form):
    """What is done with a batch, and why."""

    is_released = forms.TypedChoiceField(
        label=gettext_lazy("What is done with it?"), coerce=lambda value: value == "release", empty_value=None,
        choices=[
            ("", "---"), ("release", gettext_lazy("Release it: people are told now")),
            ("discard", gettext_lazy("Discard it: nobody is told; the answers stand all the same")),
        ],
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class BatchDecidePage(FormPage):
    """Release or discard a batch."""

    power = Power.NOTICE_RELEASE
    form_class = BatchForm
    title = gettext_lazy("Release or discard held changes")
    done = gettext_lazy("Decided. The decision stands with its reason.")
    batch: ChangeBatch

    def prepare(self) -> None:
        """Find the batch."""
        self.batch = get_object_or_404(ChangeBatch, pk=self.kwargs["pk"])

    def page(self) -> str:
        """Return the address of its page."""
        return reverse("registrations:batch", args=[self.batch.pk])

    def act(self, form: forms.Form) -> str:
        """Decide."""
        decide = batch_release if form.cleaned_data["is_released"] else batch_discard
        decide(batch=self.batch, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return self.page()

    def crumbs(self) -> list[Crumb]:
        """Back to the batch."""
        return [
            Crumb(_("Held changes"), reverse("registrations:batch_list")),
            Crumb(self.batch.on_day.isoformat(), self.page()),
        ]
