"""Documents of a case: those of the entry and those of its acts."""

from django.db.models import Q, QuerySet

from registry.casework.models import Act
from registry.documents.models import Document
from registry.formalization.models import Registration

OF_ENTRY, OF_ACT = "formalization.registration", "casework.act"


def documents_of_case(registration: Registration) -> QuerySet[Document]:
    """Return the documents of an entry and of its acts, newest first."""
    acts = Act.objects.filter(registration=registration).values("pk")
    return Document.objects.filter(
        Q(subject_kind=OF_ENTRY, subject_id=registration.pk) | Q(subject_kind=OF_ACT, subject_id__in=acts)
    ).order_by("-id")
