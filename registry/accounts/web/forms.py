"""Small forms that several rooms use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.fields import Day


class EndForm(forms.Form):
    """The last day of something."""

    until_on = Day(label=_("Last day"))
