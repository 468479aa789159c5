"""Reading addresses of this room."""

from django.urls import path

from registry.api.views import PublicDetailView, PublicListView
from registry.territory.disclosure import LAYERS

urlpatterns = [
    path("layers/", PublicListView.as_view(public=LAYERS), name="layers"),
    path("layers/<int:key>/", PublicDetailView.as_view(public=LAYERS), name="layer"),
]
