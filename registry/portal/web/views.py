"""The public pages: the first page, and the status page of a miner. No cookie, no script, one request."""

import time

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from rest_framework.throttling import BaseThrottle

from registry.common.speaking import SpokenPage
from registry.portal.selectors.status import entry_by_pair, public_rows_by_code
from registry.portal.services.waits import Tries, wait_in_words
from registry.portal.web.forms import StatusForm
from registry.portal.web.presenting import facts_of_row
from registry.portal.web.status import answer_of


# Exempt from the CSRF check: the check needs a cookie, which this page neither sets nor reads. The form changes
# nothing and opens nothing that the sender did not already know how to open, so a forged post gains nothing.
@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters("document", "code")], name="dispatch")
class StatusView(SpokenPage):
    """Code and document number in, one page out. The number never stands in an address or a log."""

    http_method_names = ["get", "head", "post"]
    page = "status/"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form; `?code=` (from a printed code) is filled in, a document number never is."""
        form = StatusForm(initial={"code": request.GET.get("code", "")[:60]})
        return self.answer("portal/status_form.html", {"form": form})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer a pair; a wrong code and a wrong document get the same answer."""
        form = StatusForm(request.POST)
        if not form.is_valid():
            return self.answer("portal/status_form.html", {"form": form}, status=400)
        tries = Tries(address=BaseThrottle().get_ident(request), **form.cleaned_data)  # type: ignore[arg-type]
        if wait := tries.wait_s(now=time.time()):
            return self._wait(form, wait)
        entry = entry_by_pair(**form.cleaned_data)
        if entry is None:
            wait = tries.fail(now=time.time())
            context = {"form": form, "is_not_found": True, "wait": wait_in_words(wait)}
            return self.answer("portal/status_form.html", context, status=404)
        at = timezone.localtime()
        context = answer_of(entry, language=self.shown, asked_in=self.asked, on=at.date()) | {"at": at}
        return self.answer("portal/status_answer.html", context)

    def _wait(self, form: StatusForm, wait: int) -> HttpResponse:
        context = {"form": form, "wait": wait_in_words(wait), "is_waiting": True}
        response = self.answer("portal/status_form.html", context, status=429)
        response["Retry-After"] = str(wait)
        return response


class HomeView(SpokenPage):
    """The first page: what the register is, a search by code, and the other doors."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page, with what a code led to."""
        code = request.GET.get("q", "")[:40]
        found = [(one.public, facts_of_row(one)) for one in public_rows_by_code(code)]
        context = {"q": code, "found": found, "is_searched": bool(code.strip())}
        return self.answer("portal/home.html", context)
