"""Which entries look otherwise in public since a moment: the row itself, or what it shows of other rows.

For whoever keeps a copy and asks for what changed. A row too many costs a line, a row too few leaves a wrong name or a
published class in somebody's copy; so a measuring that is not finished counts as one that changes something. Of natural
persons only a changed name or document number counts, while it is shown: whoever asks twice must not learn that a
telephone changed, that their class was determined, or that their place was measured anew.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from concessions.models import MiningRight
from miners.disclosure import is_legal_person
from miners.models import Group
from registry.audit.models import Event
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Determination, Registration
from registry.territory.models import Finding, NeighbourCheck, OverlapRun

NAMED_STATES = (RegistrationState.IN_FORCE, RegistrationState.SUSPENDED, RegistrationState.FORMALISED)
NAMED_BY = ("full_name", "document_type", "document_number", "ruc")


def moved_since(moment: datetime) -> QuerySet[Registration, Any]:
    """Return the keys of the entries that changed in public since a moment, a row too many rather than too few."""
    entries, legal = Registration.objects.order_by(), is_legal_person("group__")
    rights = MiningRight.objects.filter(updated_at__gte=moment).order_by().values("pk")
    groups = Group.objects.filter(updated_at__gte=moment).order_by().values("pk")
    first, *others = (
        entries.filter(asked).values("pk")
        for asked in (
            Q(updated_at__gte=moment), Q(right__in=rights), Q(group__in=groups),
            Q(state__in=NAMED_STATES, person__in=_renamed(moment)), legal & Q(pk__in=_determined(moment)),
            legal & Q(declared_place__in=_measured(moment, rights)),
        )
    )  # fmt: skip
    return first.union(*others)


def _renamed(moment: datetime) -> QuerySet[Event, Any]:
    """Persons whose name or document number changed."""
    changed = Event.objects.filter(kind="miners.person.changed", at__gte=moment, changes__has_any_keys=NAMED_BY)
    return changed.order_by().values("subject_id")


def _determined(moment: datetime) -> QuerySet[Determination, Any]:
    """Entries whose class, once notified, was determined, agreed to, opened again or replaced."""
    acts = Event.objects.filter(subject_type="formalization.determination", at__gte=moment).order_by()
    notified = Determination.objects.filter(notified_on__isnull=False).order_by()
    return notified.filter(pk__in=acts.values("subject_id")).values("registration")


def _measured(moment: datetime, rights: QuerySet[MiningRight, Any]) -> QuerySet[Any, Any]:
    """Places that were measured among the rights since, or met a right that changed."""
    runs = OverlapRun.objects.filter(Q(finished_at=None) | Q(finished_at__gte=moment)).order_by().values("pk")
    now = Q(run__in=runs) | Q(superseded_at__gte=moment)
    pairs, checks = Finding.objects.filter(other__isnull=False).order_by(), NeighbourCheck.objects.order_by()
    return checks.filter(now).values("footprint").union(
        pairs.filter(now).values("footprint"), pairs.filter(now).values("other"),
        pairs.filter(superseded_at=None, other__right__in=rights).values("footprint"),
        pairs.filter(superseded_at=None, footprint__right__in=rights).values("other"),
    )  # fmt: skip
