"""Hand-overs of files between offices: the manifest, both confirmations."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.web.pages import PER_PAGE, FormPage, StaffPage
from registry.casework.models import CaseFile, Transfer
from registry.casework.selectors.law import Rules, rules_of
from registry.casework.services.transfers import transfer_hand, transfer_prepare, transfer_receive
from registry.casework.web.base import Words
from registry.casework.web.words import people
from registry.common.display import Act, Chip, Crumb
from registry.common.errors import DomainError
from registry.formalization.facts.departments import DEPARTMENTS

TONES = {"draft": "unknown", "handed": "warn", "received": "good"}


def office_word(region: str) -> str:
    """Return the name of an office by its department; the ministry without one."""
    return DEPARTMENTS.get(region, region) if region else _("the ministry")


def transfers_within(powers: Powers) -> QuerySet[Transfer]:
    """Return the hand-overs that one of the viewer's offices sends or receives."""
    where = powers.where(Power.FILE_TRANSFER)
    if where is None:
        return Transfer.objects.all()
    return Transfer.objects.filter(Q(from_region__in=where) | Q(to_region__in=where))


class TransferListPage(StaffPage):
    """Hand-overs, newest first."""

    power = Power.FILE_TRANSFER
    template_name = "casework/transfers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of them."""
        rows = transfers_within(self.powers).annotate(files=Count("items")).order_by("-id")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        lines = [
            {"transfer": row, "from": office_word(row.from_region), "to": office_word(row.to_region),
             "chip": Chip(row.get_state_display(), TONES[row.state])}
            for row in page
        ]  # fmt: skip
        acts = [Act(reverse("casework:transfer_add"), _("Prepare a hand-over"), primary=True)]
        return super().get_context_data(
            title=_("Hand-overs of files"), lines=lines, page=page, query="", acts=acts, today=self.today, **kwargs
        )


