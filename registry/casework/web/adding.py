"""Adding a registration, with a draft kept on the server; the room below cannot know of drafts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from registry.casework.web.drafts import DraftPage
from registry.common.errors import DomainError
from registry.formalization.web.entering import RegistrationAddPage


class AddPage(DraftPage, RegistrationAddPage):
    """Add a registration; what was typed can be left and taken up again."""

    def get_initial(self) -> dict[str, Any]:
        """Propose the registrant of the address: a person's page leads here."""
        return super().get_initial() | {"registrant": self.request.GET.get("registrant", "")[:20]}

    def send(self, form: forms.Form) -> str:
        """Add it. Raises: DomainError as the room below."""
        return RegistrationAddPage.act(self, form)

    def refused(self, error: DomainError) -> None:
        """For a registrant who is not registered yet, keep the form and show the way there."""
        if error.field != "registrant":
            return
        try:
            self.keep(self.request)
        except DomainError:
            return  # longer than a draft may be: the page still shows it
        ways = (_("Add a person"), _("Add a group"))
        links = (reverse("miners:person_add"), reverse("miners:group_add"))
        kept = _("What you typed is kept as a draft: come back here afterwards.")
        messages.info(
            self.request,
            format_html('{} <a href="{}">{}</a> · <a href="{}">{}</a>', kept, links[0], ways[0], links[1], ways[1]),
        )
