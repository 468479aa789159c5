"""`/v/<code>`: what a paper is worth today, for police, buyers and anybody who holds it; receipts under `/r/<code>`.

Looking changes nothing but a counter. A receipt is posted without cookie: whoever forges the post gains a receipt of
what everybody may see, so that the check of forged posts would protect nobody.
"""

import time
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from rest_framework.throttling import BaseThrottle

from registry.common.codes import normalize_code
from registry.common.errors import DomainError
from registry.common.speaking import SpokenPage
from registry.documents.services import paper_count_check
from registry.portal.choices.words import NOT_ALLOWED, STATE_WORDS
from registry.portal.selectors.verification import Verified, receipt_by_code, told, verified
from registry.portal.services.receipts import receipt_give, refuse_future
from registry.portal.services.waits import Guesses, wait_in_words
from registry.portal.web.drawing import verification_sketch
from registry.portal.web.presenting import facts_of_paper, facts_of_receipt

RECEIPTS_AN_HOUR = 30


class CodeView(SpokenPage):
    """A page behind a random code; wrong codes from one address wait longer and longer."""

    def guesses(self) -> Guesses:
        """Return the counter of this address."""
        return Guesses(address=BaseThrottle().get_ident(self.request) or "")  # type: ignore[arg-type] # Django's request serves

    def waiting(self) -> HttpResponse | None:
        """Return the page that asks to wait, where too many wrong codes came from here."""
        wait = self.guesses().wait_s(now=time.time())
        if not wait:
            return None
        response = self.answer("portal/code_unknown.html", {"wait": wait_in_words(wait), "is_waiting": True}, 429)
        response["Retry-After"] = str(wait)
        return response

    def unknown(self) -> HttpResponse:
        """Return the page of a code that no paper has."""
        self.guesses().fail(now=time.time())
        return self.answer("portal/code_unknown.html", {}, 404)

    def answer(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Return a page that search engines leave alone: it may name a person."""
        self.page = f"{self.prefix}/{normalize_code(str(self.kwargs['code']))[:20]}"
        response = super().answer(template, context, status)
        response["X-Robots-Tag"] = "noindex, noarchive"
        return response

    prefix = ""


@method_decorator([never_cache], name="dispatch")
class VerifyView(CodeView):
    """What a paper says, what holds now, and on a chosen day."""

    http_method_names = ["get", "head"]
    prefix = "v"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Answer a code."""
        if (asked_to_wait := self.waiting()) is not None:
            return asked_to_wait
        typed = request.GET.get("on", "")[:20]
        on, fault = read_day(typed)
        found = verified(code, on=on)
        if found is None:
            return self.unknown()
        paper_count_check(paper=found.paper)
        context = context_of(found) | {"fault": fault, "typed": typed}
        return self.answer("portal/verify.html", context, 400 if fault else 200)


class VerifyFormView(SpokenPage):
    """The form for who cannot scan: the code leads to its own address, which is what a scan opens."""

    http_method_names = ["get", "head"]
    page = "v/"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, or lead on."""
        code = normalize_code(request.GET.get("code", "")[:40])
        if not code:
            return self.answer("portal/code_unknown.html", {"is_empty": True})
        name, arguments = "portal:verify", [code]
        if self.kwargs.get("language"):
            name, arguments = "portal:verify-in", [self.kwargs["language"], code]
        # A slash would make another address of it; no code has one.
        return HttpResponseRedirect(reverse(name, args=[part.replace("/", "") or "x" for part in arguments]))


def read_day(text: str) -> tuple[date | None, str]:
    """Return the day that was asked about, and a sentence where it is none."""
    if not text.strip():
        return None, ""
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        return None, _("Write the day as year-month-day, for example 2026-03-31.")
    try:
        refuse_future(day, timezone.now())
    except DomainError as error:
        return None, error.message
    return day, ""


def context_of(found: Verified) -> dict[str, Any]:
    """Return what the page shows of an answer."""
    state = found.registration.state if found.registration else None
    then = STATE_WORDS.get(found.then.state or "", None) if found.then else None
    return {
        "found": found,
        "paper": found.paper,
        "words": STATE_WORDS[state] if state else None,
        "facts": facts_of_paper(found),
        "then_word": then.word if then else _("not known"),
        "not_allowed": NOT_ALLOWED,
        "sketch": verification_sketch(found),
        "at": timezone.localtime(),
    }


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReceiptGiveView(CodeView):
    """Give a dated receipt of a look-up."""

    http_method_names = ["post"]
    prefix = "v"

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Keep what the register says now, and lead to the receipt."""
        if (asked_to_wait := self.waiting()) is not None:
            return asked_to_wait
        on, _fault = read_day(request.POST.get("on", "")[:20])
        found = verified(code, on=on)
        if found is None:
            return self.unknown()
        given = Guesses(address=self.guesses().address, door="receipt", patience=RECEIPTS_AN_HOUR)
        if wait := given.wait_s(now=time.time()):
            context = {"wait": wait_in_words(wait), "is_busy": True}
            return self.answer("portal/code_unknown.html", context, 429)
        given.fail(now=time.time())
        receipt = receipt_give(paper=found.paper, told=told(found), on=on, at=timezone.now())
        name, arguments = ("portal:receipt", [receipt.code])
        if self.kwargs.get("language"):
            name, arguments = "portal:receipt-in", [self.kwargs["language"], receipt.code]
        response = HttpResponseRedirect(reverse(name, args=arguments))
        response.status_code = 303
        return response


@method_decorator([never_cache], name="dispatch")
class ReceiptView(CodeView):
    """What a receipt says: what the register answered then."""

    http_method_names = ["get", "head"]
    prefix = "r"

    def get(self, _request: HttpRequest, code: str) -> HttpResponse:
        """Show a receipt."""
        if (asked_to_wait := self.waiting()) is not None:
            return asked_to_wait
        receipt = receipt_by_code(normalize_code(code))
        if receipt is None:
            return self.unknown()
        state = receipt.told.get("state")
        context = {
            "receipt": receipt,
            "words": STATE_WORDS.get(state) if state else None,
            "facts": facts_of_receipt(receipt),
            "at": timezone.localtime(receipt.asked_at),
        }
        return self.answer("portal/receipt.html", context)
