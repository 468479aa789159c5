"""A line of the list of conflicts, its filters and its words."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Case, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.web.cells import chip_cell
from registry.common.display import Chip
from registry.common.templatetags.page import hectares_of_m2, share
from registry.places.models import Place
from registry.rules.engine.pack import Pack
from registry.territory.models import Finding, LayerKind
from registry.territory.services.consequences import EFFECTS, SEVERITY
from registry.territory.services.party_outcomes import OPEN, UNCONFIRMED

DEPARTMENTS = tuple(f"{number:02}" for number in range(1, 26))
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}
SELECT = forms.Select(attrs={"class": "form-select"})
PAIRS = {
    "footprint:right:right": gettext_lazy("right on right"),
    "footprint:place:right": gettext_lazy("registration's place on right"),
    "footprint:place:place": gettext_lazy("registration's place on another's"),
}
OUTCOMES = {
    OPEN: (gettext_lazy("not judged"), "unknown"),
    "confirmed": (gettext_lazy("confirmed"), "bad"),
    "wrong_data": (gettext_lazy("wrong data"), "calm"),
    UNCONFIRMED: (gettext_lazy("agreement, not confirmed"), "warn"),
    "agreement": (gettext_lazy("agreement"), "good"),
    "resolved": (gettext_lazy("resolved by boundary"), "good"),
}


def kind_words() -> dict[str, str]:
    """Every kind of conflict in words, in the order of screens; one query."""
    kinds = {kind.code: kind.title for kind in LayerKind.objects.filter(is_measured=True)}
    return {**kinds, **{code: str(word) for code, word in PAIRS.items()}}


def region_words() -> dict[str, str]:
    """Every department by its two digits: its name, or the digits where the register has no name; one query."""
    rows = Place.objects.filter(level=Place.Level.DEPARTMENT, valid_until=None)
    names = dict(rows.values_list("ubigeo", "name"))
    return {code: names.get(code, code) for code in sorted({*names, *DEPARTMENTS})}


def effect_chip(effect: str) -> Chip:
    """What an overlap means as a chip."""
    word, tone = EFFECTS[effect]
    return Chip(str(word), tone)


def outcome_chip(code: str) -> Chip:
    """Where a conflict stands as a chip."""
    word, tone = OUTCOMES.get(code, (code, "unknown"))
    return Chip(str(word), tone)


def gravest_first(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """The rows by what they mean, prohibited first, then by size."""
    rank = Case(*(When(effect=effect, then=Value(place)) for place, effect in enumerate(SEVERITY)), default=Value(9))
    return rows.order_by(rank, F("shared_m2").desc(nulls_last=True), "pk")


class ConflictFilter(filters.FilterSet):
    """Conflicts by kind of land, region, what they mean, and where they stand."""

    kind = filters.ChoiceFilter(
        field_name="of_kind", label=gettext_lazy("Kind"), empty_label=gettext_lazy("any"), widget=SELECT
    )
    region = filters.ChoiceFilter(
        field_name="region", label=gettext_lazy("Region"), empty_label=gettext_lazy("any"), widget=SELECT
    )
    effect = filters.ChoiceFilter(
        field_name="effect", label=gettext_lazy("What it means"), empty_label=gettext_lazy("any"), widget=SELECT,
        choices=[(code, EFFECTS[code][0]) for code in SEVERITY if code],
    )  # fmt: skip
    outcome = filters.ChoiceFilter(
        field_name="outcome", label=gettext_lazy("Where it stands"), empty_label=gettext_lazy("any"), widget=SELECT,
        choices=[(code, word) for code, (word, _tone) in OUTCOMES.items()],
    )  # fmt: skip

    class Meta:
        """Declared above."""

        model = Finding
        fields = ("kind", "region", "effect", "outcome")

    def __init__(self, *args: Any, kinds: dict[str, str], regions: dict[str, str], **kwargs: Any) -> None:
        """Offer the kinds and regions of this register."""
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = list(kinds.items())
        self.filters["region"].extra["choices"] = list(regions.items())


class ConflictTable(tables.Table):
    """One line a conflict."""

    id = tables.Column(verbose_name=gettext_lazy("Finding"), attrs={"td": {"class": "key nowrap"}, "th": {}})
    of_kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    effect = tables.Column(verbose_name=gettext_lazy("What it means"))
    whose = tables.Column(verbose_name=gettext_lazy("Whose"), empty_values=(), orderable=False)
    other = tables.Column(verbose_name=gettext_lazy("Lies on"), empty_values=(), orderable=False, accessor="area")
    shared_m2 = tables.Column(verbose_name=gettext_lazy("Shared"), attrs=NUMBER)
    region = tables.Column(verbose_name=gettext_lazy("Region"))
    outcome = tables.Column(verbose_name=gettext_lazy("Where it stands"))

    class Meta:
        """Only what the page shows."""

        model = Finding
        fields = ("id", "of_kind", "effect", "whose", "other", "shared_m2", "region", "outcome")

    def __init__(
        self, *args: Any, kinds: dict[str, str], regions: dict[str, str], law: Pack[Any], **kwargs: Any
    ) -> None:
        """Keep the words of kinds and regions and the law that explains the lines."""
        super().__init__(*args, **kwargs)
        self._kinds, self._regions, self._law = kinds, regions, law

    def order_effect(self, rows: QuerySet[Finding], is_descending: bool) -> tuple[QuerySet[Finding], bool]:  # noqa: FBT001 - called by the table
        """By gravity, not by the alphabet."""
        return gravest_first(rows) if not is_descending else gravest_first(rows).reverse(), True

    def order_shared_m2(self, rows: QuerySet[Finding], is_descending: bool) -> tuple[QuerySet[Finding], bool]:  # noqa: FBT001 - called by the table
        """Points, which share no area, come last."""
        size = F("shared_m2")
        by = size.desc(nulls_last=True) if is_descending else size.asc(nulls_last=True)
        return rows.order_by(by, "pk"), True

    def render_id(self, record: Finding) -> str:
        """The link to the page of the finding."""
        return format_html('<a href="{}">{}</a>', reverse("territory:finding", args=[record.pk]), record.pk)

    def render_of_kind(self, value: str) -> str:
        """The kind in words."""
        return self._kinds.get(value, value)

    def render_effect(self, record: Any) -> str:
        """Word, sign and colour, with whose opinion is asked and the article."""
        found = self._law.law.consequences.get(record.of_kind)
        law = f"{found.instrument}, {found.article}" if found else ""
        chip = effect_chip(record.effect)
        if found and found.opinion_of:
            chip = Chip(
                _("{effect}: opinion of {authority}").format(effect=chip.word, authority=found.opinion_of), chip.tone
            )
        return format_html('{}<span class="sub">{}</span>', chip_cell(chip), law)

    def render_whose(self, record: Any) -> str:
        """Code of the right or registration."""
        return record.right_code or record.registration or record.verified_for or _("not known")

    def render_other(self, record: Any) -> str:
        """The area, or the code of the other right or registration."""
        if record.area is not None:
            return format_html(
                '<a href="{}">{}</a>', reverse("territory:area", args=[record.area_id]), str(record.area)
            )
        return record.other_right or record.other_registration or _("not known")

    def render_shared_m2(self, record: Finding) -> str:
        """Hectares and share."""
        part = "" if record.share_of_footprint is None else share(record.share_of_footprint)
        return format_html('{}<span class="sub">{}</span>', hectares_of_m2(record.shared_m2), part)

    def render_region(self, value: str) -> str:
        """The name of the department."""
        return self._regions.get(value, value) or _("not known")

    def render_outcome(self, value: str) -> str:
        """Word, sign and colour."""
        return chip_cell(outcome_chip(value))
