"""What of a password is refused beside Django's own validators."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LongestPassword:
    """At most 128 characters: a hash of a whole book would keep the server busy."""

    longest = 128

    def validate(self, password: str, user: object = None) -> None:
        """Refuse what is longer. Raises: ValidationError."""
        if len(password) > self.longest:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Say so."""
        return _("A password has at most %(longest)d characters.") % {"longest": self.longest}
