"""Mail, SMS, webhooks behind one outbox; consents; what organizations follow."""

from importlib import import_module

from django.apps import AppConfig

from registry.common.announcements import subscribe


class NoticesConfig(AppConfig):
    """Everything that leaves the register towards somebody."""

    name = "registry.notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        """Make the wordings known; end what an organization follows when its approval ends."""
        # Services can be imported only once every app has its models.
        import_module("registry.notices.services.words").wordings_register()
        ended = import_module("registry.notices.services.subscribing").subscriptions_of_ended
        subscribe("api.keys.ended", ended)
