"""Pages of the keys: an organization asks, an administrator answers, the organization makes and ends its keys."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from registry.accounts.choices import Power
from registry.accounts.models import Appointment, User
from registry.accounts.web.doors import StaffDoor
from registry.accounts.web.pages import FormPage, StaffPage
from registry.api.models import KeyRequest, OrganizationKey
from registry.api.services import MadeKey, key_create, key_request_ask, key_request_decide, key_revoke
from registry.common.display import Act, Crumb
from registry.common.errors import DomainError


class KeysDoor(StaffDoor):
    """Open to everybody who holds a role, organizations included: what is done here opens nothing of the register."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who is logged in and holds a role today."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        held = Appointment.objects.filter(user_id=request.user.pk, from_on__lte=self.today)
        if not held.filter(Q(until_on=None) | Q(until_on__gte=self.today)).exists():
            raise PermissionDenied
        return View.dispatch(self, request, *args, **kwargs)

    @property
    def viewer(self) -> User:
        """Who is logged in."""
        assert isinstance(self.request.user, User)
        return self.request.user

    def own_request(self) -> KeyRequest | None:
        """Return the newest request of the viewer."""
        return KeyRequest.objects.filter(user=self.viewer).first()


def _here() -> Crumb:
    return Crumb(_("Keys for programs"), reverse("keys:list"))


class KeysPage(KeysDoor, StaffPage):
    """The viewer's request and keys; for an administrator the requests of all."""

    template_name = "keys/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give request, keys and what can be done."""
        request = self.own_request()
        is_open = request is not None and request.state in {KeyRequest.State.ASKED, KeyRequest.State.APPROVED}
        acts = [] if is_open else [Act(reverse("keys:ask"), _("Ask for keys"), primary=True)]
        if request is not None and request.state == KeyRequest.State.APPROVED:
            acts = [Act(reverse("keys:new"), _("Make a key"), primary=True)]
        everyone = (
            KeyRequest.objects.select_related("user") if self.may(Power.PEOPLE_MANAGE) else KeyRequest.objects.none()
        )
        return super().get_context_data(
            title=_("Keys for programs"),
            note=_("Reading needs no key. A key raises the quota and opens what costs much."),
            acts=acts,
            asked=request,
            keys=OrganizationKey.objects.filter(request__user=self.viewer),
            requests=everyone,
            crumbs=[Crumb(_("Keys for programs"))],
            **kwargs,
        )


class AskForm(forms.Form):
    """Who asks, and what for."""

    organization = forms.CharField(max_length=160, label=gettext_lazy("Organization"))
    purpose = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=gettext_lazy("What you will read, and what for"),
    )


class AskPage(KeysDoor, FormPage):
    """Ask for keys."""

    form_class = AskForm
    title = gettext_lazy("Ask for keys")
    done = gettext_lazy("Your request is kept. An administrator answers it; you see the answer on this page.")

    def get_initial(self) -> dict[str, Any]:
        """The organization of the login."""
        return {"organization": self.viewer.organization}

    def crumbs(self) -> list[Crumb]:
        """Back to the keys."""
        return [_here()]

    def act(self, form: forms.Form) -> str:
        """Keep the request."""
        key_request_ask(user=self.viewer, by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("keys:list")


class NameForm(forms.Form):
    """What a key is called."""

    name = forms.CharField(max_length=50, label=gettext_lazy("Name of the key, e.g. the program that uses it"))


class NewKeyPage(KeysDoor, FormPage):
    """Make a key; its text is shown once, in the answer to the form, and never again."""

    form_class = NameForm
    title = gettext_lazy("Make a key")

    def crumbs(self) -> list[Crumb]:
        """Back to the keys."""
        return [_here()]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the key, or the form with its sentences."""
        form = self.get_form()
        if form.is_valid():
            try:
                return self._made(self._make(form.cleaned_data["name"]))
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
        return self._show(form, status=422)

    def _make(self, name: str) -> MadeKey:
        request = self.own_request()
        if request is None:
            raise DomainError(_("Ask for keys first; an administrator answers."), code="not_asked")
        return key_create(request=request, name=name, by=self.actor, at=self.now)

    def _made(self, made: MadeKey) -> HttpResponse:
        self.template_name = "keys/made.html"
        context = self.get_context_data(title=_("Your new key"), made=made, crumbs=self.crumbs())
        response = self.render_to_response(context)
        response["Cache-Control"] = "no-store"
        return response


class RevokeForm(forms.Form):
    """A word before it ends for good."""

    is_sure = forms.BooleanField(label=gettext_lazy("End this key. Programs that use it stop at once."))


class RevokePage(KeysDoor, FormPage):
    """End a key: its owner, or an administrator."""

    form_class = RevokeForm
    title = gettext_lazy("End a key")
    done = gettext_lazy("The key is ended.")
    key: OrganizationKey

    def prepare(self) -> None:
        """Find the key. Raises: PermissionDenied for somebody else's."""
        key = get_object_or_404(OrganizationKey.objects.select_related("request"), prefix=self.kwargs["prefix"])
        if key.request.user_id != self.viewer.pk:
            self.need(Power.PEOPLE_MANAGE)
        self.key = key

    def crumbs(self) -> list[Crumb]:
        """Back to the keys."""
        return [_here()]

    def act(self, form: forms.Form) -> str:
        """End it."""
        key_revoke(key=self.key, by=self.actor, at=self.now)
        return reverse("keys:list")


class AnswerForm(forms.Form):
    """What an administrator says."""

    state = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[
            (KeyRequest.State.APPROVED.value, gettext_lazy("approve")),
            (KeyRequest.State.REFUSED.value, gettext_lazy("refuse")),
            (KeyRequest.State.ENDED.value, gettext_lazy("end the approval and every key at once")),
        ],
    )
    reason = forms.CharField(max_length=300, required=False, label=gettext_lazy("Why, if you refuse or end"))


class AnswerRequestPage(FormPage):
    """Answer a request."""

    power = Power.PEOPLE_MANAGE
    form_class = AnswerForm
    title = gettext_lazy("Answer a request for keys")
    done = gettext_lazy("Your answer is kept.")
    asked: KeyRequest

    def prepare(self) -> None:
        """Find the request."""
        self.asked = get_object_or_404(KeyRequest, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who asks and what for."""
        return super().get_context_data(note=f"{self.asked.organization}: {self.asked.purpose}", **kwargs)

    def crumbs(self) -> list[Crumb]:
        """Back to the keys."""
        return [_here()]

    def act(self, form: forms.Form) -> str:
        """Keep the answer."""
        key_request_decide(request=self.asked, by=self.actor, at=self.now, **form.cleaned_data)
        return reverse("keys:list")
