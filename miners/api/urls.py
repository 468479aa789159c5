"""Reading addresses of this room."""

from miners.disclosure import ASSOCIATIONS
from registry.api.doors import doors

urlpatterns = doors(ASSOCIATIONS, "associations", "association")
