"""What somebody typed into a form of the desk while the login ended: kept over the next login, for that person alone.

A form carries, signed, who it was shown to. Where it comes in after the session has ended, was ended elsewhere, or was
followed by another login in the same browser, its words are laid into the new session and stand in the form again once
the same person has logged in. Nothing of it is recorded before they save it. Files are not kept.
"""

from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from registry.accounts.web.once import FIELD as SENT_AS
from registry.common.typed import form_as_seen

FIELD = "typed_by"
OWN = frozenset({"csrfmiddlewaretoken", FIELD, SENT_AS})  # fields of the page, none of the form
KEPT, MOST_FORMS, MOST_CHARACTERS = "typed_before", 5, 100_000
_signer = Signer(salt="registry.accounts.typed")


def shown_to(user_pk: object) -> str:
    """Return the signed word of whom a form is shown to."""
    return _signer.sign(str(user_pk))


def typed_keep(request: HttpRequest) -> bool:
    """Keep what was sent, where it is a form shown to whoever is logged in now, or to somebody while nobody is."""
    owner = _owner(request)
    user = request.user
    if not owner or (user.is_authenticated and str(user.pk) != owner) or not _is_form(request):
        return False
    values = {name: given for name, given in form_as_seen(request.POST).lists() if name not in OWN}
    if len(str(values)) > MOST_CHARACTERS:
        return False
    kept = request.session.get(KEPT, {})
    forms = kept.get("forms", {}) if kept.get("owner") == owner else {}
    forms = {path: form for path, form in forms.items() if path != request.get_full_path()}
    forms = dict([*forms.items(), (request.get_full_path(), values)][-MOST_FORMS:])
    request.session[KEPT] = {"owner": owner, "forms": forms}
    messages.info(request, _("What you typed is kept and stands in the form again. A file has to be chosen again."))
    return True


def typed_take(request: HttpRequest) -> QueryDict | None:
    """Return what the viewer typed into this form before, once."""
    kept = request.session.get(KEPT)
    if not kept or kept["owner"] != str(request.user.pk) or request.get_full_path() not in kept["forms"]:
        return None
    values = kept["forms"].pop(request.get_full_path())
    request.session.modified = True
    typed = QueryDict(mutable=True)
    for name, given in values.items():
        typed.setlist(name, given)
    return typed


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse | HttpResponseRedirect:
    """Answer a form whose token is another login's: shown again as it was typed, for who it was shown to; else refused.

    Nobody else can sign for them, so that a foreign page gains nothing.
    """
    if request.method == "POST" and typed_keep(request):
        return redirect(request.get_full_path())
    return csrf_failure(request, reason)


def _owner(request: HttpRequest) -> str:
    try:
        return _signer.unsign(request.POST.get(FIELD, ""))
    except BadSignature:
        return ""


def _is_form(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(getattr(getattr(view, "view_class", None), "keeps_typed", False))
