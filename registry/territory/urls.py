"""Addresses of the land pages."""

from django.urls import path

from registry.territory.web import findings, views

app_name = "territory"
urlpatterns = [
    path("", views.LayerListPage.as_view(), name="layer_list"),
    path("layers/<int:pk>/", views.LayerPage.as_view(), name="layer_page"),
    path("findings/<int:pk>/", findings.FindingPage.as_view(), name="finding"),
    path("findings/<int:pk>/verdict/", findings.VerdictPage.as_view(), name="verdict"),
    path("runs/", views.RunListPage.as_view(), name="run_list"),
    path("runs/<int:pk>/", views.RunPage.as_view(), name="run_page"),
]
