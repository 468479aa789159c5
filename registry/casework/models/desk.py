"""What officers keep at the desk: saved searches and drafts of forms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.casework.models.files import CaseFile


class SavedSearch(models.Model):
    """Filters of a list under a name, for oneself or shared; or files put on it by hand."""

    owner_key = models.CharField(max_length=60, help_text=_("Key of who saved it."))
    name = models.CharField(max_length=80, help_text=_("Name shown."))
    page = models.CharField(max_length=60, help_text=_("List it belongs to, as the name of its address."))
    query = models.CharField(max_length=1000, blank=True, help_text=_("Filters as in the address."))
    is_shared = models.BooleanField(default=False, help_text=_("Whether colleagues see it."))
    created_at = models.DateTimeField(help_text=_("When it was saved."))
    files = models.ManyToManyField(
        CaseFile, related_name="+", blank=True, help_text=_("Files put on it by hand; its filter then asks for them.")
    )

    class Meta:
        """A name once an owner and list."""

        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "page", "name"], name="casework_savedsearch_once"),
            models.CheckConstraint(condition=~Q(name=""), name="casework_savedsearch_named"),
        ]

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Draft(models.Model):
    """A form half filled, kept on the server for who fills it."""

    owner_key = models.CharField(max_length=60, help_text=_("Key of who fills it."))
    form = models.CharField(max_length=80, help_text=_("Form, as the name of its address."))
    subject = models.CharField(max_length=80, blank=True, help_text=_("What it is about, e.g. registration:12."))
    values = models.JSONField(default=dict, help_text=_("What was typed; personal."))
    updated_at = models.DateTimeField(help_text=_("When it was last kept."))

    class Meta:
        """One a form and subject of an owner."""

        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "form", "subject"], name="casework_draft_once"),
        ]

    def __str__(self) -> str:
        """Form and subject."""
        return f"{self.form} {self.subject}"
