"""The room `notices`; what it keeps is told in docs/house.md."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The room `notices`."""

    name = "registry.notices"
    verbose_name = "Notices"
