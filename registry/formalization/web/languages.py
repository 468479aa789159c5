"""In which language the words of the law are shown."""

from django.utils.translation import get_language


def language_of_law() -> str:
    """The language of the pack's words for this reader: Spanish also where the pages are in Quechua."""
    return "en" if (get_language() or "en").startswith("en") else "es"
