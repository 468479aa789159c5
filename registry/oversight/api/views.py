"""Sending and following a report by program. Anonymous; a key names the organization that sends."""

from collections.abc import Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ParseError, Throttled
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from registry.api.errors import wrong_parameters
from registry.api.limits import wait_s
from registry.api.models import OrganizationKey
from registry.api.schema import ERROR_REF
from registry.api.views import UNREADABLE, PublicDoor
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.formalization.facts.departments import DEPARTMENTS
from registry.oversight.choices import MOST_PHOTOS, MOST_TEXT, ReportKind, ReportState
from registry.oversight.models import Report
from registry.oversight.services.reports import (
    Photo,
    ReportData,
    report_by_secret,
    report_receive,
    report_reopen,
)


@extend_schema_field({"anyOf": [{"type": ["string", "null"], "format": "date"}, {"type": "string", "enum": [""]}]})
class DayOrNothing(serializers.DateField):
    """A day; a form sends an empty text where there is none."""


class Text(serializers.CharField):
    """A text; a number sent in its place is refused, not taken for its digits."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text. Raises: ValidationError for anything else."""
        if not isinstance(data, str):
            self.fail("invalid")
        if UNREADABLE in data:
            raise serializers.ValidationError(_("This text is not in UTF-8. Send it in that encoding."))
        return str(super().to_internal_value(data))


class Degrees(serializers.FloatField):
    """A number of degrees; only a form may send it as text."""

    def to_internal_value(self, data: Any) -> float:
        """Return the number. Raises: ValidationError for anything else."""
        if isinstance(data, bool) or (isinstance(data, str) and not self.context.get("is_form")):
            self.fail("invalid")
        return float(super().to_internal_value(data))


