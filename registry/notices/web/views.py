"""The desk's list of notices, one notice, and the release of what a mass change held back."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, ListPage, StaffPage
from registry.common.display import Crumb, Fact
from registry.notices.choices import NoticeState
from registry.notices.models import Batch, Notice
from registry.notices.selectors import batches_held, notices_within
from registry.notices.services import batch_drop, batch_release
from registry.notices.services.delivery import notice_retry
from registry.notices.web.filters import NoticeFilter
from registry.notices.web.tables import NoticeTable, shortened, state_chip
from registry.notices.web.words import kind_word, problem_word

SAMPLES = 5


def notice_within(number: int, powers: Powers) -> Notice:
    """Return a notice. Raises: PermissionDenied where the place it is about lies out of reach."""
    notice = get_object_or_404(Notice.objects.select_related("batch"), pk=number)
    if not powers.can(Power.REGISTER_READ, ubigeo=notice.ubigeo):
        raise PermissionDenied
    return notice


class NoticeListPage(ListPage):
    """What was told to whom, what failed, and above it what waits for an officer."""

    template_name = "notices/list.html"
    table_class = NoticeTable
    filter_class = NoticeFilter
    title = gettext_lazy("Notices")

    def rows(self) -> QuerySet[Notice]:
        """Notices about places within reach."""
        return notices_within(self.powers).order_by("-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the list and the mass changes that are held."""
        failed = reverse("notices:list") + f"?state={NoticeState.FAILED}"
        return super().get_context_data(
            held=list(batches_held()), may_release=self.may(Power.NOTICE_RELEASE), failed=failed, **kwargs
        )


class NoticePage(StaffPage):
    """One notice: whom it is for, what it says, why it failed."""

    template_name = "notices/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the notice; a code for one use is never shown."""
        notice = notice_within(kwargs.pop("pk"), self.powers)
        return super().get_context_data(
            title=_("Notice {number}").format(number=notice.pk), kind=kind_word(notice.kind),
            chips=[state_chip(notice)], notice=notice, facts=_facts(notice), may_retry=_may_retry(self, notice),
            crumbs=[Crumb(_("Notices"), reverse("notices:list")), Crumb(str(notice.pk))], **kwargs,
        )  # fmt: skip


def _may_retry(door: StaffDoor, notice: Notice) -> bool:
    return notice.state == NoticeState.FAILED and door.may(Power.NOTICE_RELEASE)


def _facts(notice: Notice) -> list[Fact]:
    return [
        Fact(_("For"), notice.recipient),
        Fact(_("Way"), notice.get_channel_display()),
        Fact(_("Address ends with"), shortened(notice.to) or None),
        Fact(_("Language"), notice.language),
        Fact(_("Standing"), _("a consent was on file") if notice.has_consent else _("courtesy: no deadline begins")),
        Fact(_("Because of"), notice.cause),
        Fact(_("Mass change"), notice.batch.title if notice.batch else _("no")),
        Fact(_("Written at"), notice.created_at),
        Fact(_("Handed over at"), notice.sent_at or _("not yet"), note=_("This is no proof that it was read.")),
        Fact(_("Tries"), notice.attempts),
        Fact(_("Problem"), problem_word(notice)),
    ]


class NoticeRetryPage(StaffDoor):
    """Try a failed notice again."""

    power = Power.NOTICE_RELEASE
    http_method_names = ["post"]

    def post(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Set it back to waiting."""
        notice_retry(notice=notice_within(pk, self.powers), by=self.actor, at=self.now)
        return redirect("notices:page", pk=pk)


class BatchForm(forms.Form):
    """Release or drop, and why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("release", gettext_lazy("Send these notices")),
            ("drop", gettext_lazy("Drop them: nobody is told")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=300, help_text=gettext_lazy("Needed to drop them.")
    )


class BatchPage(FormPage):
    """Look at what a mass change would say, then release or drop it."""

    power = Power.NOTICE_RELEASE
    template_name = "notices/batch.html"
    form_class = BatchForm
    title = gettext_lazy("Notices of a mass change")
    done = gettext_lazy("Decided.")
    batch: Batch

    def prepare(self) -> None:
        """Find the mass change."""
        self.batch = get_object_or_404(batches_held(), pk=self.kwargs["pk"])

    def act(self, form: forms.Form) -> str:
        """Release or drop."""
        if form.cleaned_data["decision"] == "release":
            batch_release(batch=self.batch, by=self.actor, at=self.now)
        else:
            batch_drop(batch=self.batch, reason=form.cleaned_data["reason"], by=self.actor, at=self.now)
        return reverse("notices:list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the mass change with some of its notices as they would be sent."""
        samples = self.batch.notices.filter(state=NoticeState.HELD).order_by("id")[:SAMPLES]
        return super().get_context_data(batch=self.batch, samples=samples, **kwargs)

    def crumbs(self) -> list[Crumb]:
        """Back to the list."""
        return [Crumb(_("Notices"), reverse("notices:list"))]
