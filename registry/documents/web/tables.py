"""The register of issued papers as a table, with its filters."""

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from registry.accounts.web.cells import chip_cell
from registry.common.codes import normalize_code
from registry.common.display import Chip
from registry.documents.choices import PaperKind, PaperState
from registry.documents.models import Paper

TONES = {PaperState.WAITING: "calm", PaperState.ISSUED: "good", PaperState.WITHDRAWN: "bad"}


def paper_chip(paper: Paper) -> Chip:
    """Return where a paper stands."""
    return Chip(str(capfirst(paper.get_state_display())), TONES[PaperState(paper.state)])


class PaperTable(tables.Table):
    """Issued papers, newest first."""

    reference = tables.LinkColumn(
        "papers:page", args=[tables.A("pk")], verbose_name=_("Number"), orderable=False,
        attrs={"td": {"class": "key nowrap"}, "th": {}},
    )  # fmt: skip
    kind = tables.Column(verbose_name=_("Kind"))
    title = tables.Column(verbose_name=_("Title"), orderable=False)
    issued_on = tables.DateColumn(verbose_name=_("Issued on"), short=True)
    state = tables.Column(verbose_name=_("State"))
    checks = tables.Column(verbose_name=_("Checked"), attrs={"td": {"class": "num"}, "th": {"class": "num"}})

    class Meta:
        """Only what the page shows."""

        model = Paper
        fields = ("reference", "kind", "title", "issued_on", "state", "checks")

    def render_kind(self, record: Paper) -> str:
        """Kind in words."""
        return str(capfirst(record.get_kind_display()))

    def render_state(self, record: Paper) -> str:
        """Word, sign and colour."""
        return chip_cell(paper_chip(record))


class PaperFilter(filters.FilterSet):
    """Papers by number or code, kind and state."""

    q = filters.CharFilter(
        method="by_text", label=_("Number or code"), widget=forms.TextInput(attrs={"class": "form-control"})
    )
    kind = filters.ChoiceFilter(
        choices=PaperKind.choices, label=_("Kind"), empty_label=_("any"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip
    state = filters.ChoiceFilter(
        choices=PaperState.choices, label=_("State"), empty_label=_("any"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    class Meta:
        """Declared above."""

        model = Paper
        fields = ("q", "kind", "state")

    def by_text(self, rows: QuerySet[Paper], _name: str, value: str) -> QuerySet[Paper]:
        """Find a code as typed, or a number as cited: DGFM-0007-2026, or any part of it."""
        wanted = Q(code=normalize_code(value)) | Q(title__icontains=value)
        parts = value.strip().upper().split("-")
        digits = [part for part in parts if part.isdigit()]
        if digits:
            wanted |= Q(number=int(digits[0][:9]), year__in=digits[1:] or list(range(2000, 2100)))
        elif parts[0].isalnum():
            wanted |= Q(office=parts[0])
        return rows.filter(wanted)
