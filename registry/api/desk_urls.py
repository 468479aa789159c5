"""Addresses of the keys at the desk."""

from django.urls import path

from registry.api.web.pages import AnswerRequestPage, AskPage, KeysPage, NewKeyPage, RevokePage

app_name = "keys"

urlpatterns = [
    path("", KeysPage.as_view(), name="list"),
    path("ask/", AskPage.as_view(), name="ask"),
    path("new/", NewKeyPage.as_view(), name="new"),
    path("<slug:prefix>/end/", RevokePage.as_view(), name="revoke"),
    path("requests/<int:pk>/", AnswerRequestPage.as_view(), name="answer"),
]
