"""The page of one finding: what was measured, what persons said of it, and the form to say so."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Act, Crumb
from registry.territory.choices import OwnerKind, VerdictKind
from registry.territory.models import Finding, Verdict
from registry.territory.services.verdicts import pair_of, verdict_give


def finding_within(number: int, powers: Powers) -> Finding:
    """Return a finding. Raises: PermissionDenied for the place of a person unless the viewer reads the whole country.

    Whose place it is, and in which region, is known on a higher floor; mining rights are open to all staff.
    """
    rows = Finding.objects.select_related("footprint", "area__layer__kind", "other", "run").defer(
        "shared_geom", "area__geom", "area__layer__coverage"
    )
    finding = get_object_or_404(rows, pk=number)
    sides = [finding.footprint, *([finding.other] if finding.other else [])]
    is_personal = any(side.owner_kind != OwnerKind.RIGHT for side in sides)
    if is_personal and powers.where(Power.REGISTER_READ) is not None:
        raise PermissionDenied
    return finding


class FindingPage(StaffPage):
    """What was measured and what was said of it."""

    template_name = "territory/finding.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the finding with its verdicts, newest first."""
        finding = finding_within(self.kwargs["pk"], self.powers)
        first, second = pair_of(finding)
        acts = []
        if self.may(Power.OVERLAP_JUDGE) and finding.superseded_at is None:
            acts.append(Act(reverse("territory:verdict", args=[finding.pk]), _("Give a verdict"), primary=True))
        return super().get_context_data(
            title=_("Finding {number}").format(number=finding.pk), kind=finding.get_relation_display(), acts=acts,
            finding=finding,
            verdicts=Verdict.objects.filter(footprint_checksum=first, other_checksum=second).order_by("-id"),
            crumbs=[Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(str(finding.pk))], **kwargs,
        )  # fmt: skip


class VerdictForm(forms.Form):
    """What a person says of a finding."""

    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), choices=VerdictKind.choices)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.CharField(
        label=gettext_lazy("Document that shows it"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("An agreement needs it."),
    )


class VerdictPage(FormPage):
    """Give a verdict; it stands beside the finding while both shapes are unchanged."""

    power = Power.OVERLAP_JUDGE
    form_class = VerdictForm
    title = gettext_lazy("Give a verdict")
    done = gettext_lazy("The verdict stands beside the finding until one of the two shapes moves.")
    finding: Finding

    def prepare(self) -> None:
        """Find the finding."""
        self.finding = finding_within(self.kwargs["pk"], self.powers)

    def act(self, form: forms.Form) -> str:
        """Store the verdict."""
        verdict_give(finding=self.finding, by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("territory:finding", args=[self.finding.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the finding."""
        return [Crumb(str(self.finding.pk), reverse("territory:finding", args=[self.finding.pk]))]
