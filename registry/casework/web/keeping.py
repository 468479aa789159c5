"""What keeps cases right: what the law leaves open settled, days that do not count, manifests, conflicts ended."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.models import User
from registry.accounts.web.pages import FormPage, StaffPage
from registry.accounts.web.sections import Section
from registry.casework.choices import SuspendedKind
from registry.casework.models import Conflict, SuspendedPeriod, TransferItem
from registry.casework.services.clocks import suspended_period_add, suspended_period_end
from registry.casework.services.files import file_review_settle
from registry.casework.services.offices import conflict_withdraw
from registry.casework.services.transfers import transfer_item_note
from registry.casework.web.base import Words
from registry.casework.web.stepping import FilePart
from registry.casework.web.transferring import office_word
from registry.casework.web.words import people
from registry.common.display import Act, Crumb, Fact
from registry.common.fields import Day
from registry.formalization.facts.departments import DEPARTMENTS


class SettleForm(forms.Form):
    """What a person found."""

    reason = Words(label=gettext_lazy("What you found and how you read the law"))


class SettlePage(FilePart):
    """Settle what the law leaves open in a file: it leaves the list of reviews, the codes stay with its acts."""

    form_class = SettleForm
    title = gettext_lazy("Settle what the law leaves open")
    done = gettext_lazy("Recorded with your reason; the file leaves the list of reviews.")

    def send(self, form: forms.Form) -> str:
        """Record it."""
        file_review_settle(file=self.file, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return self.back()


class PeriodsPage(StaffPage):
    """Days that count in no deadline, beside the holidays of the country."""

    template_name = "casework/periods.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give them, newest first."""
        rows = [(one, _where(one.region)) for one in SuspendedPeriod.objects.order_by("-from_on", "-id")]
        may = self.may(Power.CASE_DECIDE)
        acts = [Act(reverse("casework:period_add"), _("Add a period"), primary=True)] if may else []
        return super().get_context_data(
            title=_("Days that do not count"), rows=rows, acts=acts, may_end=may,
            crumbs=[Crumb(_("My work"), reverse("casework:work")), Crumb(_("Days that do not count"))], **kwargs,
        )  # fmt: skip


def _where(region: str) -> str:
    return office_word(region) if region else _("the whole country")


class PeriodForm(forms.Form):
    """Which days, where, by which norm."""

    kind = forms.ChoiceField(label=gettext_lazy("Why they do not count"), choices=SuspendedKind.choices)
    from_on = Day(label=gettext_lazy("First day"))
    until_on = Day(label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty while it lasts."))
    region = forms.ChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        choices=[("", gettext_lazy("the whole country")), *DEPARTMENTS.items()],
    )
    document = forms.CharField(label=gettext_lazy("Norm: number and article"), max_length=200)


class PeriodAddPage(FormPage):
    """Record days that do not count; the deadlines are counted anew in the night."""

    power = Power.CASE_DECIDE
    form_class: ClassVar[type[forms.Form]] = PeriodForm
    title = gettext_lazy("Add days that do not count")
    done = gettext_lazy("Recorded. The deadlines are counted anew in the night.")

    def act(self, form: forms.Form) -> str:
        """Record them."""
        suspended_period_add(by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("casework:periods")

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Days that do not count"), reverse("casework:periods"))]


class PeriodEndForm(forms.Form):
    """The last day."""

    until_on = Day(label=gettext_lazy("Last day"))


class PeriodEndPage(PeriodAddPage):
    """Give a period its last day."""

    form_class = PeriodEndForm
    title = gettext_lazy("End the period")

    def act(self, form: forms.Form) -> str:
        """Record it."""
        period = get_object_or_404(SuspendedPeriod, pk=self.kwargs["pk"])
        suspended_period_end(period=period, until_on=form.cleaned_data["until_on"], by=self.actor, at=self.now)
        return reverse("casework:periods")


class ItemForm(forms.Form):
    """Pages and remark of a line."""

    folios = forms.IntegerField(label=gettext_lazy("Pages"), min_value=0, max_value=1_000_000)
    remark = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)


class ItemPage(FormPage):
    """Count the pages of a file of a manifest that was not handed over yet; only its own office does."""

    power = Power.FILE_TRANSFER
    form_class = ItemForm
    title = gettext_lazy("Pages and remark")
    done = gettext_lazy("The line of the manifest is changed.")
    item: TransferItem

    def prepare(self) -> None:
        """Find the line. Raises: PermissionDenied for another office."""
        self.item = get_object_or_404(TransferItem.objects.select_related("transfer"), pk=self.kwargs["pk"])
        region = self.item.transfer.from_region
        if not self.may(self.power, ubigeo=f"{region}0101" if region else ""):
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        """Show what stands."""
        return {"folios": self.item.folios, "remark": self.item.remark}

    def act(self, form: forms.Form) -> str:
        """Change it."""
        transfer_item_note(item=self.item, by=self.actor, at=self.now, **form.cleaned_data)
        return self._back()

    def _back(self) -> str:
        return reverse("casework:transfer", args=[self.item.transfer_id])

    def crumbs(self) -> list[Crumb]:
        """Back to the manifest."""
        return [Crumb(self.item.transfer.number, self._back())]


class ConflictsPage(StaffPage):
    """Declared conflicts of interest that stand: who, with what, since when; not the words of who declared."""

    power = Power.CASE_DECIDE
    readers = (Power.AUDIT_READ,)
    template_name = "casework/conflicts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give them with the officer's name."""
        rows = list(Conflict.objects.filter(withdrawn_at=None).select_related("registration").order_by("-id"))
        names = people(one.user_key for one in rows)
        return super().get_context_data(
            title=_("Conflicts of interest"), rows=[(one, names[one.user_key]) for one in rows],
            may_end=self.may(Power.CASE_DECIDE), user_key=self.actor.key, **kwargs,
        )  # fmt: skip


def conflicts_of(user: User, _on: date) -> Section:
    """Return what the page of a user says of conflicts of interest that stand, without naming a case."""
    rows = Conflict.objects.filter(user_key=f"user:{user.pk}", withdrawn_at=None)
    facts = [
        Fact(one.get_kind_display(), _("one entry") if one.registration_id else _("everything of a registrant"))
        for one in rows
    ]
    return Section(gettext_lazy("Conflicts of interest"), facts, gettext_lazy("None is declared."))


class SureForm(forms.Form):
    """Yes."""

    is_sure = forms.BooleanField(label=gettext_lazy("It does not stand any more"))


class ConflictEndPage(FormPage):
    """End a declared conflict: never the officer who declared it."""

    power = Power.CASE_DECIDE
    form_class = SureForm
    title = gettext_lazy("End the conflict of interest")
    done = gettext_lazy("It has ended; the officer may act on these cases again.")

    def act(self, _form: forms.Form) -> str:
        """End it."""
        conflict = get_object_or_404(Conflict, pk=self.kwargs["pk"])
        conflict_withdraw(conflict=conflict, by=self.actor, at=self.now)
        return reverse("casework:conflicts")

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Conflicts of interest"), reverse("casework:conflicts"))]
