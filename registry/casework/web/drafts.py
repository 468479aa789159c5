"""Forms half filled, kept on the server for who fills them: "Save as draft" works without script and checks nothing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from registry.accounts.web.pages import FormPage
from registry.casework.selectors.drafts import draft_of
from registry.casework.services.desk import draft_drop, draft_keep

KEEP, FORGET = "keep", "forget"
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "draft"})


class DraftPage(FormPage):
    """A form that can be left and taken up again; a draft goes when the form is sent or it is given up."""

    kept_at: Any = None

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the form with what was typed last time."""
        self.prepare()
        form = self.get_form()
        self._restore(form)
        return self._show(form)

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
            self.keep(request)
            messages.success(request, _("Kept as a draft; only you see it. Nothing was recorded yet."))
        return redirect(request.get_full_path())

    def keep(self, request: HttpRequest) -> None:
        """Keep what was typed for who typed it."""
        form, subject = self._draft_key()
        values = {name: given for name, given in self._typed(request).lists() if name not in NOT_TYPED}
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
        return super().get_context_data(keeps_drafts=True, draft_kept_at=self.kept_at, **kwargs)

    def _draft_key(self) -> tuple[str, str]:
        match = self.request.resolver_match
        subject = ":".join(str(one) for one in self.kwargs.values())
        return (match.view_name if match else self.request.path)[:80], subject

    def _restore(self, form: forms.Form) -> None:
        name, subject = self._draft_key()
        draft = draft_of(owner_key=self.actor.key, form=name, subject=subject)
        if draft is None:
            return
        typed = QueryDict(mutable=True)
        for key, given in draft.values.items():
            typed.setlist(key, given)
        for key, field in form.fields.items():
            if not isinstance(field, forms.FileField):
                given = field.widget.value_from_datadict(typed, MultiValueDict(), form.add_prefix(key))
                form.initial[key] = field.bound_data(given, None)
        self.kept_at = draft.updated_at
