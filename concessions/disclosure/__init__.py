"""What of mining rights, and of what they share with land, leaves the register."""

from concessions.disclosure.overlaps import CHECKS, OVERLAPS
from concessions.disclosure.rights import RIGHTS

__all__ = ["CHECKS", "OVERLAPS", "RIGHTS"]
