"""Reading addresses of this room."""

from django.urls import path

from concessions.disclosure import CHECKS, OVERLAPS, RIGHTS
from registry.api.views import MOST_COMPUTED_SHAPES, PublicDetailView, PublicListView

urlpatterns = [
    path("rights/", PublicListView.as_view(public=RIGHTS), name="rights"),
    path("rights/<str:key>/", PublicDetailView.as_view(public=RIGHTS), name="right"),
    path("overlaps/", PublicListView.as_view(public=OVERLAPS, most_shapes=MOST_COMPUTED_SHAPES), name="overlaps"),
    path("overlaps/<int:key>/", PublicDetailView.as_view(public=OVERLAPS), name="overlap"),
    path("checks/", PublicListView.as_view(public=CHECKS), name="checks"),
    path("checks/<int:key>/", PublicDetailView.as_view(public=CHECKS), name="check"),
]
