"""Addresses of the registrations.

The page of one and the form for a new one are given by the room above: they show and keep more than this room knows of.
"""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from registry.formalization.web import (
    acts,
    determining,
    entering,
    explanation,
    grounds,
    held,
    imports,
    law,
    matching,
    owning,
    totals,
    trying,
    views,
)

app_name = "registrations"

View = Callable[..., Any]


def registration_urlpatterns(*, page: View, add: View) -> tuple[list[URLPattern], str]:
    """Return the addresses with the page of a registration and the form for a new one, and their name space."""
    own = [path("<int:pk>/", page, name="page"), path("add/", add, name="add")]
    return [*own, *_OTHERS], app_name


_OTHERS: list[URLPattern] = [
    path("", views.RegistrationListPage.as_view(), name="list"),
    path("reviews/", determining.ReviewsPage.as_view(), name="reviews"),
    path("try/", trying.TryPage.as_view(), name="try"),
    path("totals/", totals.TotalsPage.as_view(), name="totals"),
    path("<int:pk>/shapes.json", views.RegistrationShapes.as_view(), name="shapes"),
    path("<int:pk>/explanation/", explanation.ExplanationPage.as_view(), name="explanation"),
    path("<int:pk>/change/", entering.RegistrationChangePage.as_view(), name="change"),
    path("<int:pk>/state/", entering.StatePage.as_view(), name="state"),
    path("<int:pk>/determine/", determining.DeterminePage.as_view(), name="determine"),
    path("<int:pk>/second/", determining.SecondPage.as_view(), name="second"),
    path("<int:pk>/owner/", owning.ReviewOwnerPage.as_view(), name="review_owner"),
    path("<int:pk>/place/", grounds.VerifyPlacePage.as_view(), name="verify_place"),
    path("<int:pk>/land/", grounds.ZoneFactPage.as_view(), name="zone_fact"),
    path("<int:pk>/land/<int:fact>/withdraw/", grounds.ZoneFactWithdrawPage.as_view(), name="zone_fact_withdraw"),
    path("<int:pk>/acts/", acts.AuthorisationAddPage.as_view(), name="authorisation"),
    path("<int:pk>/acts/<int:act>/end/", acts.AuthorisationEndPage.as_view(), name="authorisation_end"),
    path("<int:pk>/exceptions/", acts.ExemptionAddPage.as_view(), name="exemption"),
    path(
        "<int:pk>/exceptions/<int:exemption>/withdraw/",
        acts.ExemptionWithdrawPage.as_view(),
        name="exemption_withdraw",
    ),
    path("matches/", matching.MatchListPage.as_view(), name="match_list"),
    path("matches/<int:pk>/", matching.MatchPage.as_view(), name="match"),
    path("changes/", held.BatchListPage.as_view(), name="batch_list"),
    path("changes/<int:pk>/", held.BatchPage.as_view(), name="batch"),
    path("changes/<int:pk>/decide/", held.BatchDecidePage.as_view(), name="batch_decide"),
    path("imports/", imports.ImportListPage.as_view(), name="import_list"),
    path("imports/add/", imports.ImportAddPage.as_view(), name="import_add"),
    path("imports/<int:pk>/", imports.ImportReportPage.as_view(), name="import_report"),
    path("imports/jobs/<int:pk>/", imports.ImportJobPage.as_view(), name="import_job"),
    path("imports/jobs/<int:pk>/load/", imports.ImportLoad.as_view(), name="import_load"),
]

law_urlpatterns = [
    path("", law.LawBoardPage.as_view(), name="board"),
    path("draft/", law.DraftPage.as_view(), name="draft"),
    path("<int:pk>/", law.VersionPage.as_view(), name="version"),
    path("<int:pk>/files.zip", law.LawFiles.as_view(), name="files"),
    path("<int:pk>/rehearse/", law.RehearsePage.as_view(), name="rehearse"),
    path("<int:pk>/enact/", law.EnactPage.as_view(), name="enact"),
    path("rehearsals/<int:pk>.csv", law.RehearsalCsv.as_view(), name="rehearsal_csv"),
]
