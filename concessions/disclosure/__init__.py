"""What of mining rights, of contracts over them, and of what they share with land, leaves the register."""

from concessions.disclosure.contracts import CONTRACTS
from concessions.disclosure.overlaps import CHECKS, OVERLAPS
from concessions.disclosure.rights import RIGHTS

__all__ = ["CHECKS", "CONTRACTS", "OVERLAPS", "RIGHTS"]
