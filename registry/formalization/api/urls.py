"""Reading addresses of this room."""

from registry.api.doors import doors
from registry.formalization.disclosure import ASSESSMENTS, REGISTRATIONS, TIMELINE

urlpatterns = [
    *doors(REGISTRATIONS, "registrations", "registration", key="str"),
    *doors(TIMELINE, "timeline", "step"),
    *doors(ASSESSMENTS, "assessments", "assessment"),
]
