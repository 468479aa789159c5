"""The ground floor: jobs, announcements, import staging, shapes."""

from importlib import import_module

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Loads Celery once Django is ready."""

    name = "registry.common"
    verbose_name = "Common"

    def ready(self) -> None:
        """Bind shared tasks and job handlers to the register's own Celery application.

        The application stands on the roof; a plain import from here would be an arrow upwards, and one
        in `registry/__init__.py` would make the law load Django.
        """
        import_module("registry.celery").app.autodiscover_tasks(force=True)
