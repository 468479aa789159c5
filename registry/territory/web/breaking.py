"""Taking a layer out of use that turned out to be wrong, before a better version is there."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.web.pages import FormPage
from registry.common.display import Crumb
from registry.territory.models import LandLayer
from registry.territory.services.layer_loading import layer_break


class BreakForm(forms.Form):
    """What is wrong; everybody who reads the layer's page reads it."""

    why = forms.CharField(
        label=gettext_lazy("What is wrong with the layer"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class LayerBreakPage(FormPage):
    """Take a layer out of use."""

    power = Power.LAYER_CHANGE
    form_class = BreakForm
    title = gettext_lazy("Take the layer out of use")
    done = gettext_lazy("The layer is out of use. What rested on it counts as not checked and is judged anew.")
    layer: LandLayer

    def prepare(self) -> None:
        """Find the layer."""
        self.layer = get_object_or_404(LandLayer.objects.defer("coverage"), pk=self.kwargs["pk"])

    def act(self, form: forms.Form) -> str:
        """End it."""
        layer_break(layer=self.layer, why=form.cleaned_data["why"], by=self.actor, on=self.today, at=self.now)
        return reverse("territory:layer_page", args=[self.layer.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the layer."""
        return [Crumb(self.layer.series, reverse("territory:layer_page", args=[self.layer.pk]))]
