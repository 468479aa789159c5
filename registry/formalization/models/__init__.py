"""Registrations, their states, authorisations, assessments, determinations, versions of the law."""

from registry.formalization.models.assessments import Assessment
from registry.formalization.models.authorisations import Authorisation
from registry.formalization.models.changes import ChangeBatch, ClassChange
from registry.formalization.models.determinations import Determination, Exemption, Review
from registry.formalization.models.grounds import PlaceVerification, ZoneFact
from registry.formalization.models.matches import HolderMatch
from registry.formalization.models.packs import PackVersion, Rehearsal
from registry.formalization.models.registrations import Registration, StateChange

__all__ = [
    "Assessment",
    "Authorisation",
    "ChangeBatch",
    "ClassChange",
    "Determination",
    "Exemption",
    "HolderMatch",
    "PackVersion",
    "PlaceVerification",
    "Registration",
    "Rehearsal",
    "Review",
    "StateChange",
    "ZoneFact",
]
