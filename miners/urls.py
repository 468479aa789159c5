"""Addresses of the persons and groups."""

from django.urls import path

from miners.web import entering, views

app_name = "miners"
urlpatterns = [
    path("", views.PersonListPage.as_view(), name="person_list"),
    path("add/", entering.PersonAddPage.as_view(), name="person_add"),
    path("<int:pk>/", views.PersonPage.as_view(), name="person_page"),
    path("<int:pk>/change/", entering.PersonChangePage.as_view(), name="person_change"),
    path("duplicates/<int:pk>/", entering.DuplicateDecide.as_view(), name="duplicate_decide"),
    path("groups/", views.GroupListPage.as_view(), name="group_list"),
    path("groups/add/", entering.GroupAddPage.as_view(), name="group_add"),
    path("groups/<int:pk>/", views.GroupPage.as_view(), name="group_page"),
    path("groups/<int:pk>/change/", entering.GroupChangePage.as_view(), name="group_change"),
    path("groups/<int:pk>/members/add/", entering.MemberAddPage.as_view(), name="member_add"),
    path("groups/<int:pk>/members/<int:member>/end/", entering.MemberEndPage.as_view(), name="member_end"),
]
