"""What the doors hand over about a person or a group. An empty text, or None, says that it is not known."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class PersonData:
    """A natural person as a door received it; numbers may still hold spaces, dots and dashes."""

    full_name: str
    document_type: str = "unknown"
    document_number: str = ""
    ruc: str = ""
    gender: str = ""
    birth_date: date | None = None
    nationality: str = ""
    language: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    ubigeo: str = ""
    is_deceased: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class GroupData:
    """A group as a door received it."""

    name: str
    kind: str = "unknown"
    ruc: str = ""
    sunarp_entry: str = ""
    founded_on: date | None = None
    nationality: str = ""
    members_all_natural_persons: bool | None = None
    members_evidence: str = ""
    language: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    ubigeo: str = ""
    source: str = ""


def values_of(data: PersonData | GroupData) -> dict[str, Any]:
    """Return the fields by name."""
    return {field.name: getattr(data, field.name) for field in fields(data)}
