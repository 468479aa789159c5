"""Addresses of the room in the API, joined in `registry.urls`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
