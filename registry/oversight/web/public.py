"""The public pages of reports: send one, follow it, see how offices answer. No cookie, no script."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from rest_framework.throttling import BaseThrottle

from registry.api.limits import wait_s
from registry.audit.services import Actor
from registry.common.charts import Value, bar_chart
from registry.common.errors import DomainError
from registry.common.speaking import SpokenPage
from registry.oversight.choices import ACKNOWLEDGE_DAYS, ANSWER_DAYS
from registry.oversight.models import Report
from registry.oversight.selectors import response_rates
from registry.oversight.services.points import point_of
from registry.oversight.services.reports import ReportData, report_by_secret, report_receive, report_reopen
from registry.oversight.web.chips import state_chip
from registry.oversight.web.forms import FollowForm, ReopenForm, ReportForm

ANYBODY = Actor.system("public:report")


# Exempt from the CSRF check, which needs a cookie that these pages do not set: nobody is logged in here, so a forged
# post can do no more than anybody's own post.
@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters()], name="dispatch")
class SendPage(SpokenPage):
    """Send a report; the answer holds its number, its secret and the day by which it is answered."""

    page = "reports/new/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._form(ReportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the report."""
        form = ReportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(form, status=400)
        if wait := wait_s(scope="report", who=_whence(request)):
            form.add_error(None, _("Too many reports come from here. Try again in %(minutes)d minutes.") % {
                "minutes": max(1, wait // 60)
            })  # fmt: skip
            response = self._form(form, status=429)
            response["Retry-After"] = str(wait)
            return response
        try:
            report, secret = report_receive(data=_data(form), by=ANYBODY, at=timezone.now())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self._form(form, status=400)
        except ValidationError as error:
            form.add_error("email", error)
            return self._form(form, status=400)
        return self.answer("oversight/sent.html", {"report": report, "secret": secret}, status=201)

    def _form(self, form: ReportForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "acknowledge_days": ACKNOWLEDGE_DAYS, "answer_days": ANSWER_DAYS}
        return self.answer("oversight/send.html", context, status)


@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters()], name="dispatch")
class FollowPage(SpokenPage):
    """Number and secret in, the way of the report out; the secret never stands in an address."""

    page = "reports/follow/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self.answer("oversight/follow.html", {"form": FollowForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the report, or open it again where the sender says what the answer left out."""
        is_reopening = "why" in request.POST
        form = (ReopenForm if is_reopening else FollowForm)(request.POST)
        if not form.is_valid():
            return self.answer("oversight/follow.html", {"form": form}, status=400)
        if wait := wait_s(scope="report_follow", who=_whence(request)):
            response = self.answer("oversight/follow.html", {"form": form, "wait": wait}, status=429)
            response["Retry-After"] = str(wait)
            return response
        try:
            report = report_by_secret(number=form.cleaned_data["number"], secret=form.cleaned_data["secret"])
            if is_reopening:
                why = form.cleaned_data["why"]
                report = report_reopen(report=report, why=why, by=ANYBODY, at=timezone.now())
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.answer("oversight/follow.html", {"form": form}, status=404 if not is_reopening else 409)
        again = ReopenForm(initial={name: form.cleaned_data[name] for name in ("number", "secret")})
        return self.answer(
            "oversight/followed.html",
            {"report": report, "acts": report.acts.all(), "chip": state_chip(report), "form": again},
        )


class BoardPage(SpokenPage):
    """How each department answers the reports that it gets."""

    page = "reports/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the rates with their chart."""
        rates = response_rates(on=timezone.localdate())
        late = [Value(rate.name, rate.late, "rust") for rate in rates if rate.late]
        chart = bar_chart(_("Reports without an answer past their day, by department"), late) if late else None
        recent = Report.objects.exclude(kind="threat").order_by("-id")[:20]
        rows = [(report, state_chip(report)) for report in recent]
        return self.answer("oversight/board.html", {"rates": rates, "chart": chart, "rows": rows})


def _whence(request: HttpRequest) -> str:
    """Return the network address for counting; it is kept nowhere."""
    return BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type] # reads headers alone


def _data(form: ReportForm) -> ReportData:
    said = form.cleaned_data
    return ReportData(
        kind=said["kind"], text=said["text"], department=said["department"], happened_on=said["happened_on"],
        place=point_of(form.place), place_words=said["place_words"], registration_code=said["registration_code"],
        language=(translation.get_language() or "")[:2], phone=said["phone"], email=said["email"],
        photos=said["photos"],
    )  # fmt: skip
