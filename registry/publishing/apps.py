"""The room `publishing`: what leaves the register for everybody: pages, map, tiles, OGC, open data."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The room `publishing`."""

    name = "registry.publishing"
    verbose_name = "Publishing"
