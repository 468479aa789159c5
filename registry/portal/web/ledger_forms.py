"""The forms of one's own ledger. The visit's token travels in each, never in an address or a cookie."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.fields import Day
from registry.portal.choices import MandateScope
from registry.portal.models import ContactChange


class SecretForm(forms.Form):
    """The code that was sent."""

    handle = forms.CharField(max_length=60, widget=forms.HiddenInput)
    secret = forms.CharField(
        label=_("Code of the message"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class DisputeForm(forms.Form):
    """What is wrong with an act."""

    event = forms.IntegerField(widget=forms.HiddenInput)
    said = forms.CharField(
        label=_("What is wrong?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )  # fmt: skip


class MandateForm(forms.Form):
    """To whom, what for, until when."""

    to_group = forms.TypedChoiceField(label=_("Your association"), required=False, coerce=int, empty_value=None)
    helper_name = forms.CharField(label=_("Or the name of a helper"), required=False, max_length=120)
    helper_document = forms.CharField(label=_("Document number of the helper"), required=False, max_length=15)
    helper_phone = forms.CharField(label=_("Phone of the helper"), required=False, max_length=20)
    helper_email = forms.EmailField(label=_("Mail of the helper"), required=False)
    scopes = forms.MultipleChoiceField(
        label=_("What is allowed"), choices=MandateScope.choices, widget=forms.CheckboxSelectMultiple
    )
    until_on = Day(label=_("Last day"))

    def __init__(self, *args: object, groups: list[tuple[int, str]], **kwargs: object) -> None:
        """Offer the associations of the person."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["to_group"].choices = [("", _("none of them")), *groups]  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """The new contact."""

    field = forms.ChoiceField(label=_("What changes"), choices=ContactChange.Field.choices)
    value = forms.CharField(label=_("The new one"), max_length=254)


class BringForm(forms.Form):
    """A document for an observation."""

    observation = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("What it is"), max_length=200)
    file = forms.FileField(label=_("File"))
