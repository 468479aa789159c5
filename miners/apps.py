"""Persons, associations and the other groups article 91 knows."""

from django.apps import AppConfig


class MinersConfig(AppConfig):
    """Who mines."""

    name = "miners"
    verbose_name = "Miners"
