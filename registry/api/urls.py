"""Documentation and catch-all of the API; its root and the rooms' resources are joined in `registry.urls`."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView

from registry.api.description import DescriptionView
from registry.api.errors import unknown_address

_DOCS = SpectacularSwaggerSplitView.as_view(url_name="api-schema", template_name="portal/api.html")

urlpatterns = [
    path("", _DOCS, name="api-docs"),
    path("schema/", DescriptionView.as_view(), name="api-schema"),
    re_path(r"^[\s\S]*$", unknown_address),  # a line break in an address is no other page
]
