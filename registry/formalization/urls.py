"""Addresses of the registrations."""

from django.urls import path

from registry.formalization.web import entering, explanation, totals, views

app_name = "registrations"
urlpatterns = [
    path("", views.RegistrationListPage.as_view(), name="list"),
    path("add/", entering.RegistrationAddPage.as_view(), name="add"),
    path("totals/", totals.TotalsPage.as_view(), name="totals"),
    path("<int:pk>/", views.RegistrationPage.as_view(), name="page"),
    path("<int:pk>/shapes.json", views.RegistrationShapes.as_view(), name="shapes"),
    path("<int:pk>/explanation/", explanation.ExplanationPage.as_view(), name="explanation"),
    path("<int:pk>/change/", entering.RegistrationChangePage.as_view(), name="change"),
    path("<int:pk>/state/", entering.StatePage.as_view(), name="state"),
]
