"""The form field for equipment: empty is not known, "none" is none, else words of the law with commas between."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORD = re.compile(r"[a-z][a-z0-9_]{1,39}")


class EquipmentField(forms.CharField):
    """Gives `None` while unknown, an empty list for none, else codes such as `mill` or `suction_dredge`."""

    def clean(self, value: Any) -> list[str] | None:
        """Read what a person wrote. Raises: ValidationError for a word that is no code."""
        text = str(super().clean(value)).strip().lower()
        if not text:
            return None
        if text in {"none", str(_("none")).lower()}:
            return []
        words = [re.sub(r"\s+", "_", word.strip()) for word in text.split(",") if word.strip()]
        wrong = [word for word in words if not WORD.fullmatch(word)]
        if wrong:
            raise ValidationError(
                _("“%(word)s” is no word for equipment. Write codes with commas, for example mill, chute; or none.")
                % {"word": wrong[0]},
                code="equipment_word",
            )
        return list(dict.fromkeys(words))

    def prepare_value(self, value: Any) -> Any:
        """Show what is stored as it would be written."""
        if isinstance(value, list):
            return ", ".join(value) if value else _("none")
        return value
