"""The user of the register."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who logs in: an officer, an auditor, an organization's person."""

    display_name = models.CharField(max_length=120, blank=True, help_text=_("Name shown with acts of this user."))
    language = models.CharField(max_length=5, blank=True, help_text=_("Language of messages to this user."))
    organization = models.CharField(max_length=160, blank=True, help_text=_("Office or organization of this user."))

    password_is_initial = models.BooleanField(
        default=False, help_text=_("Whether the password was given by an administrator and has to be changed first.")
    )
    password_given_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When an administrator gave a password; it runs out unless it is changed.")
    )
    password_given_by = models.CharField(
        max_length=60, blank=True, help_text=_("Key of the administrator who last gave this account a password.")
    )
    second_step_reset_by = models.CharField(
        max_length=60, blank=True, help_text=_("Key of the administrator who last reset the second step.")
    )
    login_epoch = models.PositiveIntegerField(
        default=0, help_text=_("Counted up to end every session of this user; part of the check of each session.")
    )

    class Meta:
        """Named as people name them."""

        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        """Display name, else the login name."""
        return self.display_name or self.username

    def get_session_auth_hash(self) -> str:
        """What every session of this user must carry: another password or another epoch ends them all."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the register's former keys."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | None) -> str:
        return salted_hmac(
            "registry.accounts.session", f"{self.login_epoch}:{self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()
