"""Public addresses of the room: pages, map, tiles, OGC and open data."""

from django.urls import URLPattern, path, re_path

from registry.publishing.web import hearing, trying

app_name = "public"

urlpatterns: list[URLPattern] = [
    path("try/", trying.TryPage.as_view(), name="try"),
    re_path(r"^(?P<language>es|en|qu)/try/$", trying.TryPage.as_view(), name="try-in"),
    path("answer/<str:code>/", hearing.AnswerPage.as_view(), name="answer"),
    re_path(
        r"^(?P<language>es|en|qu)/answer/(?P<code>[0-9a-f]{1,60})/$", hearing.AnswerPage.as_view(), name="answer-in"
    ),
]
