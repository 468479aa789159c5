"""The door of every staff page: who is logged in, what that person may do where, and the clock read once."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.generic import View

from registry.accounts.choices import Power
from registry.accounts.models import User
from registry.accounts.permissions import Powers, powers_of
from registry.audit.services import Actor
from registry.audit.services.reads import Reads, export_record, reads_record

# A form that is refused shows its page again, with whom it is about.
SHOWS = frozenset({HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY})


class StaffDoor(LoginRequiredMixin, View):
    """A view that asks for one power; without login it leads to the login page, without the power it answers 403."""

    power: ClassVar[str] = Power.REGISTER_READ
    readers: ClassVar[tuple[str, ...]] = ()  # further powers with which the page may be read, never acted on

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who holds the power; write down which personal data were shown and which file was taken away."""
        if request.user.is_authenticated and not self.is_let_in(request):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code in SHOWS:
            self._trace(response)
        return response

    def is_let_in(self, request: HttpRequest) -> bool:
        """Say whether the viewer holds the power of the page, or only reads and may."""
        if self.powers.can(self.power):
            return True
        method = str(request.method).lower()
        is_reading = method in {"get", "head"} or not hasattr(self, method)
        return is_reading and any(self.powers.can(power) for power in self.readers)

    def read(self, *subjects: models.Model, fields: Sequence[str], ubigeo: str = "") -> None:
        """Note that this answer shows personal fields of these rows; one event is written for the whole request."""
        self.reads.note(subjects, fields, ubigeo=ubigeo)

    @cached_property
    def reads(self) -> Reads:
        """What this answer shows of whom."""
        return Reads()

    def _trace(self, response: HttpResponseBase) -> None:
        match = self.request.resolver_match
        door = match.view_name if match else self.request.path
        reads_record(reads=self.reads, door=door, by=self.actor, at=self.now)
        file = response.headers.get("Content-Disposition", "")
        if file.startswith("attachment"):
            export_record(
                door=door, file=file.partition("filename=")[2].strip('"')[:120], rows=getattr(response, "rows", None),
                fields=getattr(response, "columns", ()), by=self.actor, at=self.now,
            )  # fmt: skip

    @cached_property
    def now(self) -> datetime:
        """The moment of the request."""
        return timezone.now()

    @cached_property
    def today(self) -> date:
        """The day of the request, in Lima."""
        return timezone.localdate(self.now)

    @cached_property
    def powers(self) -> Powers:
        """What the viewer may do today."""
        user = self.request.user
        if not isinstance(user, User | AnonymousUser):
            raise PermissionDenied
        found = powers_of(user, on=self.today)
        self.request.powers = found  # type: ignore[attr-defined] # for the navigation, which asks nobody again
        return found

    @cached_property
    def actor(self) -> Actor:
        """The viewer as the one who acts."""
        return Actor.user(int(self.request.user.pk or 0))

    def need(self, power: str, *, ubigeo: str | None = None) -> None:
        """Refuse with 403 who does not hold the power for that place."""
        if not self.powers.can(power, ubigeo=ubigeo):
            raise PermissionDenied

    def may(self, power: str, *, ubigeo: str | None = None) -> bool:
        """Say whether the viewer holds the power for that place."""
        return self.powers.can(power, ubigeo=ubigeo)
