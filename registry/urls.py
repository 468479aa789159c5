"""Every door of the register. Each room brings its own list."""

from django.urls import URLPattern, URLResolver, include, path

from registry.accounts.urls import login_urlpatterns
from registry.accounts.web.sealed_search import SearchDoor
from registry.api.views import RootView
from registry.casework.web.adding import AddPage
from registry.casework.web.case import CasePage
from registry.formalization.urls import law_urlpatterns, registration_urlpatterns
from registry.formalization.web.desk import DeskPage
from registry.oversight.urls import public_urlpatterns as field_urlpatterns
from registry.portal.urls import desk_urlpatterns as counter_urlpatterns

api_v1: list[URLPattern | URLResolver] = [
    path("", RootView.as_view(), name="root"),
    path("", include("concessions.api.urls")),
    path("", include("registry.territory.api.urls")),
    path("", include("miners.api.urls")),
    path("", include("registry.formalization.api.urls")),
    path("", include("registry.casework.api.urls")),
    path("", include("registry.oversight.api.urls")),
    path("", include("registry.publishing.api.urls")),
    path("", include("registry.portal.api.urls")),
]

desk: list[URLPattern | URLResolver] = [
    path("", DeskPage.as_view(), name="home"),
    path("search/", SearchDoor.as_view(), name="search"),
]

urlpatterns = [
    path("desk/", include((desk, "desk"))),
    # The page of a registration is that of its case, and its form keeps drafts: the room below cannot know of either.
    path(
        "desk/registrations/",
        include(registration_urlpatterns(page=CasePage.as_view(), add=AddPage.as_view())),
    ),
    path("desk/law/", include((law_urlpatterns, "law"))),
    path("desk/miners/", include("miners.urls")),
    path("desk/rights/", include("concessions.urls")),
    path("desk/land/", include("registry.territory.urls")),
    path("desk/work/", include("registry.casework.urls")),
    path("desk/papers/", include("registry.documents.urls")),
    path("desk/notices/", include("registry.notices.urls")),
    path("desk/reports/", include("registry.oversight.urls")),
    path("desk/counter/", include((counter_urlpatterns, "counter"))),
    path("desk/people/", include("registry.accounts.urls")),
    path("desk/keys/", include("registry.api.desk_urls")),
    path("api/v1/", include((api_v1, "api"))),
    path("api/", include("registry.api.urls")),
    path("accounts/", include(login_urlpatterns)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include((field_urlpatterns, "field"))),
    path("", include("registry.publishing.urls")),
    path("", include("registry.portal.urls")),
]
