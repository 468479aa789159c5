"""The public pages. A language in the address shows that language; without one the browser chooses."""

from django.urls import re_path

from registry.portal.web.verifying import ReceiptGiveView, ReceiptView, VerifyView
from registry.portal.web.views import HomeView, StatusView

app_name = "portal"

_IN = "^(?P<language>es|en|qu)/"
_PAGES = (
    ("home", "", HomeView),
    ("status", "status/", StatusView),
    ("verify", "v/(?P<code>[^/]{1,40})/?", VerifyView),
    ("receipt-give", "v/(?P<code>[^/]{1,40})/receipt/?", ReceiptGiveView),
    ("receipt", "r/(?P<code>[^/]{1,40})/?", ReceiptView),
)

urlpatterns = [re_path(f"^{address}$", view.as_view(), name=name) for name, address, view in _PAGES]
urlpatterns += [re_path(f"{_IN}{address}$", view.as_view(), name=f"{name}-in") for name, address, view in _PAGES]
