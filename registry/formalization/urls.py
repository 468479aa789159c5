"""Addresses of the registrations."""

from django.urls import path

from registry.formalization.web import determining, entering, explanation, law, totals, trying, views

app_name = "registrations"
urlpatterns = [
    path("", views.RegistrationListPage.as_view(), name="list"),
    path("add/", entering.RegistrationAddPage.as_view(), name="add"),
    path("reviews/", determining.ReviewsPage.as_view(), name="reviews"),
    path("try/", trying.TryPage.as_view(), name="try"),
    path("totals/", totals.TotalsPage.as_view(), name="totals"),
    path("<int:pk>/", views.RegistrationPage.as_view(), name="page"),
    path("<int:pk>/shapes.json", views.RegistrationShapes.as_view(), name="shapes"),
    path("<int:pk>/explanation/", explanation.ExplanationPage.as_view(), name="explanation"),
    path("<int:pk>/change/", entering.RegistrationChangePage.as_view(), name="change"),
    path("<int:pk>/state/", entering.StatePage.as_view(), name="state"),
    path("<int:pk>/determine/", determining.DeterminePage.as_view(), name="determine"),
    path("<int:pk>/second/", determining.SecondPage.as_view(), name="second"),
]

law_urlpatterns = [
    path("", law.LawBoardPage.as_view(), name="board"),
    path("draft/", law.DraftPage.as_view(), name="draft"),
    path("<int:pk>/", law.VersionPage.as_view(), name="version"),
    path("<int:pk>/rehearse/", law.RehearsePage.as_view(), name="rehearse"),
    path("<int:pk>/enact/", law.EnactPage.as_view(), name="enact"),
    path("rehearsals/<int:pk>.csv", law.RehearsalCsv.as_view(), name="rehearsal_csv"),
]
