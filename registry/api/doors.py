"""The addresses of a public list: its rows, a single row, and the search by a posted polygon where it is drawn."""

from django.urls import URLPattern, path

from registry.api.views import MOST_SHAPES, PublicDetailView, PublicListView, PublicSearchView
from registry.common.disclosure import PublicList


def doors(
    public: PublicList, many: str, one: str, *, key: str = "int", most_shapes: int = MOST_SHAPES
) -> list[URLPattern]:
    """Return the addresses of a list named `many` (rows) and `one` (a row), whose key is `str` or `int`."""
    rows = PublicListView.as_view(public=public, most_shapes=most_shapes)
    found = [
        path(f"{many}/", rows, name=many),
        path(f"{many}/<{key}:key>/", PublicDetailView.as_view(public=public), name=one),
    ]
    if public.is_drawn:
        search = PublicSearchView.as_view(public=public, most_shapes=most_shapes)
        found.insert(0, path(f"{many}/search/", search, name=f"{many}-search"))
    return found
