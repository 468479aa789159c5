"""The room `casework`: the procedure of a file, its steps, clocks and acts, and the desk."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The room `casework`."""

    name = "registry.casework"
    verbose_name = "Casework"
