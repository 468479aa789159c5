"""Who owns a review: an officer takes it, or gives it to another who may decide there."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.selectors import holders_of_power
from registry.common.display import Crumb
from registry.formalization.models import Review
from registry.formalization.permissions import can_decide
from registry.formalization.services.reviews import review_assign
from registry.formalization.web.entering import RegistrationRoom

NOBODY = "nobody"


class OwnerForm(forms.Form):
    """To whom a review is given."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Who answers it?"),
        help_text=gettext_lazy("Only who may decide in this region is offered."),
    )


class ReviewOwnerPage(RegistrationRoom):
    """Take a review, or give it to somebody."""

    power = Power.CASE_DECIDE
    form_class = OwnerForm
    title = gettext_lazy("Who answers this review?")
    done = gettext_lazy("The review has its owner.")
    review: Review

    def is_allowed(self) -> bool:
        """Deciding is its own power."""
        return can_decide(self.powers, self.row)

    def prepare(self) -> None:
        """Find the review."""
        super().prepare()
        review = Review.objects.filter(registration=self.row).first()
        if review is None:
            raise Http404(_("This registration waits for no review."))
        self.review = review

    def get_initial(self) -> dict[str, Any]:
        """Offer oneself first where nobody owns it."""
        return {"owner": self.review.owner_key or self.actor.key}

    def get_form(self) -> forms.Form:
        """Offer who may decide there, oneself first."""
        form = super().get_form()
        users = holders_of_power(Power.CASE_DECIDE, ubigeo=self.row.ubigeo, on=self.today)
        choices = [(f"user:{user.pk}", str(user)) for user in users]
        choices.sort(key=lambda choice: (choice[0] != self.actor.key, choice[1]))
        form.fields["owner"].choices = [*choices, (NOBODY, _("nobody: back to the queue"))]  # type: ignore[attr-defined]
        return form

    def act(self, form: forms.Form) -> str:
        """Give it."""
        owner = form.cleaned_data["owner"]
        review_assign(review=self.review, owner_key="" if owner == NOBODY else owner, by=self.actor, at=self.now)
        return reverse("registrations:reviews")

    def crumbs(self) -> list[Crumb]:
        """Back to the queue."""
        return [
            Crumb(_("Registrations"), reverse("registrations:list")),
            Crumb(self.row.code, self.page()),
            Crumb(_("Reviews"), reverse("registrations:reviews")),
        ]
