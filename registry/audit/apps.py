"""Events: who did what, when, for which reason, under which article."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The append-only log."""

    name = "registry.audit"
    verbose_name = "Events"
