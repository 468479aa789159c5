"""Addresses of the room in the API, joined in `registry.urls`."""

from django.urls import URLPattern, path

from registry.publishing.api.trying import TryView

urlpatterns: list[URLPattern] = [
    path("try/", TryView.as_view(), name="try"),
]
