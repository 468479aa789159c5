"""Form fields of every room: forgiving numbers, and answers that may be not known."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.common.errors import DomainError
from registry.common.numbers import read_decimal

NOT_KNOWN = ("", _("not known"))
EARLIEST = 1800  # the oldest mining titles of Peru are younger


class ForgivingDecimal(forms.DecimalField):
    """A decimal that understands 1,234.5; shown as text so that no browser refuses the comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read what a person wrote."""
        if value in self.empty_values:
            return None
        try:
            return value if isinstance(value, Decimal) else read_decimal(str(value))
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error

    def widget_attrs(self, _widget: forms.Widget) -> dict[str, Any]:
        """Give no step and no bounds: they belong to a number input."""
        return {}


class YesNoUnknown(forms.TypedChoiceField):
    """Yes, no, or not known; never a silent no."""

    def __init__(self, **kwargs: Any) -> None:
        """Set the three answers."""
        kwargs.setdefault("required", False)
        choices = [NOT_KNOWN, ("yes", _("yes")), ("no", _("no"))]
        super().__init__(choices=choices, coerce=lambda answer: answer == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored answer."""
        return {True: "yes", False: "no", None: ""}.get(value, value) if not isinstance(value, str) else value


class Day(forms.DateField):
    """A day, with the calendar of the browser where it has one."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("There is no such day. Write it like 2026-11-20 or 20/11/2026."),
        "long_ago": _("This day lies before 1800. Check the year."),
    }

    def __init__(self, **kwargs: Any) -> None:
        """Read a day in any of the ways that people write one."""
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **kwargs)

    def validate(self, value: Any) -> None:
        """Refuse a year that nobody means: 0026, which a calendar makes of 26."""
        super().validate(value)
        if value is not None and value.year < EARLIEST:
            raise ValidationError(self.error_messages["long_ago"], code="long_ago")
