"""Public pages in the language of their address: no cookie, no script, and no word in two languages at once."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views import View

# Quechua awaits a speaker's review: until then its address gives the Spanish page and says so, never English.
SHOWN_IN = {"qu": "es"}


def in_language(address: str, language: str | None) -> str:
    """Return a public address in the language that a page was asked in; as it is where none was."""
    return f"/{language}{address}" if language else address


class SpokenPage(View):
    """A page in the language of its address; with none there, in that of the browser."""

    page = ""
    asked = shown = ""

    def dispatch(self, request: HttpRequest, *args: Any, language: str = "", **kwargs: Any) -> HttpResponseBase:
        """Speak one language from the first word to the last."""
        self.asked = language or self.preferred(**kwargs) or translation.get_language() or settings.LANGUAGE_CODE
        self.shown = SHOWN_IN.get(self.asked, self.asked)
        with translation.override(self.shown):
            response = super().dispatch(request, *args, **kwargs)
        response["Content-Language"] = self.shown
        return response

    def preferred(self, **_kwargs: Any) -> str:
        """Return the language of who is addressed, where one is on file."""
        return ""

    def answer(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return a page."""
        about = {
            "is_quechua_awaited": self.asked != self.shown, "page": self.page, "language": self.kwargs.get("language"),
        }  # fmt: skip
        return render(self.request, template, {**context, **about}, status=status)
