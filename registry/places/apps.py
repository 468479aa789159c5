"""Departments, provinces and districts."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The dated code list of places."""

    name = "registry.places"
    verbose_name = "Places"
