"""Addresses of the room in the API, joined in `registry.urls`."""

from django.urls import path

from registry.audit.api.views import anchors

urlpatterns = [path("anchors/", anchors, name="anchors")]
