"""Filters of the lists of runs and parties."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from registry.territory.models import AreaParty, OverlapRun
from registry.territory.web.tables import ASKED_BY


class RunFilter(filters.FilterSet):
    """Runs by what asked for them."""

    reason = filters.ChoiceFilter(
        choices=list(ASKED_BY.items()), label=_("Asked by"), empty_label=_("any"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    class Meta:
        """Declared above."""

        model = OverlapRun
        fields = ("reason",)


class PartyFilter(filters.FilterSet):
    """Parties by their name, the name or the id of their area, and their role."""

    q = filters.CharFilter(
        method="find", label=_("Name of the party or area"), widget=forms.TextInput(attrs={"class": "form-control"})
    )
    role = filters.ChoiceFilter(
        choices=AreaParty.Role.choices, label=_("Role"), empty_label=_("any"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    class Meta:
        """Declared above."""

        model = AreaParty
        fields = ("q", "role")

    def find(self, rows: QuerySet[AreaParty], _name: str, text: str) -> QuerySet[AreaParty]:
        """Keep those whose name or area holds the text."""
        return rows.filter(Q(name__icontains=text) | Q(area_name__icontains=text) | Q(external_id__iexact=text.strip()))
