"""The user of the register."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who logs in: an officer, an auditor, an organization's person."""

    display_name = models.CharField(max_length=120, blank=True, help_text=_("Name shown with acts of this user."))
    language = models.CharField(max_length=5, blank=True, help_text=_("Language of messages to this user."))
    organization = models.CharField(max_length=160, blank=True, help_text=_("Office or organization of this user."))

    class Meta:
        """Named as people name them."""

        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        """Display name, else the login name."""
        return self.display_name or self.username
