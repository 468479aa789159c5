"""Bringing the list of places and their boundaries into the register."""

from registry.places.services.boundaries import boundaries_import

__all__ = ["boundaries_import"]
