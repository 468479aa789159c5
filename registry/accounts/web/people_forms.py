"""Forms of the pages of people."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import Role
from registry.common.fields import Day

LANGUAGES = [("", _("as the browser asks")), *settings.LANGUAGES]


class UserForm(forms.Form):
    """What is known of somebody who logs in."""

    display_name = forms.CharField(label=_("Name shown"), max_length=120)
    organization = forms.CharField(label=_("Office or organization"), max_length=160, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Changes of the account are told there."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class UserAddForm(UserForm):
    """A new account, with its first role."""

    username = forms.CharField(label=_("Login name"), max_length=150, help_text=_("It stays for good."))
    field_order = ("username",)


class UserChangeForm(UserForm):
    """Changes of an account."""

    is_active = forms.BooleanField(
        label=_("May log in"), required=False, help_text=_("Without it every session of this account ends at once.")
    )


class AppointmentForm(forms.Form):
    """A role, where and when."""

    role = forms.ModelChoiceField(Role.objects.none(), label=_("Role"), to_field_name="code")
    regions = forms.CharField(
        label=_("Regions"),
        required=False,
        help_text=_("Two digits of each department with commas between, for example 17, 08. Empty: the whole country."),
    )
    authority = forms.CharField(
        label=_("Authority"), required=False, max_length=40, help_text=_("For opinions: SERNANP, ANA or SERFOR.")
    )
    from_on = Day(label=_("First day"))
    until_on = Day(label=_("Last day"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Who decided it; needed for reports of threats.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the roles there are."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own arguments
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined] # a model choice

    def clean_regions(self) -> tuple[str, ...]:
        """Read the list."""
        return tuple(part.strip() for part in self.cleaned_data["regions"].split(",") if part.strip())


class ReasonForm(forms.Form):
    """Why, in words."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("How you made sure that it is really this person.")
    )
