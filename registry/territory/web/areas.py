"""The page of an area: what its source says, who speaks for it, what lies on it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.accounts.web.pages import StaffPage
from registry.common.display import Act, Crumb, Fact
from registry.territory.models import LandArea
from registry.territory.services.conflicts import conflicts, listed, named
from registry.territory.services.consequences import law_on, meaning_of
from registry.territory.services.parties import parties_of

CONFLICTS_SHOWN = 50


class AreaPage(StaffPage):
    """One area: its facts, who speaks for it, what lies on it."""

    template_name = "territory/area.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything of the area; persons' places within the viewer's reach only."""
        area = area_of(kwargs.pop("pk"))
        law = law_on(self.today)
        rows = conflicts(on=self.today, within=self.powers.where(Power.REGISTER_READ), pack=law).filter(area=area)
        meaning = meaning_of(law, area.layer.kind.code, on=self.today, created_on=area.valid_from)
        acts = []
        if self.may(Power.PARTY_KEEP):
            acts.append(Act(reverse("territory:party_add", args=[area.pk]), _("Add a party"), primary=True))
        return super().get_context_data(
            area=area, title=str(area), kind=area.layer.kind.title, chips=[meaning.chip], acts=acts,
            facts=area_facts(area), meaning=meaning,
            parties=parties_of([area], on=self.today).get(area.pk, []), total=rows.count(),
            conflicts=named(listed(rows)).order_by("-shared_m2", "id")[:CONFLICTS_SHOWN],
            crumbs=[
                Crumb(_("Land and overlaps"), reverse("territory:layer_list")),
                Crumb(area.layer.series, reverse("territory:layer_page", args=[area.layer_id])), Crumb(str(area)),
            ], **kwargs,
        )  # fmt: skip


def area_of(number: int) -> LandArea:
    """Return an area without its shape. Raises: Http404."""
    rows = LandArea.objects.select_related("layer__kind").defer("geom", "party", "layer__coverage")
    return get_object_or_404(rows, pk=number)


def area_facts(area: LandArea) -> list[Fact]:
    """Return what the source says of an area."""
    return [
        Fact(_("Layer"), str(area.layer), url=reverse("territory:layer_page", args=[area.layer_id])),
        Fact(_("Id"), area.external_id),
        Fact(_("Hectares"), None if area.area_ha is None else f"{area.area_ha:,.2f}"),
        Fact(_("Created on"), area.valid_from, note="" if area.valid_from else _("so age decides nothing here")),
        Fact(_("Ended on"), area.valid_until or _("not ended")),
    ]
