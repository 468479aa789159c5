"""The register itself: registrations and what becomes of them."""

from django.apps import AppConfig


class FormalizationConfig(AppConfig):
    """The register itself: registrations and what becomes of them."""

    name = "registry.formalization"
    verbose_name = "Formalization"
