"""Writing mining rights, their holders and contracts by hand; files come in through the imports."""

from concessions.services.contracts import contract_add, contract_end
from concessions.services.holders import holder_add, holder_end
from concessions.services.rights import RightData, right_change, right_create

__all__ = ["RightData", "contract_add", "contract_end", "holder_add", "holder_end", "right_change", "right_create"]
