"""The form of the second login step."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _


class SecondStepForm(AuthenticateForm):
    """A code of the authenticator app or a recovery code; each code of an app is good once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what is asked for, for fingers and for screen readers."""
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs |= {"inputmode": "text", "autofocus": True, "placeholder": ""}

    def clean_code(self) -> str:
        """Check the code. In a demo, whose secrets are printed, one code opens more than once."""
        if settings.REGISTRY_DEMO:
            code = str(self.cleaned_data.get("code", "")).strip()
            cache.delete(f"allauth.mfa.totp.used?user={self.user.pk}&code={code}")
        found: str = super().clean_code()
        return found
