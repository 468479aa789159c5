"""Addresses of the room: at the desk, and for anybody."""

from django.urls import URLPattern, path, re_path

from registry.oversight.web import desk, public

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("", desk.ReportListPage.as_view(), name="list"),
    path("<int:pk>/", desk.ReportPage.as_view(), name="page"),
    path("<int:pk>/take/", desk.TakePage.as_view(), name="take"),
    path("<int:pk>/answer/", desk.AnswerPage.as_view(), name="answer"),
    path("<int:pk>/reopen/", desk.ReopenPage.as_view(), name="reopen"),
]

public_urlpatterns: list[URLPattern] = [
    re_path(r"^(?:(?P<language>es|en|qu)/)?reports/$", public.BoardPage.as_view(), name="board"),
    re_path(r"^(?:(?P<language>es|en|qu)/)?reports/new/$", public.SendPage.as_view(), name="send"),
    re_path(r"^(?:(?P<language>es|en|qu)/)?reports/follow/$", public.FollowPage.as_view(), name="follow"),
]
