"""Addresses of the room at the desk."""

from django.urls import path

from registry.notices.web import views

app_name = "notices"

urlpatterns = [
    path("", views.NoticeListPage.as_view(), name="list"),
    path("<int:pk>/", views.NoticePage.as_view(), name="page"),
    path("<int:pk>/retry/", views.NoticeRetryPage.as_view(), name="retry"),
    path("mass/<int:pk>/", views.BatchPage.as_view(), name="batch"),
]
