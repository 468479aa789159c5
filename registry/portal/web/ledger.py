"""`/mine/`: one's own ledger behind a one-time code, without cookie and without script.

Each page is a post that carries the visit's token in its body. Exempt from the check of forged posts for that reason:
the check needs a cookie; here a post without the random token of the visit does nothing, and nobody else knows it.
"""

import time
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from rest_framework.throttling import BaseThrottle

from miners.models import Group
from registry.common.errors import DomainError
from registry.common.speaking import SpokenPage, in_language
from registry.portal.choices.words import STATE_WORDS
from registry.portal.models import Mandate
from registry.portal.selectors.ledger import ledger_of, mandates_of
from registry.portal.selectors.owners import registrations_of
from registry.portal.selectors.status import mandate_by_pair, registration_by_pair
from registry.portal.services.entering import Visit, code_send, visit_end, visit_of, visit_open
from registry.portal.services.waits import Tries, wait_in_words
from registry.portal.web.forms import StatusForm
from registry.portal.web.ledger_forms import SecretForm

POSTED = [csrf_exempt, never_cache, sensitive_post_parameters()]


class QuietView(SpokenPage):
    """A page that leaves nothing in caches and search engines."""

    page = "mine/"

    def answer(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return a page."""
        response = super().answer(template, context, status)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead who reads an address of the visit again, from a history or a bookmark, to where a visit begins."""
        if request.method not in {"GET", "HEAD"}:
            return super().http_method_not_allowed(request, *args, **kwargs)
        return HttpResponseRedirect(in_language(reverse("portal:mine"), self.kwargs.get("language")))


@method_decorator(POSTED, name="dispatch")
class MineView(QuietView):
    """Code and document in; the same answer for all: a code was sent, if both are right."""

    http_method_names = ["get", "head", "post"]

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self.answer("portal/mine.html", {"form": StatusForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send a code where the pair is right; ask for it in any case."""
        form = StatusForm(request.POST)
        if not form.is_valid():
            return self.answer("portal/mine.html", {"form": form}, 400)
        now = time.time()
        tries = Tries(address=BaseThrottle().get_ident(request) or "", **form.cleaned_data)  # type: ignore[arg-type]
        if wait := tries.wait_s(now=now):
            context = {"form": form, "wait": wait_in_words(wait), "is_waiting": True}
            return self.answer("portal/mine.html", context, 429)
        registration = registration_by_pair(**form.cleaned_data)
        mandate = None if registration else mandate_by_pair(**form.cleaned_data)
        if registration is None and mandate is None:
            tries.fail(now=now)
        handle = code_send(registration=registration, mandate=mandate, at=timezone.now())
        return self.answer("portal/mine_code.html", {"form": SecretForm(initial={"handle": handle}), "handle": handle})


@method_decorator(POSTED, name="dispatch")
class EnterView(QuietView):
    """The one-time code in; the ledger out."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Open the visit."""
        form = SecretForm(request.POST)
        if not form.is_valid():
            context = {"form": form, "handle": request.POST.get("handle", "")[:60]}
            return self.answer("portal/mine_code.html", context, 400)
        at = timezone.now()
        try:
            token = visit_open(handle=form.cleaned_data["handle"], secret=form.cleaned_data["secret"], at=at)
        except DomainError as error:
            form.add_error("secret", error.message)
            return self.answer("portal/mine_code.html", {"form": form, "handle": form.cleaned_data["handle"]}, 403)
        visit = visit_of(token, at=at)
        assert visit is not None  # opened a moment ago
        return show(self, visit, token)


def show(view: QuietView, visit: Visit, token: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """Show where a visit stands: the ledger of its owner, or what a mandate allows."""
    context: dict[str, Any] = {"visit": token, "ends_at": timezone.localtime(visit.row.ends_at), **more}
    if visit.mandate is not None:
        return view.answer("portal/helper.html", context | {"mandate": visit.mandate}, status)
    at = timezone.now()
    entries = list(registrations_of(visit.owner).order_by("code"))
    context |= {
        "owner": visit.owner,
        "entries": [(entry, STATE_WORDS[entry.state]) for entry in entries],
        "lines": ledger_of(visit.owner),
        "mandates": mandates_of(visit.owner, at=at),
        "is_group": isinstance(visit.owner, Group),
    }
    return view.answer("portal/ledger.html", context, status)


@method_decorator(POSTED, name="dispatch")
class VisitView(QuietView):
    """A page inside a visit. Without its token, or after its end, it says so and shows nothing."""

    http_method_names = ["post"]
    form_class: ClassVar[type[forms.Form] | None] = None
    for_helpers: ClassVar[bool] = False

    def post(self, request: HttpRequest) -> HttpResponse:
        """Find the visit, read the form, act; a refusal is told above the ledger."""
        self.token = request.POST.get("visit", "")[:100]
        visit = visit_of(self.token, at=timezone.now())
        if visit is None or (visit.mandate is not None and not self.for_helpers):
            return self.answer("portal/mine.html", {"form": StatusForm(), "is_ended": True}, 403)
        form = self.form(visit)
        if form is not None and not form.is_valid():
            return self.refused(visit, form, [str(error) for errors in form.errors.values() for error in errors])
        try:
            return self.act(visit, form.cleaned_data if form is not None else {})
        except DomainError as error:
            return self.refused(visit, form, [error.message])

    def form(self, _visit: Visit) -> forms.Form | None:
        """Return the form as it was sent."""
        if self.form_class is None:
            return None
        return self.form_class(self.request.POST, self.request.FILES or None)

    def refused(self, visit: Visit, _form: forms.Form | None, faults: list[str]) -> HttpResponse:
        """Show the page again with what was refused."""
        return show(self, visit, self.token, status=422, faults=faults)

    def act(self, visit: Visit, said: dict[str, Any]) -> HttpResponse:
        """Do what the page is for."""
        raise NotImplementedError


class LedgerView(VisitView):
    """The ledger again."""

    for_helpers = True

    def act(self, visit: Visit, _said: dict[str, Any]) -> HttpResponse:
        """Show it."""
        return show(self, visit, self.token)


class LeaveView(VisitView):
    """The end of a visit."""

    for_helpers = True

    def act(self, visit: Visit, _said: dict[str, Any]) -> HttpResponse:
        """End it."""
        visit_end(visit=visit, at=timezone.now())
        return self.answer("portal/mine.html", {"form": StatusForm(), "is_left": True})


def mandate_in(visit: Visit, number: str) -> Mandate:
    """Return a mandate of the visit's owner. Raises: DomainError for any other."""
    found = [row for row in mandates_of(visit.owner, at=timezone.now()) if str(row.pk) == number]
    if not found:
        raise DomainError(_("This mandate is not yours."), code="not_yours")
    return found[0]
