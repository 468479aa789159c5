"""Registrations, their states, authorisations and assessments."""

from registry.formalization.models.assessments import Assessment
from registry.formalization.models.authorisations import Authorisation
from registry.formalization.models.registrations import Registration, StateChange

__all__ = ["Assessment", "Authorisation", "Registration", "StateChange"]
