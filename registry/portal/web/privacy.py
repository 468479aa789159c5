"""What is kept of people, why, who sees it, for how long, and what they can ask for (Ley 29733)."""

from django.http import HttpRequest, HttpResponse

from registry.common.speaking import SpokenPage


class PrivacyView(SpokenPage):
    """The notice of privacy; each public page leads here from its foot."""

    http_method_names = ["get", "head"]
    page = "privacy/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.answer("portal/privacy.html", {})
