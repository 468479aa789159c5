"""Mining rights, their holders and contracts."""

from django.apps import AppConfig


class ConcessionsConfig(AppConfig):
    """What may be mined, and by whom."""

    name = "concessions"
    verbose_name = "Mining rights"
