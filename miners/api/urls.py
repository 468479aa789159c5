"""Reading addresses of this room."""

from django.urls import path

from miners.disclosure import ASSOCIATIONS
from registry.api.views import PublicDetailView, PublicListView

urlpatterns = [
    path("associations/", PublicListView.as_view(public=ASSOCIATIONS), name="associations"),
    path("associations/<int:key>/", PublicDetailView.as_view(public=ASSOCIATIONS), name="association"),
]
