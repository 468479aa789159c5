"""A form over what is stored is not saved over what somebody else stored after it was opened.

The form carries a digest of each value that it showed. Where one is stored otherwise now, nothing is saved: fields that
the officer left alone take the stored value, the others keep what was typed, and a sentence names them all. Sending the
form again then decides.
"""

import hashlib
import json
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from registry.accounts.web.pages import FormPage
from registry.common.errors import DomainError

FIELD = "rests_on"


class ChangePage(FormPage):
    """A form whose `get_initial` is what is stored."""

    def check(self, form: forms.Form) -> None:
        """Refuse to save over another's change. Raises: DomainError once, with the fields and what stands there."""
        shown = _shown(self.request)
        now = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        moved = [name for name, digest in shown.items() if name in now and _digest(now[name]) != digest]
        if not moved:
            return
        for name in moved:
            if _digest(form.cleaned_data[name]) == shown[name]:
                _let_show(form, name, now[name])
        fields = "; ".join(f"{form.fields[name].label}: {_word(form.fields[name], now[name])}" for name in moved)
        raise DomainError(
            _(
                "Somebody changed this entry while you had it open (%(fields)s). What you left alone shows it now."
                " Compare the rest, then save again."
            )
            % {"fields": fields},
            code="changed_meanwhile",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say on which stored values the form rests."""
        form = kwargs["form"]
        named = {name: _digest(form.get_initial_for_field(field, name)) for name, field in form.fields.items()}
        return super().get_context_data(rests_on=json.dumps(named), **kwargs)


def _shown(request: HttpRequest) -> dict[str, str]:
    try:
        said = json.loads(request.POST.get(FIELD, "{}"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _digest(value: Any) -> str:
    text = "" if value is None else str(value)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _let_show(form: forms.Form, name: str, value: Any) -> None:
    """Put a stored value where the form shows what was typed."""
    field, sent = form.fields[name], form.data
    assert isinstance(sent, QueryDict)
    data = sent.copy()
    if isinstance(field.widget, forms.CheckboxInput):
        data.setlist(form.add_prefix(name), ["on"] if value else [])
    else:
        shown = field.widget.format_value(field.prepare_value(value))
        data.setlist(form.add_prefix(name), shown if isinstance(shown, list) else ["" if shown is None else shown])
    form.data = data


def _word(field: forms.Field, value: Any) -> str:
    """Return a stored value as the field words it."""
    if value is None or value == "":  # an empty list is an answer
        return _("not known")
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if not isinstance(field, forms.ChoiceField):
        return str(value)
    words = {str(code): word for code, word in _flat(field.choices)}
    given = field.prepare_value(value)
    return ", ".join(str(words.get(str(one), one)) for one in (given if isinstance(given, list) else [given]))


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Return choices without their groups."""
    found: list[tuple[Any, Any]] = []
    for code, word in choices:
        found.extend(word if isinstance(word, list | tuple) else [(code, word)])
    return found
