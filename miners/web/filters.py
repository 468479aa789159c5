"""Filters of the lists of persons and groups."""

from functools import reduce
from operator import or_
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from miners.choices import GroupKind
from miners.models import Group, Person
from registry.accounts.web.searching import by_name
from registry.common.identity import normalize_number
from registry.common.naming import NEVER

SEARCH = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
SELECT = forms.Select(attrs={"class": "form-select"})
PLACE = forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric"})


def _numbered(text: str, *columns: str) -> Q:
    """Return the condition that one of the columns is the typed number; without a digit nobody is meant."""
    number = normalize_number(text)
    if not any(sign.isdigit() for sign in number):
        return NEVER
    return reduce(or_, (Q(**{column: number}) for column in columns))


class PersonFilter(filters.FilterSet):
    """Persons by name or number, and place."""

    q = filters.CharFilter(method="search", label=_("Name, document or RUC"), widget=SEARCH)
    ubigeo = filters.CharFilter(lookup_expr="startswith", label=_("Place (UBIGEO begins with)"), widget=PLACE)

    class Meta:
        """Declared above."""

        model = Person
        fields = ("q", "ubigeo")

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Find by name with slips of the pen, or by the whole number."""
        return by_name(rows, text, others=_numbered(text, "document_number", "ruc"))


class GroupFilter(filters.FilterSet):
    """Groups by name or number, kind and place."""

    q = filters.CharFilter(method="search", label=_("Name or RUC"), widget=SEARCH)
    kind = filters.ChoiceFilter(choices=GroupKind.choices, label=_("Kind"), empty_label=_("any"), widget=SELECT)
    ubigeo = filters.CharFilter(lookup_expr="startswith", label=_("Place (UBIGEO begins with)"), widget=PLACE)

    class Meta:
        """Declared above."""

        model = Group
        fields = ("q", "kind", "ubigeo")

    def search(self, rows: QuerySet[Any], _name: str, text: str) -> QuerySet[Any]:
        """Find by name with slips of the pen, or by the whole RUC."""
        return by_name(rows, text, others=_numbered(text, "ruc"))
