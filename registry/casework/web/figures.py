"""Figures of the casework: overdue by office, the funnel by step, the campaign; every figure opens its list."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import PER_PAGE, StaffPage
from registry.casework.selectors.law import procedure_in_force
from registry.casework.selectors.measures import campaign, funnel, overdue_by_office
from registry.casework.selectors.overdue import overdue_list
from registry.casework.web.transferring import office_word
from registry.casework.web.words import code_word, overdue_word, step_word
from registry.common.charts import Value, bar_chart
from registry.common.display import Act, Crumb
from registry.common.exports import csv_response


class FiguresPage(StaffPage):
    """Where it stalls, as pictures with their tables."""

    template_name = "casework/figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give offices, funnel and campaign."""
        law = procedure_in_force(on=self.today)
        offices = [
            row | {"name": office_word(row["office_region"])}
            for row in overdue_by_office(viewer=self.powers, on=self.today)
        ]
        steps = funnel(viewer=self.powers, on=self.today)
        work = reverse("casework:work")
        late = [
            Value(row["name"], row["overdue"], "bad", f"{work}?scope=all&is_overdue=on")
            for row in offices
            if row["overdue"]
        ]
        standing = [
            Value(step_word(law, one.step), one.standing, "calm", f"{work}?scope=all&step={one.step}") for one in steps
        ]
        return super().get_context_data(
            title=_("Figures of the casework"), offices=offices, campaign=campaign(viewer=self.powers, on=self.today),
            steps=[(one, step_word(law, one.step)) for one in steps],
            late_chart=bar_chart(_("Overdue files by office"), late) if late else None,
            funnel_chart=bar_chart(_("Open files by the step they stand at"), standing),
            acts=[
                Act(reverse("casework:entries"), _("Entries in figures")),
                Act(reverse("casework:periods"), _("Days that do not count")),
                Act(reverse("casework:figures_csv"), _("As CSV")),
            ],
            crumbs=[Crumb(_("My work"), work), Crumb(_("Figures"))], **kwargs,
        )  # fmt: skip


class FiguresCsv(StaffDoor):
    """The funnel as a table for other programs."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Answer CSV."""
        law = procedure_in_force(on=self.today)
        header = ["step", "name", "done", "failed", "standing", "median_days", "median_waiting_days"]
        rows = [
            [
                one.step, step_word(law, one.step), one.done, one.failed, one.standing, one.median_days,
                one.median_waiting_days,
            ]
            for one in funnel(viewer=self.powers, on=self.today)
        ]  # fmt: skip
        return csv_response("casework-steps.csv", header, rows)


class OverduePage(StaffPage):
    """Everything that overstays its clock: files, states, duties, hand-overs."""

    template_name = "casework/overdue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of it."""
        found = overdue_list(on=self.today, viewer=self.powers, at_most=2_000)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        law = procedure_in_force(on=self.today)
        lines = [
            {
                "row": one, "what": overdue_word(law, one.kind, one.code),
                "office": office_word(one.office_region), "owner": code_word(one.owner),
            }
            for one in page
        ]  # fmt: skip
        return super().get_context_data(
            title=_("Everything overdue"), lines=lines, page=page, query="",
            crumbs=[Crumb(_("My work"), reverse("casework:work")), Crumb(_("Overdue"))], **kwargs,
        )  # fmt: skip
