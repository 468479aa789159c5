"""Webhooks, signed as the standardwebhooks specification says, so that receivers can use its libraries."""

from datetime import UTC

from standardwebhooks import Webhook

from registry.notices.services.gateways.base import GatewayError, Outgoing
from registry.notices.services.gateways.outside import post

GONE = 410


class WebhookGateway:
    """Posts the JSON body; any 2xx is a yes."""

    def send(self, message: Outgoing) -> None:
        """Sign and post it. Raises: GatewayError; final where the receiver says that the address is gone."""
        # The library writes the clock's face into the signature whatever the zone: it must be UTC.
        moment = message.at.astimezone(UTC)
        headers = {
            "content-type": "application/json",
            "user-agent": "mining-register",
            "webhook-id": message.id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": Webhook(message.secret).sign(message.id, moment, message.text),
        }
        status = post(message.to, message.text.encode(), headers)
        if 200 <= status < 300:
            return
        if 300 <= status < 400:
            msg = f"the host answered {status}: redirects are not followed, give the final address"
            raise GatewayError(msg)
        msg = f"the host answered {status}"
        raise GatewayError(msg, is_final=status == GONE)
