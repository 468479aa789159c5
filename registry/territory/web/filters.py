"""Filters of the list of runs."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from registry.territory.models import OverlapRun


class RunFilter(filters.FilterSet):
    """Runs by what asked for them."""

    reason = filters.CharFilter(
        lookup_expr="icontains", label=_("Asked by"), widget=forms.TextInput(attrs={"class": "form-control"})
    )

    class Meta:
        """Declared above."""

        model = OverlapRun
        fields = ("reason",)
