"""Searching for a name or document number without writing it into an address.

Addresses stay in the history of a browser, in the log of a proxy and on a shared screen. The form posts what was typed
to one door, which leads to the list with the text sealed; pages and sorting carry the sealed text on. An address typed
by hand with a plain text is still understood.
"""

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve

from registry.accounts.web.doors import StaffDoor
from registry.common.sealing import sealer

FIELD, MARK = "q", "~"
PURPOSE = "registry.search"
LONGEST = 200
NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "to"})


def sealed(text: str) -> str:
    """Return a text as it stands in an address; nothing for nothing."""
    return f"{MARK}{sealer(PURPOSE).encrypt(text[:LONGEST].encode()).decode()}" if text else ""


def opened(asked: QueryDict) -> QueryDict:
    """Return the parameters of a list with the searched text in clear; one of a lost key is no search."""
    text = asked.get(FIELD, "")
    if not text.startswith(MARK):
        return asked
    clear = asked.copy()
    try:
        clear[FIELD] = sealer(PURPOSE).decrypt(text[1:].encode()).decode()
    except InvalidToken:
        clear[FIELD] = ""
    return clear


class SearchDoor(StaffDoor):
    """Takes the form of a list and leads to the list; it shows nothing itself."""

    http_method_names = ["post"]

    def is_let_in(self, _request: HttpRequest) -> bool:
        """Let in everybody who is logged in: the list asks for its own power."""
        return True

    def post(self, request: HttpRequest) -> HttpResponse:
        """Lead to a page of the desk, and nowhere else."""
        to = request.POST.get("to", "")
        if not is_of_the_desk(to):
            to = "/desk/"
        asked = QueryDict(mutable=True)
        for name, values in request.POST.lists():
            if name not in NOT_CARRIED:
                asked.setlist(name, [sealed(one) if name == FIELD else one for one in values if one])
        return HttpResponseRedirect(f"{to}?{asked.urlencode()}" if any(asked.values()) else to)


def is_of_the_desk(path: str) -> bool:
    """Say whether a path is one of the desk's own pages."""
    if not path.startswith("/desk/"):
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
