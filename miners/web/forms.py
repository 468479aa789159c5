"""Forms for persons, groups and members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from miners.choices import DocumentType, Gender, GroupKind, MemberRole
from registry.common.fields import Day, ForgivingDecimal, YesNoUnknown

LANGUAGES = [("", _("not known")), ("es", _("Spanish")), ("qu", _("Quechua")), ("en", _("English"))]

LEAST_OF_A_PHONE = 6  # digits


class ContactFields(forms.Form):
    """What persons and groups share."""

    ruc = forms.CharField(
        label=_("RUC"), required=False, max_length=20, help_text=_("11 digits; the last one is checked.")
    )
    nationality = forms.CharField(
        label=_("Country (two letters)"),
        required=False,
        max_length=2,
        help_text=_("PE for Peru; empty while not known."),
    )
    language = forms.ChoiceField(label=_("Language for messages"), required=False, choices=LANGUAGES)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    email = forms.EmailField(label=_("Mail address"), required=False)
    address = forms.CharField(label=_("Postal address"), required=False, max_length=200)
    ubigeo = forms.CharField(
        label=_("Place (UBIGEO)"),
        required=False,
        max_length=6,
        help_text=_("6 digits of the district. Your region decides who can open this entry."),
    )

    def clean_phone(self) -> str:
        """Refuse what no message reaches."""
        phone: str = self.cleaned_data["phone"]
        if phone and sum(sign.isdigit() for sign in phone) < LEAST_OF_A_PHONE:
            raise forms.ValidationError(
                _("A phone number has six digits or more. Leave it empty while none is known."), code="phone_form"
            )
        return phone


class PersonForm(ContactFields):
    """A natural person."""

    full_name = forms.CharField(
        label=_("Names and surnames"), max_length=200, help_text=_("In the order of the document.")
    )
    document_type = forms.ChoiceField(
        label=_("Kind of document"), choices=DocumentType.choices, initial=DocumentType.DNI
    )
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=20)
    gender = forms.ChoiceField(
        label=_("Gender"),
        required=False,
        choices=Gender.choices,
        help_text=_("The person's own answer; nobody has to give one."),
    )
    birth_date = Day(label=_("Date of birth"), required=False)
    is_deceased = forms.BooleanField(label=_("The death is on record"), required=False)
    field_order: tuple[str, ...] = (
        "full_name",
        "document_type",
        "document_number",
        "ruc",
        "gender",
        "birth_date",
        "nationality",
    )


class GroupForm(ContactFields):
    """An association or another group."""

    name = forms.CharField(label=_("Registered name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=GroupKind.choices, initial=GroupKind.ASSOCIATION)
    sunarp_entry = forms.CharField(label=_("Entry in SUNARP"), required=False, max_length=40)
    founded_on = Day(label=_("Founded on"), required=False)
    members_all_natural_persons = YesNoUnknown(
        label=_("Are all members natural persons?"),
        help_text=_("Article 91 asks it. Answer from the statute and the roll of members."),
    )
    members_evidence = forms.CharField(label=_("Document that shows the members"), required=False, max_length=200)
    field_order: tuple[str, ...] = (
        "name",
        "kind",
        "ruc",
        "sunarp_entry",
        "founded_on",
        "members_all_natural_persons",
        "members_evidence",
    )


class ReasonField(forms.Form):
    """Why an entry is changed."""

    reason = forms.CharField(
        label=_("Why is it changed?"), max_length=300, help_text=_("The reason stays with the entry.")
    )


class PersonChangeForm(PersonForm, ReasonField):
    """Change a person."""

    field_order: tuple[str, ...] = (
        *PersonForm.field_order,
        "language",
        "phone",
        "email",
        "address",
        "ubigeo",
        "is_deceased",
        "reason",
    )


class GroupChangeForm(GroupForm, ReasonField):
    """Change a group."""

    field_order: tuple[str, ...] = (
        *GroupForm.field_order,
        "nationality",
        "language",
        "phone",
        "email",
        "address",
        "ubigeo",
        "reason",
    )


class MemberForm(forms.Form):
    """Add a member by document number."""

    document_number = forms.CharField(
        label=_("DNI, CE or RUC of the member"),
        max_length=20,
        help_text=_("The person or group must be registered already."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices)
    share_pct = ForgivingDecimal(label=_("Share in percent"), required=False, max_digits=7, decimal_places=4)
    from_on = Day(label=_("Member since"), required=False)
