"""The desk: what an officer sees first. Every figure opens its list; each picture has its table under it."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.permissions import Powers
from registry.accounts.web.pages import StaffPage
from registry.common.charts import Chart, Value, bar_chart
from registry.formalization.choices import RegistrationState
from registry.formalization.selectors.registrations import counts_by
from registry.formalization.web.chips import CLASSES, STATE_TONES
from registry.territory.web.board import BoardLine, board


class DeskPage(StaffPage):
    """Counts by state and class within the viewer's regions, and the land that is missing or old."""

    template_name = "desk/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give figures and charts."""
        by_class = counts_by("category", viewer=self.powers)
        by_state = counts_by("state", viewer=self.powers)
        lines = board(on=self.today)
        return super().get_context_data(
            title=_("Desk"), note=self._reach(self.powers), figures=figures(by_state, by_class),
            charts=[class_chart(by_class), state_chart(by_state)], worries=worries(lines),
            unloaded=[line.kind for line in lines if line.chip], **kwargs,
        )  # fmt: skip

    def _reach(self, powers: Powers) -> str:
        regions = powers.where(self.power)
        if regions is None:
            return _("You see the whole country.")
        return _("You see the departments {codes}.").format(codes=", ".join(sorted(regions)))


def list_url(**filters: str) -> str:
    """Return the address of the list of registrations with these filters."""
    return f"{reverse('registrations:list')}?{urlencode(filters)}"


def figures(by_state: dict[str, int], by_class: dict[str, int]) -> list[dict[str, object]]:
    """Return the figures on top, each with its list."""
    return [
        {"number": sum(by_state.values()), "words": _("registrations"), "url": reverse("registrations:list")},
        {"number": by_state.get("in_force", 0), "words": _("in force"), "url": list_url(state="in_force")},
        {
            "number": by_state.get("suspended", 0),
            "words": _("suspended"),
            "url": list_url(state="suspended"),
            "tone": "warn",
        },
        {
            "number": by_class.get("needs_review", 0),
            "words": _("need review"),
            "url": list_url(category="needs_review"),
            "tone": "warn",
        },
        {
            "number": by_class.get("illegal", 0),
            "words": _("indications of illegal"),
            "url": list_url(category="illegal"),
            "tone": "bad",
        },
        {"number": by_class.get("", 0), "words": _("not classified yet"), "url": list_url(category="none")},
    ]


def class_chart(counts: dict[str, int]) -> Chart:
    """Return the registrations by standing class."""
    known = [
        Value(str(word), counts[code], tone, list_url(category=code))
        for code, (word, tone) in CLASSES.items()
        if counts.get(code)
    ]
    none = [Value(_("not classified yet"), counts[""], "unknown", list_url(category="none"))] if counts.get("") else []
    return bar_chart(_("Registrations by class"), known + none)


def state_chart(counts: dict[str, int]) -> Chart:
    """Return the registrations by state."""
    values = [
        Value(str(state.label), counts.get(state.value, 0), STATE_TONES[state], list_url(state=state.value))
        for state in RegistrationState
    ]
    return bar_chart(_("Registrations by state"), values)


def worries(lines: list[BoardLine]) -> list[BoardLine]:
    """Return the kinds of land with a layer that is broken or past its freshness."""
    return [line for line in lines if any(chip.tone in {"warn", "bad"} for _layer, chip, _areas in line.layers)]
