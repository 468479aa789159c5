"""What a decided file changes in the entry itself: its registrant or its declared right."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from registry.audit.services import Actor
from registry.formalization.models import Registration
from registry.formalization.services.registrations import RegistrationData, registration_change


def entry_change(*, registration: Registration, reason: str, by: Actor, at: datetime, **values: Any) -> Registration:
    """Change named fields of a registration, the others as they stand, inside the caller's transaction."""
    row = Registration.objects.get(pk=registration.pk)
    data = {field.name: getattr(row, field.name) for field in fields(RegistrationData)} | values
    return registration_change(registration=row, data=RegistrationData(**data), place=None, by=by, at=at, reason=reason)
