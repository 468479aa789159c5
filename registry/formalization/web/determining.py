"""The queue of reviews, and the pages where officers end one: a determination, and the second officer's answer."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.selectors import names_of_keys
from registry.accounts.web.pages import StaffPage
from registry.common.display import Crumb
from registry.common.fields import Day
from registry.formalization.models import Determination
from registry.formalization.permissions import can_decide
from registry.formalization.selectors.answers import category_of
from registry.formalization.selectors.reviews import queue_of
from registry.formalization.services.determinations import Answer, determination_answer, determination_propose
from registry.formalization.web.chips import class_chip
from registry.formalization.web.entering import RegistrationRoom

AT_MOST = 200
SCALES = [
    ("artisanal", gettext_lazy("artisanal")),
    ("small_scale", gettext_lazy("small scale")),
    ("general_regime", gettext_lazy("general regime")),
    ("not_applicable", gettext_lazy("not applicable")),
]
STATUSES = [
    ("formal", gettext_lazy("formal")),
    ("informal", gettext_lazy("informal, in process")),
    ("illegal", gettext_lazy("indication of illegal")),
    ("no_activity", gettext_lazy("no activity")),
    ("out_of_scope", gettext_lazy("outside this register")),
]


def determination_shown(row: Determination | None) -> dict[str, Any] | None:
    """Return the determination that stands or waits, with its class in words; None where there is none."""
    if row is None:
        return None
    category = category_of(row.scale, row.legal_status)
    return {
        "row": row,
        "stands": row.state == Determination.State.STANDING,
        "category": class_chip(category),
        "scale": class_chip(row.scale),
        "legal_status": class_chip(row.legal_status),
    }


class DetermineForm(forms.Form):
    """What the competent officer decides."""

    scale = forms.ChoiceField(label=gettext_lazy("Scale"), choices=SCALES)
    legal_status = forms.ChoiceField(
        label=gettext_lazy("Legal status"),
        choices=STATUSES,
        help_text=gettext_lazy("Illegal stands only when a second officer agrees."),
    )
    act = forms.CharField(label=gettext_lazy("Number of the act"), max_length=120)
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.CharField(label=gettext_lazy("Documents it rests on"), widget=forms.Textarea(attrs={"rows": 3}))
    decided_on = Day(label=gettext_lazy("Day of the act"))


class SecondForm(forms.Form):
    """What the second officer says."""

    is_agreed = forms.TypedChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[("", "---"), ("yes", gettext_lazy("I agree")), ("no", gettext_lazy("I refuse"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class ReviewsPage(StaffPage):
    """Answers that wait for a person, oldest first; what waits for land layers only stands apart."""

    template_name = "formalization/reviews.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the queue asked for (`?state=layers` for those that wait for layers only)."""
        people, layers = queue_of(viewer=self.powers)
        mine, nobody = people.filter(owner_key=self.actor.key), people.filter(owner_key="")
        asked = self.request.GET.get("state", "people")
        queues = {
            "people": (_("Waiting for an officer"), people),
            "mine": (_("Mine"), mine),
            "nobody": (_("Of nobody yet"), nobody),
            "layers": (_("Waiting for land layers only"), layers),
        }
        here = asked if asked in queues else "people"
        rows = list(queues[here][1][:AT_MOST])
        self.read(*(row.registration for row in rows), fields=("registrant",))
        owners = names_of_keys({row.owner_key for row in rows})
        return super().get_context_data(
            title=_("Reviews"), note=_("An answer that needs review waits here until an officer determines it."),
            tabs=[(key, word, queue.count(), key == here) for key, (word, queue) in queues.items()],
            rows=[
                (
                    row, (self.today - row.opened_on).days, owners.get(row.owner_key, ""),
                    can_decide(self.powers, row.registration),
                )
                for row in rows
            ],
            at_most=AT_MOST,
            crumbs=[Crumb(_("Registrations"), reverse("registrations:list")), Crumb(_("Reviews"))], **kwargs,
        )  # fmt: skip


class DeciderRoom(RegistrationRoom):
    """A form on one registration for who may decide."""

    power = Power.CASE_DECIDE

    def is_allowed(self) -> bool:
        """Deciding is its own power."""
        return can_decide(self.powers, self.row)


class DeterminePage(DeciderRoom):
    """Answer a review."""

    form_class = DetermineForm
    title = gettext_lazy("Determine the class")
    done = gettext_lazy("The determination is recorded.")

    def act(self, form: forms.Form) -> str:
        """Record the answer."""
        determination_propose(registration=self.row, answer=Answer(**form.cleaned_data), by=self.actor, at=self.now)
        return self.page()


class SecondPage(DeciderRoom):
    """Answer a proposed determination as the second officer."""

    form_class = SecondForm
    title = gettext_lazy("Answer as the second officer")
    done = gettext_lazy("Your answer is recorded.")
    waiting: Determination

    def prepare(self) -> None:
        """Find what waits."""
        super().prepare()
        waiting = Determination.objects.filter(registration=self.row, state=Determination.State.PROPOSED).first()
        if waiting is None:
            raise Http404
        self.waiting = waiting

    def act(self, form: forms.Form) -> str:
        """Record the answer."""
        determination_answer(determination=self.waiting, by=self.actor, at=self.now, **form.cleaned_data)
        return self.page()
