"""Filters of the list of registrations."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.formalization.choices import Activity, RegistrationState
from registry.formalization.models import Registration
from registry.formalization.selectors.registrations import of_class, search
from registry.formalization.web.chips import CLASSES
from registry.formalization.web.equipment import NONE, WORDS

SELECT = forms.Select(attrs={"class": "form-select"})
CLASS_CHOICES = [(code, word) for code, (word, _tone) in CLASSES.items()] + [("none", _("not classified yet"))]


class RegistrationFilter(filters.FilterSet):
    """Registrations by name, code or document, state, class, activity and place."""

    q = filters.CharFilter(
        method="find",
        label=_("Name, code, document or right"),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    state = filters.ChoiceFilter(
        choices=RegistrationState.choices, label=_("State"), empty_label=_("any"), widget=SELECT
    )
    category = filters.ChoiceFilter(
        choices=CLASS_CHOICES, method="of_class", label=_("Class"), empty_label=_("any"), widget=SELECT
    )
    activity = filters.ChoiceFilter(choices=Activity.choices, label=_("Activity"), empty_label=_("any"), widget=SELECT)
    ubigeo = filters.CharFilter(
        lookup_expr="startswith",
        label=_("Place (UBIGEO begins with)"),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    equipment = filters.ChoiceFilter(
        choices=[(NONE, WORDS[NONE])], method="of_equipment", label=_("Equipment"), empty_label=_("any"), widget=SELECT
    )

    class Meta:
        """Declared above."""

        model = Registration
        fields = ("q", "state", "category", "activity", "ubigeo", "equipment")

    def find(self, rows: QuerySet[Registration], _name: str, text: str) -> QuerySet[Registration]:
        """Search, see `search`."""
        return search(rows, text)

    def of_class(self, rows: QuerySet[Registration], _name: str, code: str) -> QuerySet[Registration]:
        """Keep those of one standing class, or without any."""
        return of_class(rows, code)

    def of_equipment(self, rows: QuerySet[Registration], _name: str, _code: str) -> QuerySet[Registration]:
        """Keep those that say that there is none at all: whom an officer may want to ask again."""
        return rows.filter(equipment=[])
