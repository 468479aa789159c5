"""What was published and is kept: tables of a month, and the snapshots of the open data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedTable(models.Model):
    """One statistic as it was published.

    A table of an attribute that is not public per registration is published once a month and not changed: two tables
    a day apart would differ by one person, and give that person away.
    """

    name = models.CharField(max_length=60, help_text=_("Name of the statistic."))
    on_day = models.DateField(help_text=_("Day for which it was counted."))
    month = models.DateField(help_text=_("First day of its month."))
    rows = models.JSONField(help_text=_("Key, cells (null: hidden) and sum of each row."))
    published_at = models.DateTimeField(help_text=_("When it was published."))

    class Meta:
        """One a statistic and month."""

        verbose_name = _("published table")
        verbose_name_plural = _("published tables")
        ordering = ["name", "-month"]
        constraints = [models.UniqueConstraint(fields=["name", "month"], name="publishing_table_month_once")]

    def __str__(self) -> str:
        """Name and day."""
        return f"{self.name} {self.on_day}"


class Snapshot(models.Model):
    """The open data of one day: the files lie in `REGISTRY_VAR/open-data/<day>/`."""

    on_day = models.DateField(unique=True, help_text=_("Day of the data."))
    made_at = models.DateTimeField(help_text=_("When it was finished."))
    files = models.JSONField(help_text=_("Name, form, bytes, SHA-256 and rows of each file."))

    class Meta:
        """Newest first."""

        verbose_name = _("snapshot of the open data")
        verbose_name_plural = _("snapshots of the open data")
        ordering = ["-on_day"]

    def __str__(self) -> str:
        """The day."""
        return str(self.on_day)


class Told(models.Model):
    """How far the chain of sealed acts has been told to those who follow changes; one row."""

    position = models.PositiveBigIntegerField(help_text=_("Last place in the chain whose act was looked at."))
    told_at = models.DateTimeField(help_text=_("When it was looked at."))

    class Meta:
        """One row."""

        verbose_name = _("told changes")
        verbose_name_plural = _("told changes")

    def __str__(self) -> str:
        """The place in the chain."""
        return f"told up to {self.position}"