class Strict(serializers.Serializer[Any]):
    """Refuses members that it does not know: a misspelt one that is ignored in silence loses what was told."""

    def to_internal_value(self, data: Any) -> Any:
        """Return what is known. Raises: ValidationError naming what is not."""
        known = ", ".join(self.fields)
        unknown = [str(name) for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            message = _("There is no such member here. Use: %(known)s.") % {"known": known}
            raise serializers.ValidationError({name[:60]: [message] for name in unknown[:10]})
        return super().to_internal_value(data)


class ReportIn(Strict):
    """A report as a program sends it."""

    kind = serializers.ChoiceField(choices=ReportKind.choices)
    text = Text(max_length=MOST_TEXT)
    department = serializers.ChoiceField(choices=list(DEPARTMENTS.items()))
    happened_on = DayOrNothing(required=False, allow_null=True)
    longitude = Degrees(required=False, min_value=-82, max_value=-68)
    latitude = Degrees(required=False, min_value=-19, max_value=1)
    place_words = Text(required=False, allow_blank=True, max_length=200)
    registration_code = Text(required=False, allow_blank=True, max_length=40)
    photos = serializers.ListField(child=serializers.FileField(), required=False, max_length=MOST_PHOTOS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for both numbers of a place or none."""
        if ("longitude" in attrs) != ("latitude" in attrs):
            raise serializers.ValidationError({"latitude": _("Give longitude and latitude, or neither.")})
        return attrs


SENT = inline_serializer(
    "ReportSent",
    {
        "number": serializers.CharField(help_text="Public number."),
        "secret": serializers.CharField(help_text="Told once; whoever holds it may follow and reopen the report."),
        "acknowledge_by": serializers.DateField(),
        "answer_by": serializers.DateField(),
    },
)


class ReportAsked(Strict):
    """Number and secret; with `why`, what the answer left out: it opens the report again."""

    number = Text(max_length=20)
    secret = Text(max_length=30)
    why = Text(required=False, allow_blank=True, max_length=MOST_TEXT)


FOLLOWED = inline_serializer(
    "ReportFollowed",
    {
        "number": serializers.CharField(),
        "state": serializers.ChoiceField(choices=ReportState.choices),
        "answer_by": serializers.DateField(),
        "acts": serializers.ListField(child=serializers.DictField()),
    },
)


REFUSED = {
    (status, "application/json"): OpenApiResponse(ERROR_REF, description=says)
    for status, says in (
        (400, "What was sent cannot be used; the fields at fault with their sentences."),
        (401, "The key that was sent opens nothing."),
        (406, "The answer is JSON and has no other form."),
        (411, "The request does not say how long its body is."),
        (413, "More than the register takes in one request."),
        (415, "Send JSON, or a form with files."),
        (429, "Too many from one place; `Retry-After` says how long to wait."),
        (503, "The register is busy; `Retry-After` says how long to wait."),
    )
}


class PlainJSONParser(JSONParser):
    """Reads JSON; what is none is refused in our words, not in those of a library."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return what was sent. Raises: ParseError for anything but JSON in UTF-8."""
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError as error:
            raise ParseError(_("The body is not JSON in UTF-8 with finite numbers. Check what you send.")) from error


class ReportDoor(PublicDoor):
    """Open to anybody, counted by the hour; what comes back is for the sender alone."""

    schema = AutoSchema()
    cache_control = "no-store"
    throttle_classes = []
    parser_classes = [PlainJSONParser, MultiPartParser]
    http_method_names = ["post", "options"]
    scope = "report"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the try; an organization with a key is counted by its quota elsewhere."""
        super().initial(request, *args, **kwargs)
        self.check_parameters(frozenset())
        if not isinstance(request.auth, OrganizationKey) and (
            wait := wait_s(scope=self.scope, who=BaseThrottle().get_ident(request) or "")
        ):
            raise Throttled(wait=wait)


class SendView(ReportDoor):
    """Take a report."""

    @extend_schema(
        request=ReportIn, responses={201: SENT, **REFUSED}, tags=["reports"], operation_id="report_send", auth=[]
    )
    def post(self, request: Request) -> Response:
        """Answer with number, secret and due days."""
        said = ReportIn(data=request.data, context={"is_form": isinstance(request.data, QueryDict)})
        said.is_valid(raise_exception=True)
        try:
            report, secret = report_receive(
                data=_data(said.validated_data, request), by=_actor(request), at=timezone.now()
            )
        except DomainError as error:
            raise wrong_parameters({error.field or "report": error.message}) from error
        except DjangoValidationError as error:
            raise wrong_parameters({"report": " ".join(error.messages)}) from error
        body = {
            "number": report.number, "secret": secret, "acknowledge_by": report.acknowledge_by,
            "answer_by": report.answer_by,
        }  # fmt: skip
        return Response(body, status=201)


class FollowView(ReportDoor):
    """Follow a report, or open it again, by its number and secret."""

    scope = "report_follow"

    @extend_schema(
        request=ReportAsked,
        responses={200: FOLLOWED, **REFUSED},
        tags=["reports"],
        operation_id="report_follow",
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Answer with its state and acts."""
        asked = ReportAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        try:
            report = report_by_secret(number=said["number"], secret=said["secret"])
            if said.get("why"):
                report = report_reopen(report=report, why=said["why"], by=_actor(request), at=timezone.now())
        except DomainError as error:
            raise wrong_parameters({error.field or "report": error.message}) from error
        return Response(_followed(report))


def _followed(report: Report) -> dict[str, Any]:
    acts = [{"state": act.state, "at": act.at, "told": act.told} for act in report.acts.all()]
    return {"number": report.number, "state": report.state, "answer_by": report.answer_by, "acts": acts}


def _actor(request: Request) -> Actor:
    if isinstance(request.auth, OrganizationKey):
        return Actor(f"key:{request.auth.pk}")
    return Actor.system("public:report")


def _data(said: dict[str, Any], request: Request) -> ReportData:
    place = Point(said["longitude"], said["latitude"], srid=4326) if "longitude" in said else None
    key = f"key:{request.auth.pk}" if isinstance(request.auth, OrganizationKey) else ""
    photos = [Photo(name=one.name, content=one.read()) for one in said.get("photos", [])]
    return ReportData(
        kind=said["kind"], text=said["text"], department=said["department"], happened_on=said.get("happened_on"),
        place=place, place_words=said.get("place_words", ""), registration_code=said.get("registration_code", ""),
        language=(translation.get_language() or "")[:2], organization_key=key, photos=photos,
    )  # fmt: skip
