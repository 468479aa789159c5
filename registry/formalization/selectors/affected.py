"""Which registrations hang on a row of a lower room."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from concessions.models import Contract, RightHolder
from registry.common.among import Among
from registry.territory.models import Finding, Footprint


def _of_registrations(ids: Any) -> Q:
    return Q(pk__in=ids)


def _of_footprints(ids: Any) -> Q:
    return Q(declared_place__in=ids) | Q(verified_place__in=ids) | Q(right__footprint__in=ids)


def _of_findings(ids: Any) -> Q:
    either = Q(findings__in=ids) | Q(findings_as_other__in=ids)
    return _of_footprints(Footprint.objects.filter(either).values("pk"))


def _of_persons(ids: Any) -> Q:
    return Q(person__in=ids)


def _of_groups(ids: Any) -> Q:
    return Q(group__in=ids)


def _of_rights(ids: Any) -> Q:
    """Those that declare the right or lie on it, and those whose registrant holds it or has a contract over it.

    A name without a document is not followed here: the daily run judges everything anew.
    """
    met = Finding.objects.filter(superseded_at=None, other__isnull=False, edge_noise=False)
    places = {
        place
        for right, place in (("footprint__right", "other"), ("other__right", "footprint"))
        for place in met.filter(**{f"{right}__in": ids}).values_list(place, flat=True)
    }
    holders = RightHolder.objects.filter(right__in=ids).exclude(document_number="").values("document_number")
    parties = Contract.objects.filter(right__in=ids).exclude(party_document_number="").values("party_document_number")
    asked = Q(right__in=ids) | Q(Among("declared_place_id", places)) | Q(Among("verified_place_id", places))
    for numbers in (holders, parties):
        asked |= Q(person__ruc__in=numbers) | Q(person__document_number__in=numbers) | Q(group__ruc__in=numbers)
    return asked


AFFECTED: dict[str, Callable[[Any], Q]] = {
    "registrations": _of_registrations,
    "footprints": _of_footprints,
    "findings": _of_findings,
    "persons": _of_persons,
    "groups": _of_groups,
    "rights": _of_rights,
}
