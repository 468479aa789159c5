"""The room `documents`; what it keeps is told in docs/house.md."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room `documents`."""

    name = "registry.documents"
    verbose_name = "Documents"
