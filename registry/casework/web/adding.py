"""Adding a registration, with a draft kept on the server; the room below cannot know of drafts."""

from django import forms

from registry.casework.web.drafts import DraftPage
from registry.formalization.web.entering import RegistrationAddPage


class AddPage(DraftPage, RegistrationAddPage):
    """Add a registration; what was typed can be left and taken up again."""

    def send(self, form: forms.Form) -> str:
        """Add it."""
        return RegistrationAddPage.act(self, form)
