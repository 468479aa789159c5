"""Forms half filled, kept on the server for who fills them: "Save as draft" works without script and checks nothing."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from registry.accounts.web.pages import FormPage
from registry.accounts.web.typed import OWN, typed_take
from registry.casework.models import Draft
from registry.casework.selectors.drafts import draft_of
from registry.casework.services.desk import draft_drop, draft_keep
from registry.common.errors import DomainError
from registry.common.typed import form_as_seen

KEEP, FORGET = "keep", "forget"
SEEN = "draft_seen"
NOT_TYPED = OWN | {"draft", SEEN}


class DraftPage(FormPage):
    """A form that can be left and taken up again; a draft goes when the form is sent or it is given up."""

    acts_once = True
    kept_at: datetime | None = None  # of the draft that the form shows
    seen_at: datetime | None = None  # of the draft that stands on the server

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep or forget a draft where that was asked; else send the form."""
        asked = request.POST.get("draft", "")
        if asked not in {KEEP, FORGET}:
            return super().post(request, *args, **kwargs)
        self.prepare()
        form, subject = self._draft_key()
        if asked == FORGET:
            draft_drop(form=form, subject=subject, by=self.actor)
            messages.success(request, _("The draft is forgotten."))
        else:
            return self._keep_or_show(request)
        return redirect(request.get_full_path())

    def _keep_or_show(self, request: HttpRequest) -> HttpResponse:
        if self._is_newer_elsewhere(request):
            return self._show_again(
                request,
                _(
                    "Another window kept a draft of this form meanwhile. What you typed here stands below, not kept"
                    " yet. Keep it again to replace the other draft, or open the form anew to read that one."
                ),
            )
        try:
            self.keep(request)
        except DomainError as error:
            return self._show_again(request, error.message)
        messages.success(request, _("Kept as a draft; only you see it. Nothing was recorded yet."))
        return redirect(request.get_full_path())

    def keep(self, request: HttpRequest) -> None:
        """Keep what was typed for who typed it."""
        self._store(dict(form_as_seen(self._typed(request)).lists()))

    def _store(self, typed: dict[str, Any]) -> None:
        form, subject = self._draft_key()
        values = {name: given for name, given in typed.items() if name not in NOT_TYPED}
        draft_keep(form=form, subject=subject, values=values, by=self.actor, at=self.now)

    def _typed(self, request: HttpRequest) -> QueryDict:
        """What was typed, and what the form itself reads from a file: a file is not kept, a place in it is."""
        if not request.FILES:
            return request.POST
        form = self.get_form()
        form.is_valid()
        assert isinstance(form.data, QueryDict)
        return form.data

    def act(self, form: forms.Form) -> str:
        """Send the form; its draft goes with it."""
        url = self.send(form)
        draft_drop(form=self._draft_key()[0], subject=self._draft_key()[1], by=self.actor)
        return url

    def send(self, form: forms.Form) -> str:
        """Call the service and return the address to go to."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that drafts are kept, and when this one was."""
        return super().get_context_data(
            keeps_drafts=True, draft_kept_at=self.kept_at, draft_seen=_moment(self.seen_at), **kwargs
        )

    def _draft_key(self) -> tuple[str, str]:
        match = self.request.resolver_match
        subject = ":".join(str(one) for one in self.kwargs.values())
        return (match.view_name if match else self.request.path)[:80], subject

    def restore(self, form: forms.Form) -> None:
        """Show the draft; what was typed when the session ended becomes the draft."""
        typed = typed_take(self.request)
        if typed is not None:
            self._store(dict(typed.lists()))
        draft = self._stored()
        if draft is None:
            return
        kept = QueryDict(mutable=True)
        for name, given in draft.values.items():
            kept.setlist(name, given)
        self.fill(form, kept)
        self.kept_at = self.seen_at = draft.updated_at

    def _stored(self) -> Draft | None:
        name, subject = self._draft_key()
        return draft_of(owner_key=self.actor.key, form=name, subject=subject)

    def _is_newer_elsewhere(self, request: HttpRequest) -> bool:
        """Whether another tab kept a draft of this form after this one was opened."""
        stored = self._stored()
        return stored is not None and request.POST.get(SEEN, _moment(stored.updated_at)) != _moment(stored.updated_at)

    def _show_again(self, request: HttpRequest, why: str) -> HttpResponse:
        """Show what was typed, unchecked and not kept, with the reason above it."""
        stored = self._stored()
        self.seen_at = stored.updated_at if stored else None
        messages.warning(request, why)
        form = self.get_form()
        form.is_bound = False
        self.fill(form, form_as_seen(request.POST))
        return self._show(form, status=422)


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
