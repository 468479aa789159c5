"""Public addresses of the room: pages, map, tiles, OGC and open data."""

from django.urls import URLPattern

app_name = "public"

urlpatterns: list[URLPattern] = []
