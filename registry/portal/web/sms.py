"""`POST /sms/in/`: the provider hands over incoming messages here; the answer leaves by the outbox.

JSON or a form with `id`, `from` and `text`; the token as bearer. The door is shut while no token is set.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from registry.portal.services.sms import sms_answer


# Exempt from the check of forged posts: it is called by a program that holds no cookie, and known by its token.
@method_decorator([csrf_exempt, sensitive_post_parameters()], name="dispatch")
class SmsInView(View):
    """Take one message in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> JsonResponse:
        """Answer 202 and send the reply; the same message twice is answered once."""
        token: str = settings.REGISTRY_SMS_IN_TOKEN
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if not token or not constant_time_compare(given, token):
            return JsonResponse({"error": "not_authorized"}, status=401)
        said = _read(request)
        number, sender, text = (str(said.get(name, ""))[:300].strip() for name in ("id", "from", "text"))
        digits = sender.removeprefix("+")
        if not number or not (digits.isdigit() and 6 <= len(digits) <= 15):
            return JsonResponse({"error": "id, from and text are needed; from is a phone number"}, status=400)
        sms_answer(message_id=number, sender=sender, text=text, at=timezone.now())
        return JsonResponse({"accepted": True}, status=202)


def _read(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return dict(request.POST.items())
    try:
        said = json.loads(request.body[:10_000])
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
