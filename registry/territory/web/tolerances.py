"""The tolerances of edge noise: what holds, since when, who set it and why; and the form to set others."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.pages import FormPage, StaffPage
from registry.common.display import Act, Crumb, Fact
from registry.common.fields import ForgivingDecimal
from registry.territory.models import Finding, NoiseTolerance
from registry.territory.selectors import noise_tolerances
from registry.territory.services.reading import NEAR_M
from registry.territory.services.runs import tolerance_set


class TolerancesPage(StaffPage):
    """Product parameters of the ledger; none of them is law."""

    template_name = "territory/tolerances.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what holds, how much it marks, and what held before."""
        holds = noise_tolerances()
        marked = Finding.objects.filter(superseded_at=None).aggregate(
            noise=Count("pk", filter=Q(edge_noise=True)), total=Count("pk")
        )
        acts = []
        if self.may(Power.LAYER_CHANGE):
            acts.append(Act(reverse("territory:tolerance_set"), _("Set other tolerances"), primary=True))
        return super().get_context_data(
            title=_("Tolerances"), acts=acts, history=NoiseTolerance.objects.order_by("-id"),
            facts=[
                Fact(_("Shared area under"), f"{holds.area_m2:g} m²"),
                Fact(_("and largest inscribed circle under"), f"{holds.radius_m:g} m"),
                Fact(_("Nearest area is looked for up to"), f"{NEAR_M:g} m", note=_("it never decides")),
                Fact(_("Standing findings marked as edge noise"), marked["noise"]),
                Fact(_("Standing findings in all"), marked["total"]),
            ],
            crumbs=[Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(_("Tolerances"))], **kwargs,
        )  # fmt: skip


class ToleranceForm(forms.Form):
    """Two numbers and the reason."""

    area_m2 = ForgivingDecimal(label=gettext_lazy("Shared area in square metres"), min_value=0)
    radius_m = ForgivingDecimal(label=gettext_lazy("Radius of the inscribed circle in metres"), min_value=0)
    reason = forms.CharField(
        label=gettext_lazy("Why, and by which act if an authority set it"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ToleranceSetPage(FormPage):
    """Set other tolerances; every finding is measured again."""

    power = Power.LAYER_CHANGE
    form_class = ToleranceForm
    title = gettext_lazy("Set other tolerances")
    done = gettext_lazy("The tolerances are set. A worker marks every finding anew.")

    def get_initial(self) -> dict[str, Any]:
        """Return what holds."""
        holds = noise_tolerances()
        return {"area_m2": f"{holds.area_m2:g}", "radius_m": f"{holds.radius_m:g}"}

    def act(self, form: forms.Form) -> str:
        """Set them and show the run."""
        said = form.cleaned_data
        run = tolerance_set(
            area_m2=float(said["area_m2"]), radius_m=float(said["radius_m"]), reason=said["reason"], by=self.actor,
            on=self.today, at=self.now,
        )  # fmt: skip
        return reverse("territory:run_page", args=[run.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the tolerances."""
        return [Crumb(_("Tolerances"), reverse("territory:tolerances"))]
