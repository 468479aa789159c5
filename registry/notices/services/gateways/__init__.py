"""The ways out, behind one interface; which one serves a channel is a setting."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from registry.notices.services.gateways.base import Gateway, GatewayError, Outgoing

__all__ = ["Gateway", "GatewayError", "Outgoing", "gateway_for"]


def gateway_for(channel: str) -> Gateway:
    """Return the gateway of a channel. Raises: KeyError for a channel without one."""
    return _made(settings.REGISTRY_GATEWAYS[channel])


@cache
def _made(path: str) -> Gateway:
    made: Gateway = import_string(path)()
    return made
