"""Mining rights from the files of a cadastre."""

from concessions.services.importing.rights import rights_import

__all__ = ["rights_import"]
