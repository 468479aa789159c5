"""Reading addresses of this room."""

from concessions.disclosure import CHECKS, CONTRACTS, OVERLAPS, RIGHTS
from registry.api.doors import doors
from registry.api.views import MOST_COMPUTED_SHAPES

urlpatterns = [
    *doors(RIGHTS, "rights", "right", key="str"),
    *doors(CONTRACTS, "contracts", "contract"),
    *doors(OVERLAPS, "overlaps", "overlap", most_shapes=MOST_COMPUTED_SHAPES),
    *doors(CHECKS, "checks", "check"),
]
