"""Which papers and documents a viewer of the desk may see: those within the regions of the power that reads them."""

from django.db.models import Q, QuerySet

from registry.accounts.choices import Power
from registry.accounts.permissions import Powers
from registry.documents.models import Document, Paper


def papers_within(powers: Powers) -> QuerySet[Paper]:
    """Return the papers that a viewer may read; one of no place only for somebody who reads the whole country."""
    where = powers.where(Power.REGISTER_READ)
    if where is None:
        return Paper.objects.all()
    inside = Q()
    for region in where:
        inside |= Q(ubigeo__startswith=region)
    return Paper.objects.filter(inside) if where else Paper.objects.none()


def may_read(document: Document, powers: Powers) -> bool:
    """Say whether a viewer may take a document out."""
    return powers.can(document.read_power, ubigeo=document.ubigeo)
