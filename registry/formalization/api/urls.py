"""Reading addresses of this room."""

from django.urls import path

from registry.api.views import PublicDetailView, PublicListView
from registry.formalization.disclosure import REGISTRATIONS

urlpatterns = [
    path("registrations/", PublicListView.as_view(public=REGISTRATIONS), name="registrations"),
    path("registrations/<str:key>/", PublicDetailView.as_view(public=REGISTRATIONS), name="registration"),
]
