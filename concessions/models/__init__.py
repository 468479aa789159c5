"""Mining rights, their published versions, holders and contracts."""

from concessions.models.contracts import Contract
from concessions.models.holders import RightHolder
from concessions.models.rights import MiningRight, RightSnapshot

__all__ = ["Contract", "MiningRight", "RightHolder", "RightSnapshot"]
