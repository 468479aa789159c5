"""A field for an officer: the login is typed, and the browser offers the officers by name, also without script."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from registry.accounts.models import User


class OfferedText(forms.TextInput):
    """A text with a list of what may be meant."""

    offered: Iterable[tuple[str, str]] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the field and its list."""
        listed = f"{name}_offered"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.offered)
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


def officer_field(**kwargs: Any) -> forms.CharField:
    """Return a field for the login of an officer."""
    return forms.CharField(max_length=150, required=False, widget=OfferedText(attrs={"autocomplete": "off"}), **kwargs)


def officers_offer(form: forms.Form, name: str, users: Iterable[User]) -> forms.Form:
    """Let a field of the form offer these officers by name."""
    widget = form.fields[name].widget
    assert isinstance(widget, OfferedText)
    widget.offered = [(user.username, str(user)) for user in users]
    return form
