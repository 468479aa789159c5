"""The one form of the status page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StatusForm(forms.Form):
    """A code and a document number, as they are typed."""

    code = forms.CharField(
        label=_("Code of the entry"),
        max_length=60,
        help_text=_("It stands on your paper. Spaces, dashes and small letters do not matter."),
        error_messages={"required": _("Write the code. It stands on your paper.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "60"}
        ),
    )
    document = forms.CharField(
        label=_("Document number"),
        max_length=20,
        help_text=_("DNI, foreigner's card or RUC of who is registered. A group uses its RUC."),
        error_messages={"required": _("Write the document number of who is registered.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "text", "spellcheck": "false", "maxlength": "20"}
        ),
    )
