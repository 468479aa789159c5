"""Filters of the list of rights."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from concessions.choices import RightKind, RightState
from concessions.models import MiningRight
from registry.accounts.web.searching import by_name

SELECT = forms.Select(attrs={"class": "form-select"})


class RightFilter(filters.FilterSet):
    """Rights by code or name, kind, state and place."""

    q = filters.CharFilter(
        method="search",
        label=_("Code or name"),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    kind = filters.ChoiceFilter(choices=RightKind.choices, label=_("Kind"), empty_label=_("any"), widget=SELECT)
    state = filters.ChoiceFilter(choices=RightState.choices, label=_("State"), empty_label=_("any"), widget=SELECT)
    ubigeo = filters.CharFilter(
        lookup_expr="startswith",
        label=_("Place (UBIGEO begins with)"),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    class Meta:
        """Declared above."""

        model = MiningRight
        fields = ("q", "kind", "state", "ubigeo")

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Find by name with slips of the pen, or by the beginning of the code."""
        return by_name(rows, text, others=Q(code__startswith=text.strip().upper()))
