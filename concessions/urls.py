"""Addresses of the rights."""

from django.urls import path

from concessions.web import entering, imports, views

app_name = "rights"
urlpatterns = [
    path("", views.RightListPage.as_view(), name="list"),
    path("add/", entering.RightAddPage.as_view(), name="add"),
    path("imports/", imports.ImportListPage.as_view(), name="import_list"),
    path("imports/add/", imports.ImportAddPage.as_view(), name="import_add"),
    path("imports/<int:pk>/", imports.ImportReportPage.as_view(), name="import_report"),
    path("imports/jobs/<int:pk>/", imports.ImportJobPage.as_view(), name="import_job"),
    path("imports/jobs/<int:pk>/load/", imports.ImportLoad.as_view(), name="import_load"),
    path("<int:pk>/", views.RightPage.as_view(), name="page"),
    path("<int:pk>/shapes.json", views.RightShapes.as_view(), name="shapes"),
    path("<int:pk>/change/", entering.RightChangePage.as_view(), name="change"),
    path("<int:pk>/holders/add/", entering.HolderAddPage.as_view(), name="holder_add"),
    path("<int:pk>/holders/<int:holder>/end/", entering.HolderEndPage.as_view(), name="holder_end"),
    path("<int:pk>/contracts/add/", entering.ContractAddPage.as_view(), name="contract_add"),
    path("<int:pk>/contracts/<int:contract>/end/", entering.ContractEndPage.as_view(), name="contract_end"),
]
