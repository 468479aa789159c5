"""The room `oversight`; what it keeps is told in docs/house.md."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The room `oversight`."""

    name = "registry.oversight"
    verbose_name = "Oversight"
