"""Addresses of the room in the API, joined in `registry.urls`."""

from django.urls import URLPattern, path

from registry.api.doors import doors
from registry.oversight.api.views import FollowView, SendView
from registry.oversight.disclosure import REPORTS

urlpatterns: list[URLPattern] = [
    path("reports/send/", SendView.as_view(), name="report-send"),
    path("reports/follow/", FollowView.as_view(), name="report-follow"),
    *doors(REPORTS, "reports", "report", key="str"),
]
