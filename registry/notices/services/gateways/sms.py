"""SMS through a provider that takes JSON over https. The provider is chosen by whoever runs the register."""

import json
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

from registry.notices.services.gateways.base import GatewayError, Outgoing

TIMEOUT_S = 10


class HttpSmsGateway:
    """Posts `{"id", "to", "text"}`; the provider must drop a second message of the same id."""

    def send(self, message: Outgoing) -> None:
        """Hand it to the provider."""
        if not settings.REGISTRY_SMS_URL.startswith("https://"):
            raise GatewayError("REGISTRY_SMS_URL does not begin with https://", is_final=True)
        request = Request(  # noqa: S310 - the scheme is checked above, the address is the operator's own
            settings.REGISTRY_SMS_URL,
            data=json.dumps({"id": message.id, "to": message.to, "text": message.text}).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {settings.REGISTRY_SMS_TOKEN}"},
        )
        try:
            with urlopen(request, timeout=TIMEOUT_S):  # noqa: S310 - as above
                return
        except (URLError, OSError) as error:
            msg = f"the SMS provider did not take it ({type(error).__name__})"
            raise GatewayError(msg) from error
