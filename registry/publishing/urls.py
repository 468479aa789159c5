"""Public addresses of the room: pages, map, tiles, OGC and open data."""

from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView

from registry.api.errors import unknown_address
from registry.common.speaking import SpokenPage
from registry.publishing.api.feeds import AtomFeed, JSONFeed
from registry.publishing.api.ogc import views as ogc
from registry.publishing.api.ogc.definition import DefinitionView
from registry.publishing.api.tiles import TilesView, TileView
from registry.publishing.web import hearing, lists, open_data, pages, trying

app_name = "public"

_OGC_DOC = SpectacularSwaggerSplitView.as_view(url_name="public:ogc-api", template_name="portal/api.html")
TONGUE = r"^(?P<language>es|en|qu)"
# Each page by its plain address, and by one that begins with a language.
PAGES: tuple[tuple[str, str, type[SpokenPage]], ...] = (
    ("search", "search/", pages.SearchPage),
    ("right", "rights/(?P<code>[A-Za-z0-9-]{1,20})/", pages.RightPage),
    ("entry", "entries/(?P<code>[^/]{1,40})/", pages.EntryPage),
    ("group", "groups/(?P<number>[0-9]{1,12})/", pages.GroupPage),
    ("overlaps", "overlaps/", lists.OverlapsPage),
    ("layers", "layers/", lists.LayersPage),
    ("statistics", "statistics/", lists.StatisticsPage),
    ("offices", "offices/", lists.OfficesPage),
    ("map", "map/", lists.MapPage),
)

urlpatterns: list[URLPattern] = [
    *(re_path(f"^{address}$", page.as_view(), name=name) for name, address, page in PAGES),
    *(re_path(f"{TONGUE}/{address}$", page.as_view(), name=f"{name}-in") for name, address, page in PAGES),
    path("ogc/", ogc.LandingView.as_view(), name="ogc"),
    path("ogc", ogc.LandingView.as_view(), name="ogc-plain"),  # QGIS breaks down where it is sent on to the other
    path("ogc/api", DefinitionView.as_view(), name="ogc-api"),
    path("ogc/doc", _OGC_DOC, name="ogc-doc"),
    path("ogc/conformance", ogc.ConformanceView.as_view(), name="ogc-conformance"),
    path("ogc/collections", ogc.CollectionsView.as_view(), name="ogc-collections"),
    path("ogc/collections/<str:name>", ogc.CollectionView.as_view(), name="ogc-collection"),
    path("ogc/collections/<str:name>/items", ogc.ItemsView.as_view(), name="ogc-items"),
    path("ogc/collections/<str:name>/items/<str:key>", ogc.ItemView.as_view(), name="ogc-item"),
    path("feeds/changes.atom", AtomFeed.as_view(), name="feed-atom"),
    path("feeds/changes.json", JSONFeed.as_view(), name="feed-json"),
    path("open-data/", open_data.OpenDataPage.as_view(), name="open-data"),
    re_path(r"^(?P<language>es|en|qu)/open-data/$", open_data.OpenDataPage.as_view(), name="open-data-in"),
    path("open-data/index.json", open_data.OpenDataIndex.as_view(), name="open-data-index"),
    path("open-data/catalog.jsonld", open_data.OpenDataCatalogue.as_view(), name="open-data-catalogue"),
    path("open-data/<str:day>/<str:name>", open_data.OpenDataFile.as_view(), name="open-data-file"),
    path("tiles/<str:name>/tiles.json", TilesView.as_view(), name="tiles"),
    path("tiles/<str:name>/<int:z>/<int:x>/<int:y>.pbf", TileView.as_view(), name="tile"),
    path("try/", trying.TryPage.as_view(), name="try"),
    re_path(r"^(?P<language>es|en|qu)/try/$", trying.TryPage.as_view(), name="try-in"),
    path("answer/<str:code>/", hearing.AnswerPage.as_view(), name="answer"),
    re_path(
        r"^(?P<language>es|en|qu)/answer/(?P<code>[0-9a-f]{1,60})/$", hearing.AnswerPage.as_view(), name="answer-in"
    ),
    re_path(r"^(?:ogc|tiles|feeds)/[\s\S]*$", unknown_address),  # programs ask here: in the one shape of errors
]
