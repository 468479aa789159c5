"""Whose ledger: a person or a group, by the names that events, notices and rows use."""

from django.db.models import QuerySet

from miners.models import Group, Person
from registry.formalization.models import Registration

Owner = Person | Group


def key_of(owner: Owner) -> str:
    """Return the key of a person or group, as events and notices name them."""
    return f"{'person' if isinstance(owner, Person) else 'group'}:{owner.pk}"


def own(owner: Owner) -> dict[str, Owner]:
    """Return the owner as a filter or as the values of a row."""
    return {"person": owner} if isinstance(owner, Person) else {"group": owner}


def registrations_of(owner: Owner) -> QuerySet[Registration]:
    """Return the entries of a person or group."""
    return Registration.objects.filter(**own(owner))


def place_of(owner: Owner) -> str:
    """Return the district of the newest entry, else of the owner: it decides which office answers."""
    entry = registrations_of(owner).exclude(ubigeo="").order_by("-pk").values_list("ubigeo", flat=True).first()
    return entry or owner.ubigeo
