"""Everything that the register holds on one person or group, for herself, as plain values."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from registry.documents.models import Document, Paper
from registry.formalization.models import StateChange
from registry.notices.selectors import notices_to
from registry.portal.models import Dispute, Mandate
from registry.portal.selectors.ledger import ledger_of
from registry.portal.selectors.owners import Owner, key_of, own, registrations_of

LEFT_OUT = frozenset({"name_folded", "source", "shape", "geom"})


def own_data(owner: Owner) -> dict[str, Any]:
    """Return the data of an owner by part; places as well-known text in degrees, moments with their zone."""
    entries = list(registrations_of(owner).select_related("declared_place", "verified_place").order_by("code"))
    numbers = [entry.pk for entry in entries]
    about = {"subject_kind": "formalization.registration", "subject_id__in": numbers}
    return {
        "you": plain(owner),
        "memberships": [plain(row) for row in owner.memberships.all()],
        "registrations": [
            plain(entry) | {
                "declared_place": entry.declared_place.geom.wkt if entry.declared_place else None,
                "verified_place": entry.verified_place.geom.wkt if entry.verified_place else None,
            }
            for entry in entries
        ],
        "states": [plain(row) for row in StateChange.objects.filter(registration__in=numbers).order_by("id")],
        "documents": [plain(row) for row in Document.objects.filter(**about).order_by("id")],
        "papers": [plain(row) for row in Paper.objects.filter(**about).order_by("id")],
        "mandates": [plain(row) for row in Mandate.objects.filter(**own(owner)).order_by("id")],
        "disputes": [plain(row) for row in Dispute.objects.filter(**own(owner)).order_by("id")],
        "notices": [plain(row) for row in notices_to(key_of(owner))],
        "acts": [
            {"at": line.event.at.isoformat(), "what": str(line.what), "who": str(line.who), "kind": line.event.kind}
            for line in ledger_of(owner, most=5_000)
        ],
    }  # fmt: skip


def plain(row: Model) -> dict[str, Any]:
    """Return the columns of a row as JSON holds them."""
    fields = [field for field in row._meta.concrete_fields if field.name not in LEFT_OUT]  # noqa: SLF001 - Django's public name
    return {field.name: _value(getattr(row, field.attname)) for field in fields}


def _value(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
