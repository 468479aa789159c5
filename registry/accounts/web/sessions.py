"""The page on which somebody sees where they are logged in, and ends what they do not know."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from registry.accounts.models import User
from registry.accounts.services.sessions import session_name, sessions_end, sessions_of
from registry.audit.services import Actor

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_word(said: str) -> str:
    """Return browser and system as people name them, from what the browser says of itself; "" where it says nothing."""
    found = [next((word for mark, word in marks if mark in said), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(word for word in found if word)


class SessionsPage(LoginRequiredMixin, TemplateView):
    """One's own open sessions; ending one asks for the login again."""

    http_method_names = ["get", "head", "post"]
    template_name = "accounts/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the sessions, with the one that asks marked."""
        here = session_name(self.request.session.session_key or "")
        rows = sessions_of(user=self._user(), at=timezone.now())
        return super().get_context_data(sessions=rows, here=here, has_others=len(rows) > 1, **kwargs)

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest) -> HttpResponse:
        """End the named session, or with `others` all but this one."""
        user, now = self._user(), timezone.now()
        here = session_name(request.session.session_key or "")
        names = {one.name for one in sessions_of(user=user, at=now)} - {here}
        if "others" not in request.POST:
            names &= {request.POST.get("end", "")}
        count = sessions_end(user=user, names=names, by=Actor.user(user.pk), at=now)
        ended = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", count) % {"count": count}
        messages.success(request, ended if count else _("Nothing was ended: that session is over already."))
        return redirect("account_sessions")

    def _user(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user
