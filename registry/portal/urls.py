"""The public pages. A language in the address shows that language; without one the browser chooses."""

from django.urls import path, re_path

from registry.portal.web.views import HomeView, StatusView

app_name = "portal"
urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("status/", StatusView.as_view(), name="status"),
    re_path(r"^(?P<language>es|en|qu)/$", HomeView.as_view(), name="home-in"),
    re_path(r"^(?P<language>es|en|qu)/status/$", StatusView.as_view(), name="status-in"),
]
