"""The changes as feeds: Atom for readers of news, JSON Feed for programs; the filters of the list hold here too."""

from datetime import datetime
from typing import Any

import orjson
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from rest_framework.request import Request

from registry.api.filters import filters_of
from registry.api.reading import Form, joined, read_rows
from registry.api.views import chosen_rows
from registry.publishing.api.ogc.views import OgcView
from registry.publishing.disclosure import CHANGES

NEWEST = 100
_PAGES = {"right": "api:right", "registration": "api:registration", "layer": "api:layer"}


class ChangesFeed(OgcView):
    """The newest changes that the filters of the address let through."""

    kind = ""

    def get(self, request: Request) -> HttpResponse:
        """Answer the feed."""
        offered = filters_of(CHANGES)
        self.check_parameters(frozenset(offered))
        asked = {name: str(value) for name, value in request.query_params.items() if name in offered}
        rows = chosen_rows(CHANGES, asked, request).order_by(f"-{CHANGES.column('id').alias}")
        found = orjson.loads(b"[" + joined(read_rows(rows, CHANGES, Form(CHANGES.names), limit=NEWEST)) + b"]")
        return HttpResponse(self.written([(row, self.title(row)) for row in found]), content_type=self.kind)

    def written(self, rows: list[tuple[dict[str, Any], str]]) -> bytes:
        """Return the text of the feed."""
        raise NotImplementedError

    def title(self, row: dict[str, Any]) -> str:
        """Say what happened in a line."""
        word = str(dict(CHANGES.column("kind").choices).get(row["kind"], row["kind"]))
        what = f"{word[:1].upper()}{word[1:]}"
        return " · ".join(part for part in (what, row["code"], row["ubigeo"]) if part)

    def address(self, row: dict[str, Any]) -> str:
        """Return where the thing that changed is read."""
        name = _PAGES.get(row["subject"])
        path = reverse(name, args=[row["code"]]) if name and row["code"] else reverse("api:change", args=[row["id"]])
        return self.request.build_absolute_uri(path)


class JSONFeed(ChangesFeed):
    """JSON Feed 1.1."""

    kind = "application/feed+json"

    def written(self, rows: list[tuple[dict[str, Any], str]]) -> bytes:
        """Return the JSON."""
        items = [
            {
                "id": f"change-{row['id']}", "url": self.address(row), "title": title, "content_text": title,
                "date_published": row["at"], "_change": row,
            }
            for row, title in rows
        ]  # fmt: skip
        return orjson.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1", "title": _("Changes in the mining register"),
                "home_page_url": self.request.build_absolute_uri("/"), "feed_url": self.request.build_absolute_uri(),
                "items": items,
            }
        )  # fmt: skip


class AtomFeed(ChangesFeed):
    """Atom (RFC 4287)."""

    kind = "application/atom+xml"

    def written(self, rows: list[tuple[dict[str, Any], str]]) -> bytes:
        """Return the XML."""
        feed = Atom1Feed(
            title=_("Changes in the mining register"), description="", link=self.request.build_absolute_uri("/"),
            feed_url=self.request.build_absolute_uri(), author_name=_("Mining register"),
        )  # fmt: skip
        for row, title in rows:
            at = datetime.fromisoformat(row["at"])
            feed.add_item(
                title=title, link=self.address(row), description=title, categories=[row["kind"]], pubdate=at,
                updateddate=at, unique_id=f"urn:mining-register:change:{row['id']}",
            )  # fmt: skip
        return str(feed.writeString("utf-8")).encode()
