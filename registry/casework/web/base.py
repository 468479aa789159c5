"""What every form of a case shares: its row, the rules of the day, the drafts, and the way back to the case."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.casework.permissions import can_work, may_do
from registry.casework.selectors.law import Rules, rules_of
from registry.casework.web.drafts import DraftPage
from registry.casework.web.words import authority_word
from registry.common.display import Crumb
from registry.formalization.models import Registration

Row = TypeVar("Row", bound=models.Model)


class Words(forms.CharField):
    """Several lines of words."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        """Take what a text field takes."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class CasePart(DraftPage):
    """A form that changes something of one case; only who works on cases of that place sees it."""

    power = Power.REGISTER_READ
    registration: Registration
    template_name = "casework/form.html"
    days: ClassVar[tuple[str, ...]] = ()

    def find(self, model: type[Row], *related: str) -> Row:
        """Return the row of the address."""
        rows: models.QuerySet[Row] = model._default_manager.select_related(*related)  # noqa: SLF001 (Django's own way)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def belongs_to(self, registration: Registration) -> None:
        """Say which case it is. Raises: PermissionDenied for one that the viewer does not work on."""
        self.registration = registration
        if not can_work(self.powers, registration):
            raise PermissionDenied

    @cached_property
    def rules(self) -> Rules:
        """The procedure and the calendar of the day and place."""
        return rules_of(region=self.registration.ubigeo[:2], on=self.today)

    def authorities(self, *acts: str) -> frozenset[str]:
        """Return the viewer's authorities competent today for any of these acts."""
        found: frozenset[str] = frozenset()
        for act in acts:
            found |= may_do(self.powers, self.rules.law, act, ubigeo=self.registration.ubigeo, on=self.today)
        return found

    def offer_authorities(self, form: forms.Form, who: Iterable[str]) -> forms.Form:
        """Let the form's field `authority` offer these, by name."""
        pairs = [(code, authority_word(self.rules.law, code)) for code in sorted(who)]
        form.fields["authority"].choices = pairs  # type: ignore[attr-defined] # a choice field in every such form
        return form

    def get_initial(self) -> dict[str, Any]:
        """Propose today for the days of the form."""
        return dict.fromkeys(self.days, self.today)

    def back(self) -> str:
        """Return the address of the case."""
        return reverse("registrations:page", args=[self.registration.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the case."""
        return [Crumb(_("My work"), reverse("casework:work")), Crumb(self.registration.code, self.back())]
