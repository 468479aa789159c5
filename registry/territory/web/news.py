"""What is new: one line a place and month, told to the officers of the region once."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.accounts.web.pages import StaffPage
from registry.common.display import Chip, Crumb
from registry.places.models import Place
from registry.territory.models import RegionNews
from registry.territory.services.consequences import SEVERITY
from registry.territory.web.conflict_table import effect_chip

PER_PAGE = 50


class NewsListPage(StaffPage):
    """New overlaps of the viewer's regions, newest month first."""

    template_name = "territory/news.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the lines with their counts; four queries."""
        page = Paginator(self._rows(), PER_PAGE).get_page(self.request.GET.get("page"))
        names = place_names(news.place for news in page)
        lines = [
            {
                "news": news, "place": names.get(news.place) or names.get(news.region) or _("place not known"),
                "region": names.get(news.region, news.region), "chips": _chips(news),
                "url": f"{reverse('territory:conflict_list')}?news={news.pk}",
            }
            for news in page
        ]  # fmt: skip
        crumbs = [Crumb(_("Land and overlaps"), reverse("territory:layer_list")), Crumb(_("What is new"))]
        return super().get_context_data(title=_("What is new"), page=page, lines=lines, crumbs=crumbs, **kwargs)

    def _rows(self) -> QuerySet[RegionNews]:
        """Return the news within reach, each with how many of every effect."""
        counts: dict[str, Any] = {
            f"of_{effect or 'silent'}": Count("items", filter=Q(items__effect=effect)) for effect in SEVERITY
        }
        rows = RegionNews.objects.annotate(**counts, total=Count("items")).order_by("-month", "-total", "place")
        within = self.powers.where(Power.REGISTER_READ)
        return rows if within is None else rows.filter(region__in=within)


def place_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of provinces and their departments by code; one query."""
    wanted = {code for place in codes for code in (place, place[:2]) if code}
    return dict(Place.objects.filter(ubigeo__in=wanted, valid_until=None).values_list("ubigeo", "name"))


def _chips(news: Any) -> list[Chip]:
    """How many of each effect, the gravest first."""
    counts = ((effect, getattr(news, f"of_{effect or 'silent'}")) for effect in SEVERITY)
    return [
        Chip(f"{count} {chip.word}", chip.tone) for effect, count in counts if count and (chip := effect_chip(effect))
    ]
