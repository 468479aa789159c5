"""Land layers, footprints, overlaps."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Land layers, footprints, overlaps."""

    name = "registry.territory"
    verbose_name = "Land"
