"""One row of a list of registrations, as read."""

from dataclasses import dataclass, field
from typing import Any

from registry.common.importing.outcome import RowNote


@dataclass(slots=True)
class RegistrationRow:
    """One row: its note, what it gives of the registration, and of the registrant.

    `degrees` is longitude and latitude; `metric` east, north and their system, where the row gives those instead.
    """

    note: RowNote
    code: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    ruc: str = ""
    dni: str = ""
    name: str = ""
    degrees: tuple[float, float] | None = None
    metric: tuple[float, float, int] | None = None
