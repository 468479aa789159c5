"""Filters of the list of notices."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from registry.notices.choices import Channel, NoticeState
from registry.notices.models import Notice
from registry.notices.web.words import KINDS

SELECT = forms.Select(attrs={"class": "form-select"})
TEXT = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})


class NoticeFilter(filters.FilterSet):
    """Notices by state, way, kind and place."""

    state = filters.ChoiceFilter(choices=NoticeState.choices, label=_("State"), empty_label=_("any"), widget=SELECT)
    channel = filters.ChoiceFilter(choices=Channel.choices, label=_("Way"), empty_label=_("any"), widget=SELECT)
    kind = filters.ChoiceFilter(choices=list(KINDS.items()), label=_("Kind"), empty_label=_("any"), widget=SELECT)
    ubigeo = filters.CharFilter(lookup_expr="startswith", label=_("Place (UBIGEO begins with)"), widget=TEXT)

    class Meta:
        """Declared above."""

        model = Notice
        fields = ("state", "channel", "kind", "ubigeo")
