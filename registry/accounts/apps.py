"""Users, roles as data, appointments with regions."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People of the ministry and of organizations who log in."""

    name = "registry.accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Write down what happens at the login."""
        # Models can be imported only once every app has them.
        import_module("registry.accounts.web.traces")
