"""The room `portal`; what it keeps is told in docs/house.md."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The room `portal`."""

    name = "registry.portal"
    verbose_name = "Portal"
