"""Reading addresses of this room."""

from registry.api.doors import doors
from registry.casework.disclosure import ACTS, STEPS

urlpatterns = [*doors(ACTS, "acts", "act"), *doors(STEPS, "steps", "recorded-step")]
