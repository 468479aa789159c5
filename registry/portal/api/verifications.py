"""`POST /api/v1/verifications/`: an organization checks a list of papers by their codes, with its key.

For each code the same as the page `/v/<code>` tells, as codes; with `receipts` each answer is kept under a code of
its own, so that a buyer can prove every check.
"""

import json
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.bodies import body_within
from registry.api.errors import TooLarge, wrong_parameters
from registry.api.keys import HasKey
from registry.api.schema import PublicSchema, Schema
from registry.api.views import PublicDoor
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.documents.services import paper_count_check
from registry.portal.choices.words import NOT_ALLOWED
from registry.portal.selectors.verification import Verified, told, verified
from registry.portal.services.receipts import receipt_give, refuse_future

MOST_CODES = 100
MOST_BYTES = 20_000
LONGEST_CODE = 40
_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_ITEM: Schema = {
    "type": "object",
    "required": ["code", "is_known"],
    "properties": {
        "code": {**_TEXT, "description": "As it was sent."},
        "is_known": {"type": "boolean", "description": "Whether the register issued a paper with this code."},
        "is_withdrawn": {"type": "boolean", "description": "A withdrawn paper must not be accepted."},
        "paper": _TEXT, "paper_kind": _TEXT, "issued_on": _DAY, "withdrawn_reason": _TEXT,
        "registration": {**_MAYBE, "description": "The ministry's code of the entry."},
        "state": {**_MAYBE, "description": "State of the entry today: this counts, whatever the paper says."},
        "state_since": _DAY, "activity": _MAYBE, "right_code": _MAYBE, "right_name": _MAYBE,
        "registrant_name": _MAYBE, "registrant_document": _MAYBE,
        "is_location_validated": {"type": "boolean"},
        "state_on_day": {**_MAYBE, "description": "State on the day `on`; null where the register does not know it."},
        "receipt": {**_TEXT, "description": "Code of the receipt, shown at /r/<code>."},
    },
}  # fmt: skip


class VerificationSchema(PublicSchema):
    """What is posted and what comes back."""

    def get_operation_id(self) -> str:
        """Its name."""
        return "verifyPapers"

    def get_tags(self) -> list[str]:
        """Its group."""
        return ["Verification"]

    def get_description(self) -> str:  # type: ignore[override]
        """Say what it does."""
        return (
            "Checks up to 100 papers by their verification codes. Needs an organization's key. An entry in force is no"
            " authorisation to mine; a suspended entry is told as suspended, whatever an old print says."
        )

    def get_override_parameters(self) -> list[Any]:
        """All is in the body."""
        return []

    def get_request_serializer(self) -> Any:
        """Codes, a day, and whether receipts are wanted."""
        codes = {"type": "array", "minItems": 1, "maxItems": MOST_CODES, "items": {"type": "string", "maxLength": 40}}
        properties = {
            "codes": codes,
            "on": {**_DAY, "description": "A further day whose state is asked."},
            "receipts": {"type": "boolean", "default": False},
        }
        body = {"type": "object", "required": ["codes"], "additionalProperties": False, "properties": properties}
        return {"application/json": self._component("PapersToVerify", body)}

    def _answers(self) -> dict[Any, Any]:
        answer = {
            "type": "object",
            "required": ["asked_at", "results", "does_not_allow", "is_demo"],
            "properties": {
                "asked_at": {"type": "string", "format": "date-time"},
                "results": {"type": "array", "items": _ITEM},
                "does_not_allow": {"type": "array", "items": _TEXT},
                "is_demo": {"type": "boolean"},
            },
        }
        return {(200, "application/json"): self._component("Verifications", answer)}


class VerificationsView(PublicDoor):
    """The list check for organizations."""

    schema = VerificationSchema()
    permission_classes = [HasKey]
    http_method_names = ["post", "options"]
    cache_control = "no-store"

    def post(self, request: Request) -> Response:
        """Answer each code; an unknown one is said to be unknown."""
        self.check_parameters(frozenset())
        says = _("The list is longer than {most} bytes. Send it in parts.").format(most=MOST_BYTES)
        at = timezone.now()
        codes, on, wants_receipts = _read(body_within(request, MOST_BYTES, TooLarge(says)), at)
        by = Actor(request.auth.actor_key) if wants_receipts else None  # type: ignore[union-attr] # HasKey let it in
        return Response(
            {
                "asked_at": at.isoformat(),
                "results": [_answer(code, on, by, at) for code in codes],
                "does_not_allow": [str(sentence) for sentence in NOT_ALLOWED[1:]],
                "is_demo": settings.REGISTRY_DEMO,
            }
        )


def _read(body: bytes, at: datetime) -> tuple[list[str], date | None, bool]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise exceptions.ParseError(_("Send JSON: codes, and if you like on and receipts.")) from error
    if not isinstance(said, dict) or set(said) - {"codes", "on", "receipts"}:
        raise wrong_parameters({"body": _("Send an object with codes, and if you like on and receipts.")})
    codes = said.get("codes")
    if not isinstance(codes, list) or not 1 <= len(codes) <= MOST_CODES or not all(map(_is_short, codes)):
        raise wrong_parameters({"codes": _("Send 1 to {most} codes as texts.").format(most=MOST_CODES)})
    receipts = said.get("receipts", False)
    if not isinstance(receipts, bool):
        raise wrong_parameters({"receipts": _("Send true or false.")})
    return codes, _day(said.get("on"), at), receipts


def _is_short(code: object) -> bool:
    return isinstance(code, str) and len(code) <= LONGEST_CODE


def _day(said: object, at: datetime) -> date | None:
    if said is None:
        return None
    try:
        day = date.fromisoformat(said) if isinstance(said, str) and len(said) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise wrong_parameters({"on": _("Write the day as year-month-day, for example 2026-03-31.")})
    try:
        refuse_future(day, at)
    except DomainError as error:
        raise wrong_parameters({"on": error.message}) from error
    return day


def _answer(code: str, on: date | None, by: Actor | None, at: datetime) -> dict[str, Any]:
    found = verified(code, on=on)
    if found is None:
        return {"code": code, "is_known": False}
    paper_count_check(paper=found.paper)
    said = {"code": code, "is_known": True, **_public(found)}
    if by is not None:
        said["receipt"] = receipt_give(paper=found.paper, told=told(found), on=on, at=at, by=by).code
    return said


def _public(found: Verified) -> dict[str, Any]:
    said = told(found)
    if "code" in said:
        said["registration"] = said.pop("code")
    said.pop("day", None)
    return said
