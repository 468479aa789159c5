"""Users, roles as data, appointments with regions."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People of the ministry and of organizations who log in."""

    name = "registry.accounts"
    verbose_name = "Accounts"
