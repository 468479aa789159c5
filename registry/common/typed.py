"""What people type or paste, without the signs that nobody sees.

Text copied from a PDF, a telephone or a web page brings zero-width spaces, soft hyphens, marks that turn the direction
of writing, and letters whose accent is a sign of its own. A DNI of eight digits would be refused for a ninth that
nobody can see, and two names that look the same would be two.
"""

import unicodedata

from django.http import QueryDict

UNSEEN = frozenset({"Cc", "Cf"})  # Unicode's categories of signs that only control or format
WHITE = frozenset("\t\n\r")


def as_seen(text: str) -> str:
    """Return the text as a reader sees it: accents joined to their letters (NFC), no invisible sign."""
    joined = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in joined if sign in WHITE or unicodedata.category(sign) not in UNSEEN)


def form_as_seen(data: QueryDict) -> QueryDict:
    """Return what a form sent with every value as a reader sees it; what came with the request is not written to."""
    copy = data.copy()
    for name, values in data.lists():
        copy.setlist(name, [as_seen(value) for value in values])
    return copy
