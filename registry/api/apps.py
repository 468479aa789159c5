"""The room `api`; what it keeps is told in docs/house.md."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room `api`."""

    name = "registry.api"
    verbose_name = "Api"
