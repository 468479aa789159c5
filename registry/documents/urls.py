"""Addresses of the room at the desk."""

from django.urls import URLPattern

app_name = "papers"

urlpatterns: list[URLPattern] = []
