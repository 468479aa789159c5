"""Registrations from the lists that the ministry publishes."""

from registry.formalization.services.importing.registrations import registrations_import

__all__ = ["registrations_import"]
