"""What can be done inside a visit: dispute an act, give and end a mandate, change a contact, take one's data along."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from miners.models import Group, Membership, Person
from registry.casework.models import Observation
from registry.common.errors import DomainError
from registry.portal.choices import MandateScope
from registry.portal.choices.words import STATE_WORDS
from registry.portal.selectors.owners import own, registrations_of
from registry.portal.services.bringing import document_bring
from registry.portal.services.contacts import contact_ask, contact_confirm
from registry.portal.services.disputes import dispute_open
from registry.portal.services.entering import Visit
from registry.portal.services.mandates import MandateData, mandate_end, mandate_give, mandate_use
from registry.portal.services.members import members_read
from registry.portal.services.own_data import own_data_give
from registry.portal.web.ledger import VisitView, mandate_in, show
from registry.portal.web.ledger_forms import BringForm, ContactForm, DisputeForm, MandateForm, SecretForm


class DisputeView(VisitView):
    """Asks what is wrong, then opens the dispute."""

    form_class = DisputeForm

    def refused(self, visit: Visit, form: forms.Form | None, faults: list[str]) -> HttpResponse:
        """Ask what is wrong, beside the act."""
        if form is None or "event" in form.errors:
            return show(self, visit, self.token, status=422, faults=faults)
        first = "said" not in self.request.POST
        context = {"visit": self.token, "event": self.request.POST.get("event", ""), "faults": [] if first else faults}
        return self.answer("portal/dispute.html", context, 200 if first else 422)

    def act(self, visit: Visit, said: dict[str, Any]) -> HttpResponse:
        """Open it."""
        dispute = dispute_open(
            owner=visit.owner, event_id=said["event"], said=said["said"], by=visit.actor, at=timezone.now()
        )
        return show(self, visit, self.token, dispute=dispute)


class MandateGiveView(VisitView):
    """The form of a mandate, and giving it."""

    def form(self, visit: Visit) -> forms.Form | None:
        """Offer the associations that the person is a member of."""
        return MandateForm(self.request.POST, groups=_groups(visit))

    def refused(self, _visit: Visit, form: forms.Form | None, faults: list[str]) -> HttpResponse:
        """Show the form; without reproach the first time."""
        first = "until_on" not in self.request.POST
        groups = [] if form is None else form.fields["to_group"].choices  # type: ignore[attr-defined]
        context = {
            "visit": self.token, "groups": groups, "scopes": MandateScope.choices, "faults": [] if first else faults,
            "said": self.request.POST, "chosen": self.request.POST.getlist("scopes"),
        }  # fmt: skip
        return self.answer("portal/mandate_form.html", context, 200 if first else 422)

    def act(self, visit: Visit, said: dict[str, Any]) -> HttpResponse:
        """Give it."""
        group = Group.objects.filter(pk=said.pop("to_group")).first() if said.get("to_group") else None
        said.pop("to_group", None)
        data = MandateData(to_group=group, **said | {"scopes": tuple(said["scopes"])})
        if group is not None:
            data = MandateData(to_group=group, scopes=data.scopes, until_on=data.until_on)
        mandate = mandate_give(owner=visit.owner, data=data, by=visit.actor, at=timezone.now())
        return show(self, visit, self.token, given=mandate)


def _groups(visit: Visit) -> list[tuple[int, str]]:
    if not isinstance(visit.owner, Person):
        return []
    today = timezone.localdate()
    rows = Membership.objects.filter(person=visit.owner).select_related("group")
    return [(row.group_id, row.group.name) for row in rows if row.until_on is None or row.until_on >= today]


class MandateEndView(VisitView):
    """End a mandate at once."""

    def act(self, visit: Visit, _said: dict[str, Any]) -> HttpResponse:
        """End it."""
        mandate = mandate_in(visit, self.request.POST.get("mandate", ""))
        ended = mandate_end(mandate=mandate, by=visit.actor, at=timezone.now())
        return show(self, visit, self.token, ended=ended)


class ContactView(VisitView):
    """Ask for another phone or mail: a code goes to the other contact on file."""

    form_class = ContactForm

    def refused(self, _visit: Visit, _form: forms.Form | None, faults: list[str]) -> HttpResponse:
        """Show the form; without reproach the first time."""
        first = "value" not in self.request.POST
        context = {"visit": self.token, "faults": [] if first else faults, "said": self.request.POST}
        return self.answer("portal/contact_form.html", context, 200 if first else 422)

    def act(self, visit: Visit, said: dict[str, Any]) -> HttpResponse:
        """Send the second proof."""
        if not isinstance(visit.owner, Person):
            raise DomainError(_("The contact of a group is changed in person, at the office."), code="in_person")
        handle = contact_ask(person=visit.owner, field=said["field"], value=said["value"], at=timezone.now())
        return self.answer("portal/contact_code.html", {"visit": self.token, "handle": handle})


class ContactConfirmView(VisitView):
    """The second proof in."""

    form_class = SecretForm

    def refused(self, _visit: Visit, _form: forms.Form | None, faults: list[str]) -> HttpResponse:
        """Ask for the code again."""
        context = {"visit": self.token, "handle": self.request.POST.get("handle", "")[:60], "faults": faults}
        return self.answer("portal/contact_code.html", context, 422)

    def act(self, visit: Visit, said: dict[str, Any]) -> HttpResponse:
        """Change the contact."""
        if not isinstance(visit.owner, Person):
            raise DomainError(_("The contact of a group is changed in person, at the office."), code="in_person")
        contact_confirm(person=visit.owner, by=visit.actor, at=timezone.now(), **said)
        return show(self, visit, self.token, is_contact_changed=True)


class DataView(VisitView):
    """One's own data as a file."""

    def act(self, visit: Visit, _said: dict[str, Any]) -> HttpResponse:
        """Give it."""
        body = own_data_give(owner=visit.owner, by=visit.actor, at=timezone.now())
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class MembersView(VisitView):
    """The members' states, for the association itself."""

    def act(self, visit: Visit, _said: dict[str, Any]) -> HttpResponse:
        """Show them."""
        if not isinstance(visit.owner, Group):
            raise DomainError(_("Only an association has members."), code="no_group")
        at = timezone.now()
        rows = members_read(group=visit.owner, by=visit.actor, at=at, on=timezone.localdate(at))
        members = [(person, [(entry, STATE_WORDS[entry.state]) for entry in entries]) for person, entries in rows]
        return self.answer("portal/members.html", {"visit": self.token, "members": members, "group": visit.owner})


