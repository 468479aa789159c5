"""The page of a party: what was found on its land, and its answer, on a link with a random code and without a login.

A mining right is told with its code and what it shares, as it is public. Of a registration's place only that it lies on
the land is told: hectares and shares would give away where a person works. Whoever has the link may answer, and each
answer is kept as written through the link; an officer sees it as such.
"""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from concessions.models import MiningRight
from registry.api.limits import wait_s
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.speaking import SpokenPage
from registry.territory.choices import OwnerKind
from registry.territory.models import Finding, PartyAnswer, PartyNotice, PartyNoticeItem
from registry.territory.services.party_answers import AnswerData, answer_record, notice_of, notice_opened

BY = Actor("party:link")
MOST_WORDS = 5_000
MOST_BYTES = 5_000_000


class AnswerForm(forms.Form):
    """What the party answers, of which overlap."""

    item = forms.ChoiceField(label=gettext_lazy("About"))
    kind = forms.ChoiceField(label=gettext_lazy("Your answer"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("In your own words"), required=False, max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    document = forms.CharField(
        label=gettext_lazy("Document"), required=False, max_length=300,
        help_text=gettext_lazy("What it is, its number and its day."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("A photo or copy of it"), required=False,
        help_text=gettext_lazy("PDF, picture or text, at most 5 MB. Only officers who keep the parties can open it."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse a file that is too large for this page."""
        handed = self.cleaned_data.get("file")
        if handed and handed.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Bring it to the office instead."))
        return handed

    def __init__(self, *args: Any, items: list[dict[str, Any]], **kwargs: Any) -> None:
        """Offer what the party was told of, and to confirm where an agreement was noted."""
        super().__init__(*args, **kwargs)
        kinds = [PartyAnswer.Kind.OBJECTION, PartyAnswer.Kind.DOCUMENT]
        if any(each["item"].verdict_id for each in items):
            kinds += [PartyAnswer.Kind.AGREEMENT, PartyAnswer.Kind.NO_AGREEMENT]
        words = {
            PartyAnswer.Kind.OBJECTION: _("I object"),
            PartyAnswer.Kind.DOCUMENT: _("I bring a document"),
            PartyAnswer.Kind.AGREEMENT: _("There is an agreement, and I confirm it"),
            PartyAnswer.Kind.NO_AGREEMENT: _("There is no such agreement"),
        }
        self.fields["kind"].choices = [(kind.value, words[kind]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["item"].choices = [(str(each["item"].pk), each["title"]) for each in items]  # type: ignore[attr-defined]


def told_items(notice: PartyNotice) -> list[dict[str, Any]]:
    """Return what a notice tells, each with the words for it and whether it still stands; three queries."""
    items = list(
        notice.items.select_related("finding__footprint", "verdict")
        .prefetch_related("answers")
        .defer("finding__shared_geom", "finding__footprint__shape", "finding__footprint__geom")
    )
    prints = {item.finding.footprint_id for item in items}
    rights = {
        row.footprint_id: row
        for row in MiningRight.objects.filter(footprint__in=prints).only("code", "name", "footprint_id")
    }
    standing: set[tuple[str, str | None]] = set(
        Finding.objects.filter(superseded_at=None, footprint__in=prints, edge_noise=False).values_list(
            "footprint__checksum", "area__checksum"
        )
    )
    return [_told(item, rights.get(item.finding.footprint_id), standing) for item in items]


def _told(item: PartyNoticeItem, right: MiningRight | None, standing: set[tuple[str, str | None]]) -> dict[str, Any]:
    is_right = item.finding.footprint.owner_kind == OwnerKind.RIGHT and right is not None
    name = (
        f"{right.code} {right.name}".strip()
        if is_right and right
        else _("a registration of a person or group, number {number}").format(number=item.finding_id)
    )
    title = _("Agreement about {name}").format(name=name) if item.verdict_id else name
    return {
        "item": item,
        "title": title,
        "is_right": is_right,
        "finding": item.finding,
        "stands": (item.footprint_checksum, item.other_checksum) in standing,
        "answers": list(item.answers.all()),
    }


# Exempt from the CSRF check: it needs a cookie, and a forged answer would need the code of the link.
@method_decorator([csrf_exempt, never_cache, sensitive_post_parameters("text", "document")], name="dispatch")
class AnswerPage(SpokenPage):
    """What was found on the land of a party, and the form for its answer."""

    http_method_names = ["get", "head", "post"]

    def preferred(self, **kwargs: Any) -> str:
        """The language of the notice; the code is looked up once more on the way."""
        notice = notice_of(str(kwargs.get("code", "")))
        return notice.language if notice else ""

    def notice(self, code: str) -> PartyNotice:
        """Return the notice of the code. Raises: Http404 for a code that is not ours."""
        self.page = f"answer/{code}/"
        notice = notice_of(code)
        if notice is None:
            raise Http404
        return notice

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Show what was found; the first opening is noted."""
        notice = self.notice(code)
        notice_opened(notice=notice, at=timezone.now())
        return self._shown(notice, None, is_done="done" in request.GET)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Keep the answer."""
        notice = self.notice(code)
        items = told_items(notice)
        form = AnswerForm(request.POST, request.FILES, items=items)
        is_valid = form.is_valid()
        if is_valid and (wait := wait_s(scope="answer", who=BaseThrottle().get_ident(Request(request)) or "")):
            response = self._shown(notice, form, wait=wait, status=429)
            response["Retry-After"] = str(wait)
            return response
        if is_valid:
            said = form.cleaned_data
            item = next(each["item"] for each in items if str(each["item"].pk) == said["item"])
            handed = said["file"]
            data = AnswerData(said["kind"], said["text"], said["document"], handed, handed.name if handed else "")
            try:
                answer_record(item=item, data=data, by=BY, at=timezone.now(), is_by_link=True)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                return redirect(f"{request.path}?done")
        return self._shown(notice, form, status=400)

    def _shown(self, notice: PartyNotice, form: AnswerForm | None, status: int = 200, **about: Any) -> HttpResponse:
        items = told_items(notice)
        context = {"notice": notice, "items": items, "form": form or AnswerForm(items=items), **about}
        response = self.answer("territory/hearing.html", context, status=status)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response
