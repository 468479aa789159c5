"""Addresses of the land pages."""

from django.urls import path

from registry.territory.web import (
    areas,
    breaking,
    conflict_files,
    conflicts,
    findings,
    news,
    parties,
    tolerances,
    uploads,
    views,
)

app_name = "territory"
urlpatterns = [
    path("", views.LayerListPage.as_view(), name="layer_list"),
    path("gaps/", views.GapsPage.as_view(), name="gaps"),
    path("layers/add/", uploads.LayerAddPage.as_view(), name="layer_add"),
    path("layers/jobs/<int:pk>/", uploads.LayerJobPage.as_view(), name="layer_job"),
    path("layers/jobs/<int:pk>/load/", uploads.LayerLoad.as_view(), name="layer_load"),
    path("layers/reports/<int:pk>/", uploads.LayerReportPage.as_view(), name="layer_report"),
    path("layers/<int:pk>/", views.LayerPage.as_view(), name="layer_page"),
    path("layers/<int:pk>/break/", breaking.LayerBreakPage.as_view(), name="layer_break"),
    path("areas/<int:pk>/", areas.AreaPage.as_view(), name="area"),
    path("areas/<int:pk>/party/", parties.PartyAddPage.as_view(), name="party_add"),
    path("parties/", parties.PartyListPage.as_view(), name="party_list"),
    path("parties/<int:pk>/", parties.PartyPage.as_view(), name="party"),
    path("parties/<int:pk>/change/", parties.PartyChangePage.as_view(), name="party_change"),
    path("parties/<int:pk>/end/", parties.PartyEndPage.as_view(), name="party_end"),
    path("parties/told/<int:pk>/answer/", parties.AnswerAddPage.as_view(), name="answer_add"),
    path("conflicts/", conflicts.ConflictListPage.as_view(), name="conflict_list"),
    path("conflicts/tile/", conflict_files.ConflictTile.as_view(), name="conflict_tile"),
    path("conflicts/conflicts.csv", conflict_files.ConflictCsv.as_view(), name="conflict_csv"),
    path("conflicts/conflicts.geojson", conflict_files.ConflictGeojson.as_view(), name="conflict_geojson"),
    path("conflicts/conflicts.gpkg", conflict_files.ConflictPackage.as_view(), name="conflict_gpkg"),
    path("conflicts/package/", conflict_files.ConflictPackagePage.as_view(), name="conflict_package"),
    path("conflicts/package/order/", conflict_files.ConflictPackageAsk.as_view(), name="conflict_package_ask"),
    path("news/", news.NewsListPage.as_view(), name="news_list"),
    path("tolerances/", tolerances.TolerancesPage.as_view(), name="tolerances"),
    path("tolerances/set/", tolerances.ToleranceSetPage.as_view(), name="tolerance_set"),
    path("findings/<int:pk>/", findings.FindingPage.as_view(), name="finding"),
    path("findings/<int:pk>/shapes/", findings.FindingShapes.as_view(), name="finding_shapes"),
    path("findings/<int:pk>/verdict/", findings.VerdictPage.as_view(), name="verdict"),
    path("runs/", views.RunListPage.as_view(), name="run_list"),
    path("runs/<int:pk>/", views.RunPage.as_view(), name="run_page"),
]