class HelperStatusView(VisitView):
    """What a mandate to read shows: states, and what the office asks."""

    for_helpers = True

    def act(self, visit: Visit, _said: dict[str, Any]) -> HttpResponse:
        """Record the use, then show."""
        if visit.mandate is not None:
            scope = MandateScope.READ_STATUS
            mandate_use(mandate=visit.mandate, scope=scope, by=visit.actor, at=timezone.now())
        entries = [(entry, STATE_WORDS[entry.state]) for entry in registrations_of(visit.owner).order_by("code")]
        return show(self, visit, self.token, entries=entries)


class BringView(VisitView):
    """A document for an observation, by the holder or under a mandate."""

    form_class = BringForm
    for_helpers = True

    def refused(self, visit: Visit, form: forms.Form | None, faults: list[str]) -> HttpResponse:
        """Show the open observations with the form."""
        del form
        owned = {f"registration__{key}": value for key, value in own(visit.owner).items()}
        rows = Observation.objects.filter(**owned, cured_on=None).select_related("registration")
        first = "title" not in self.request.POST
        context = {"visit": self.token, "observations": list(rows), "faults": [] if first else faults}
        return self.answer("portal/bring.html", context, 200 if first else 422)

    def act(self, visit: Visit, said: dict[str, Any]) -> HttpResponse:
        """Store it."""
        version = document_bring(
            visit=visit, observation_id=said["observation"], title=said["title"], name=said["file"].name,
            content=said["file"], at=timezone.now(),
        )  # fmt: skip
        return show(self, visit, self.token, brought=version)
