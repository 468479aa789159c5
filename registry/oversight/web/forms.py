"""The forms of reports: for anybody, and for the officers who answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.formalization.facts.departments import DEPARTMENTS
from registry.oversight.choices import ENDED, MOST_PHOTOS, MOST_TEXT, ReportKind, ReportState
from registry.oversight.services.reports import Photo
from registry.territory.web.places import PlaceFields

ANSWERS = [(state.value, state.label) for state in ReportState if state in ENDED]


class ManyFiles(forms.ClearableFileInput):
    """One field for several files."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to a few pictures; what each is, the service looks at."""

    widget = ManyFiles(attrs={"accept": "image/jpeg,image/png"})

    def clean(self, data: Any, initial: Any = None) -> list[Photo]:
        """Return what was sent. Raises: ValidationError for too many."""
        files = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("Send at most %(most)d photos.") % {"most": MOST_PHOTOS})
        return [Photo(name=one.name, content=super(PhotosField, self).clean(one, initial).read()) for one in files]


class ReportForm(PlaceFields):
    """What anybody may send; only the kind, the department and the words are needed."""

    kind = forms.ChoiceField(label=_("What do you report?"), choices=[("", _("choose")), *ReportKind.choices])
    text = forms.CharField(
        label=_("What did you see?"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Who, what, how often. Only the officers of this kind of report read it."),
    )  # fmt: skip
    department = forms.ChoiceField(
        label=_("Department"), choices=[("", _("choose")), *sorted(DEPARTMENTS.items(), key=lambda item: item[1])]
    )
    place_words = forms.CharField(
        label=_("Where exactly, in words"), required=False, max_length=200,
        help_text=_("River, road, hamlet. It is never shown in public."),
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("On which day?"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave it empty if you do not know."),
    )  # fmt: skip
    registration_code = forms.CharField(label=_("Code of the entry, if you know it"), required=False, max_length=40)
    photos = PhotosField(
        label=_("Photos"), required=False,
        help_text=_("JPEG or PNG, at most three. What the camera writes into them is taken away."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone, if you want to be told"), required=False, max_length=20)
    email = forms.EmailField(label=_("E-mail, if you want to be told"), required=False)
    field_order = [
        "kind", "text", "department", "place_words", "happened_on", "registration_code", "photos", "written", "zone",
        "datum", "coordinates", "accuracy_m", "phone", "email",
    ]  # fmt: skip


class FollowForm(forms.Form):
    """Number and secret of a report."""

    number = forms.CharField(label=_("Number of the report"), max_length=20, help_text=_("As R-2026-000123."))
    secret = forms.CharField(
        label=_("Secret"), max_length=30, help_text=_("The ten letters and digits that you were given."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


class ReopenForm(FollowForm):
    """The same, with what the answer left out."""

    why = forms.CharField(label=_("What did the answer leave out?"), widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    """What came of a report."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=ANSWERS)
    told = forms.CharField(
        label=_("What who sent it is told"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whole sentences, without names of people."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note for officers"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Never shown outside."),
    )  # fmt: skip


class ReopenByStaffForm(forms.Form):
    """Why an officer opens it again."""

    why = forms.CharField(label=_("Why it is opened again"), widget=forms.Textarea(attrs={"rows": 4}))
