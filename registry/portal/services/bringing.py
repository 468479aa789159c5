"""Bringing a document for an observation: by the holder, or by a helper whose mandate allows it."""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import event_record
from registry.casework.models import Observation
from registry.common.errors import DomainError
from registry.documents.choices import DocumentKind
from registry.documents.models import DocumentVersion
from registry.documents.services import FileDraft, file_store
from registry.portal.choices import MandateScope
from registry.portal.selectors.owners import own
from registry.portal.services.entering import Visit
from registry.portal.services.mandates import mandate_use


def document_bring(
    *, visit: Visit, observation_id: int, title: str, name: str, content: bytes | IO[bytes], at: datetime
) -> DocumentVersion:
    """Store a document with the entry whose observation is open; officers read it in the file.

    Raises:
        DomainError: no such observation is open, or the file is not taken.
        NotAllowedError: the mandate does not allow it.
    """
    owned = {f"registration__{key}": value for key, value in own(visit.owner).items()}
    with transaction.atomic():
        observation = Observation.objects.select_related("registration").filter(**owned, cured_on=None)
        found = observation.filter(pk=observation_id).first()
        if found is None:
            raise DomainError(_("This observation is not open any more."), code="observation_closed")
        if visit.mandate is not None:
            scope = MandateScope.BRING_DOCUMENTS
            mandate_use(mandate=visit.mandate, scope=scope, what=title.strip(), by=visit.actor, at=at)
        entry = found.registration
        draft = FileDraft(
            subject_kind="formalization.registration", subject_id=entry.pk, kind=DocumentKind.EVIDENCE, title=title,
            name=name, content=content, ubigeo=entry.ubigeo,
        )  # fmt: skip
        version = file_store(draft=draft, by=visit.actor, at=at)
        event_record(
            kind="portal.document.brought", by=visit.actor, at=at, subject=version.document, ubigeo=entry.ubigeo,
            facts={"registration": entry.pk, "observation": found.pk},
        )  # fmt: skip
    return version
