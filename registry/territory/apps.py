"""Land layers, footprints, overlaps."""

from importlib import import_module

from django.apps import AppConfig

from registry.common.announcements import subscribe


class TerritoryConfig(AppConfig):
    """Land layers, footprints, overlaps."""

    name = "registry.territory"
    verbose_name = "Land"

    def ready(self) -> None:
        """Tell regions and parties of new overlaps; a subscriber only writes job rows."""
        # Services can be imported only once every app has its models.
        import_module("registry.territory.services.parties_words").wordings_register()
        telling = import_module("registry.territory.services.parties_telling")
        subscribe("territory.finding.changed", telling.tell_request)
