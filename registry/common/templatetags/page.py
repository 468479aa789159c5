"""Template tags of every page: the inlined style sheet of the public side, hectares and shares as people read them."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from registry.common.speaking import in_language

register = template.Library()

Number = Decimal | float | int


@cache
def _read(path: str) -> str:
    found = finders.find(path)
    return Path(found if isinstance(found, str) else Path(settings.STATIC_ROOT) / path).read_text(encoding="utf-8")


@register.simple_tag
def inline_css(path: str) -> SafeString:
    """Return one of our own style sheets to be written into the page, so that an old phone asks only once."""
    return mark_safe(_read(path))  # noqa: S308 - a file of the repository, never a person's text


@register.simple_tag(takes_context=True)
def spoken_url(context: template.Context, name: str, *arguments: object) -> str:
    """Return the address of a public page in the language that this page was asked in."""
    return in_language(reverse(name, args=arguments), context.get("language"))


def _rounded(value: Number, step: str) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(step), rounding=ROUND_HALF_UP)


@register.filter
def hectares(value: Number | None) -> str:
    """Return hectares with four decimals, thousands set apart, and the unit; a word where they are unknown."""
    if value is None:
        return _("not known")
    return f"{number_format(_rounded(value, '0.0001'), use_l10n=True, force_grouping=True)} ha"


@register.filter
def share(value: Number | None) -> str:
    """Return a share of 1 as a percentage; what is more than nothing never reads as 0 %."""
    if value is None:
        return _("not known")
    percent = Decimal(str(value)) * 100
    if 0 < percent < Decimal("0.01"):
        return _("under 0.01 %")
    return f"{number_format(_rounded(percent, '0.01'), use_l10n=True)} %"


@register.filter
def hectares_of_m2(value: Number | None) -> str:
    """Return square metres as hectares; a dash in words where a point has none."""
    return _("a point") if value is None else hectares(Decimal(str(value)) / 10_000)
