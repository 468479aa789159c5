"""What list, map and files of conflicts share: the same rows, filters and law."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from registry.accounts.choices import Power
from registry.accounts.web.doors import StaffDoor
from registry.rules.engine.pack import Pack
from registry.territory.models import Finding
from registry.territory.services.conflicts import conflicts
from registry.territory.services.conflicts_package import FIELDS, PackageOrder
from registry.territory.services.consequences import law_on
from registry.territory.web.conflict_table import ConflictFilter, kind_words, region_words


class UnknownFilterError(ValueError):
    """A filter has a value that is not offered."""


class ConflictRoom(StaffDoor):
    """What list, map and files of conflicts share: the same rows, filters and law."""

    request: HttpRequest

    @cached_property
    def law(self) -> Pack[Any]:
        """The law that explains them today."""
        return law_on(self.today)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kinds in words."""
        return kind_words()

    @cached_property
    def regions(self) -> dict[str, str]:
        """Departments in words."""
        return region_words()

    def chosen(self) -> ConflictFilter:
        """The filters over what the viewer may see."""
        within = self.powers.where(Power.REGISTER_READ)
        rows = conflicts(on=self.today, within=within, pack=self.law)
        news = self.request.GET.get("news", "")
        if news.isdecimal():
            rows = rows.filter(news_item__news=int(news[:12]))
        return ConflictFilter(self.request.GET, queryset=rows, kinds=self.kinds, regions=self.regions)

    def rows(self) -> QuerySet[Finding]:
        """The rows of a file or map. Raises: UnknownFilterError for an unknown filter, instead of giving all rows."""
        chosen = self.chosen()
        if not chosen.is_valid():
            raise UnknownFilterError(str(chosen.errors.as_text()))
        rows: QuerySet[Finding] = chosen.qs
        return rows

    def order(self) -> PackageOrder:
        """The same rows as an order for a worker."""
        said = self.request.GET
        chosen = {name: said[name] for name in FIELDS if said.get(name, "")}
        if not chosen.get("news", "0").isdecimal():
            chosen.pop("news")
        return PackageOrder(chosen, self.powers.where(Power.REGISTER_READ), self.actor.key)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer an unknown filter with 400 and its sentence."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except UnknownFilterError as error:
            return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")

    def asked_query(self) -> str:
        """The filters as part of an address."""
        asked = self.request.GET.copy()
        for name in ("page", "sort"):
            asked.pop(name, None)
        return f"?{asked.urlencode()}" if asked else ""
