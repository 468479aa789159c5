"""Mail, SMS, webhooks behind one outbox; consents; what organizations follow."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Everything that leaves the register towards somebody."""

    name = "registry.notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        """Make the wordings known."""
        # Services can be imported only once every app has its models.
        import_module("registry.notices.services.words").wordings_register()
