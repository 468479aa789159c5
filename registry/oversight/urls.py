"""Addresses of the room at the desk."""

from django.urls import URLPattern

app_name = "reports"

urlpatterns: list[URLPattern] = []
