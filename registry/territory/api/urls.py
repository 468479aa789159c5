"""Reading addresses of this room."""

from registry.api.doors import doors
from registry.territory.disclosure import AREAS, LAYERS

urlpatterns = [*doors(LAYERS, "layers", "layer"), *doors(AREAS, "areas", "area", most_shapes=1000)]