class TransferForm(forms.Form):
    """From where to where, and which files."""

    from_region = forms.ChoiceField(label=gettext_lazy("From the office of"), required=False)
    to_region = forms.ChoiceField(label=gettext_lazy("To the office of"), required=False)
    numbers = Words(
        label=gettext_lazy("Numbers of the files, one a line"), rows=10, help_text=gettext_lazy("As on the paper.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the offices."""
        super().__init__(*args, **kwargs)
        for name in ("from_region", "to_region"):
            self.fields[name].choices = [("", _("the ministry")), *DEPARTMENTS.items()]  # type: ignore[attr-defined]


class TransferAddPage(FormPage):
    """Begin a manifest."""

    acts_once = True
    power = Power.FILE_TRANSFER
    form_class = TransferForm
    title = gettext_lazy("Prepare a hand-over")
    done = gettext_lazy("The manifest is begun. Look through it, then hand over.")

    def act(self, form: forms.Form) -> str:
        """Begin it; a number that is not known is told and nothing is begun."""
        said = form.cleaned_data
        asked = [line.strip() for line in said["numbers"].splitlines() if line.strip()]
        files = list(CaseFile.objects.filter(number__in=asked))
        unknown = sorted(set(asked) - {file.number for file in files})
        if unknown:
            raise DomainError(
                _("No file has these numbers: %(numbers)s.") % {"numbers": ", ".join(unknown[:10])}, field="numbers"
            )
        if not self.powers.can(self.power, ubigeo=f"{said['from_region']}0101" if said["from_region"] else ""):
            raise DomainError(_("You hand over files of your own office only."), field="from_region")
        transfer = transfer_prepare(
            from_region=said["from_region"], to_region=said["to_region"], files=files,
            rules=rules_of(region=said["from_region"], on=self.today), by=self.actor, at=self.now,
        )  # fmt: skip
        return reverse("casework:transfer", args=[transfer.pk])

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Hand-overs of files"), reverse("casework:transfers"))]


class TransferPage(StaffPage):
    """One hand-over: manifest, digest, both confirmations; made to be printed."""

    power = Power.FILE_TRANSFER
    template_name = "casework/transfer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the manifest."""
        row = get_object_or_404(Transfer, pk=self.kwargs["pk"])
        if not transfers_within(self.powers).filter(pk=row.pk).exists():
            raise PermissionDenied
        acts = []
        if row.state == "draft":
            acts.append(Act(reverse("casework:transfer_hand", args=[row.pk]), _("Hand over"), primary=True))
        if row.state == "handed":
            acts.append(
                Act(reverse("casework:transfer_receive", args=[row.pk]), _("Confirm the arrival"), primary=True)
            )
        return super().get_context_data(
            title=row.number, kind=_("Hand-over of files"), transfer=row, sender=office_word(row.from_region),
            receiver=office_word(row.to_region), items=row.items.select_related("file__registration"),
            chips=[Chip(row.get_state_display(), TONES[row.state])], acts=acts,
            names=people([row.prepared_by, row.handed_by, row.received_by]),
            crumbs=[Crumb(_("Hand-overs of files"), reverse("casework:transfers")), Crumb(row.number)], **kwargs,
        )  # fmt: skip


class TransferPart(FormPage):
    """A form on one hand-over."""

    power = Power.FILE_TRANSFER
    transfer: Transfer

    def office(self) -> str:
        """Return the department of the office that acts."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Find it; only the office that acts may."""
        self.transfer = get_object_or_404(Transfer, pk=self.kwargs["pk"])
        region = self.office()
        if not self.powers.can(self.power, ubigeo=f"{region}0101" if region else ""):
            raise PermissionDenied

    def rules(self) -> Rules:
        """Return the rules of the office that acts."""
        return rules_of(region=self.office(), on=self.today)

    def crumbs(self) -> list[Crumb]:
        """Back to the hand-over."""
        return [Crumb(self.transfer.number, reverse("casework:transfer", args=[self.transfer.pk]))]

    def back(self) -> str:
        """Return its address."""
        return reverse("casework:transfer", args=[self.transfer.pk])


class SureForm(forms.Form):
    """Yes, as listed."""

    is_sure = forms.BooleanField(label=gettext_lazy("Every file of the manifest goes with it"))


class TransferHandPage(TransferPart):
    """Hand over: the manifest is fixed."""

    form_class = SureForm
    title = gettext_lazy("Hand over")
    done = gettext_lazy("Handed over. The deadlines of these files stand still until the arrival is confirmed.")

    def office(self) -> str:
        """The side that hands over."""
        return self.transfer.from_region

    def act(self, form: forms.Form) -> str:
        """Hand over."""
        transfer_hand(transfer=self.transfer, rules=self.rules(), by=self.actor, at=self.now)
        return self.back()


class TransferReceivePage(TransferPart):
    """Confirm the arrival, line by line."""

    title = gettext_lazy("Confirm the arrival")
    done = gettext_lazy("The arrival is confirmed; what arrived belongs to the new office.")

    def office(self) -> str:
        """The side that receives."""
        return self.transfer.to_region

    def get_form(self) -> forms.Form:
        """Ask of every line whether it arrived."""
        form = forms.Form(self.request.POST if self.request.method == "POST" else None)
        answers = [("", _("choose")), ("yes", _("arrived")), ("no", _("did not arrive"))]
        for item in self.transfer.items.select_related("file"):
            form.fields[f"item_{item.pk}"] = forms.ChoiceField(label=item.file.number, choices=answers)
            form.fields[f"remark_{item.pk}"] = forms.CharField(label=_("Remark"), required=False, max_length=300)
        return form

    def act(self, form: forms.Form) -> str:
        """Confirm."""
        said = form.cleaned_data
        numbers = [int(name.removeprefix("item_")) for name in said if name.startswith("item_")]
        transfer_receive(
            transfer=self.transfer, arrived={pk: said[f"item_{pk}"] == "yes" for pk in numbers},
            remarks={pk: said[f"remark_{pk}"] for pk in numbers}, rules=self.rules(), by=self.actor, at=self.now,
        )  # fmt: skip
        return self.back()
