"""The Quechua of a sentence, beside its Spanish, where the page was asked for in Quechua."""

from typing import Any

from django import template
from django.utils import translation
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.portal.choices.quechua import QUECHUA

register = template.Library()
NOTHING = SafeString("")


@register.simple_tag(takes_context=True)
def quechua(context: template.Context, sentence: str | Promise, between: str = " ") -> SafeString:
    """Return the Quechua of a sentence of the source, marked while nobody has reviewed it; nothing elsewhere."""
    found = QUECHUA.get(_source_of(sentence)) if context.get("is_quechua_awaited") else None
    if found is None:
        return NOTHING
    mark: Any = "" if found.is_reviewed else format_html(' <span lang="es">{}</span>', _("(draft)"))
    return format_html('{}<span class="soft small qu" lang="qu">{}{}</span>', between, found.text, mark)


def _source_of(sentence: str | Promise) -> str:
    """The English of the source, which is what a sentence reads as where nothing is translated."""
    with translation.override(None):
        return str(sentence)
