"""Addresses of the room at the desk."""

from django.urls import URLPattern, path

from registry.documents.web.pages import FileDoor, PaperListPage, PaperPage, WithdrawPage

app_name = "papers"

urlpatterns: list[URLPattern] = [
    path("", PaperListPage.as_view(), name="list"),
    path("<int:pk>/", PaperPage.as_view(), name="page"),
    path("<int:pk>/withdraw/", WithdrawPage.as_view(), name="withdraw"),
    path("files/<int:pk>/", FileDoor.as_view(), name="file"),
]
