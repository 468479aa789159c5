"""The totals page: who is near or over a limit of the law, and who has many entries."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.web.pages import StaffPage
from registry.common.display import Chip, Crumb
from registry.formalization.facts import JURISDICTION
from registry.formalization.selectors.law import pack_in_force
from registry.formalization.selectors.totals import Compared, Totals, holder_totals
from registry.formalization.web.explanation import value_shown
from registry.formalization.web.languages import language_of_law

AT_MOST = 200
STATES = {
    "over": (gettext_lazy("Over a limit"), "warn"),
    "near": (gettext_lazy("Near a limit"), "calm"),
    "perhaps_over": (gettext_lazy("Perhaps over: something is open"), "unknown"),
    "many": (gettext_lazy("Many entries"), "calm"),
}


class TotalsPage(StaffPage):
    """Holders with their totals; `?state=` keeps those of one kind."""

    template_name = "formalization/totals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the counts of each kind and the holders of the one asked for."""
        holders = holder_totals(viewer=self.powers)
        asked = self.request.GET.get("state", "over")
        state = asked if asked in STATES else "over"
        wanted = [holder for holder in holders if state in holder.states()]
        pack = pack_in_force(JURISDICTION, on=self.today)
        titles = {rule: pack.rule_text(rule, language_of_law()).title for rule in pack.rule_ids}
        return super().get_context_data(
            title=_("Totals of holders"), state=state, total=len(wanted), at_most=AT_MOST,
            note=_("Hectares, capacities and entries of each holder, as the standing answers compared them."),
            tabs=[
                (key, word, sum(key in holder.states() for holder in holders)) for key, (word, _tone) in STATES.items()
            ],
            lines=[_line(holder, titles) for holder in wanted[:AT_MOST]],
            crumbs=[Crumb(_("Registrations"), reverse("registrations:list")), Crumb(_("Totals of holders"))],
            **kwargs,
        )  # fmt: skip


def _line(holder: Totals, titles: dict[str, str]) -> dict[str, Any]:
    room, number = ("person_page", holder.person_id) if holder.person_id else ("group_page", holder.group_id)
    return {
        "holder": holder,
        "url": reverse(f"miners:{room}", args=[number]),
        "compared": [(_chip(each), titles.get(each.rule_id, each.rule_id), _found(each)) for each in holder.compared],
    }


def _chip(each: Compared) -> Chip:
    word, tone = STATES[each.state]
    return Chip(str(word), tone)


def _found(each: Compared) -> str:
    found = value_shown(each.low if each.low == each.high else (each.low, each.high))
    return _("%(found)s of %(limit)s %(unit)s") % {
        "found": found, "limit": value_shown(each.limit), "unit": each.unit
    }  # fmt: skip
