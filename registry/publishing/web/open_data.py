"""The open data: a page, an index and a DCAT catalogue for programs, and the files."""

from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views import View

from registry.common.speaking import SpokenPage
from registry.publishing.models import Snapshot
from registry.publishing.services.open_data import LISTS, PACKAGE, folder_of

LATEST = "latest"
Answer = TypeVar("Answer", bound=HttpResponseBase)


def snapshot_of(day: str) -> Snapshot:
    """Return the snapshot of a day, or the newest. Raises: Http404 where there is none."""
    if day == LATEST:
        found = Snapshot.objects.first()
    else:
        try:
            found = Snapshot.objects.filter(on_day=date.fromisoformat(day)).first()
        except ValueError as error:
            raise Http404 from error
    if found is None:
        raise Http404
    return found


def address_of(snapshot: Snapshot, name: str) -> str:
    """Return the address of a file."""
    return reverse("public:open-data-file", args=[snapshot.on_day.isoformat(), name])


class OpenDataPage(SpokenPage):
    """What there is to download, what each file holds, and what is withheld."""

    http_method_names = ["get", "head"]
    page = "open-data/"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the newest snapshot and the earlier days."""
        newest = Snapshot.objects.first()
        files = [(one, address_of(newest, one["name"])) for one in newest.files] if newest else []
        context = {
            "newest": newest, "files": files, "earlier": Snapshot.objects.values_list("on_day", flat=True)[1:60],
            "lists": LISTS.values(), "latest": LATEST, "package": PACKAGE,
        }  # fmt: skip
        return self.answer("publishing/open_data.html", context)


class OpenDataIndex(View):
    """Every snapshot with its files and checksums, for programs."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> JsonResponse:
        """Name them, newest first."""
        said = [
            {
                "on": snapshot.on_day,
                "made_at": snapshot.made_at,
                "files": [
                    {**one, "address": request.build_absolute_uri(address_of(snapshot, one["name"]))}
                    for one in snapshot.files
                ],
            }
            for snapshot in Snapshot.objects.all()[:400]
        ]
        return _open(JsonResponse({"is_demo": settings.REGISTRY_DEMO, "snapshots": said}))


TITLE = "Register of small-scale and artisanal mining"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


class OpenDataCatalogue(View):
    """The newest snapshot as a DCAT catalogue (JSON-LD)."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> JsonResponse:
        """Describe it."""
        snapshot = Snapshot.objects.first()
        here, home = (request.build_absolute_uri(reverse(name)) for name in ("public:open-data", "portal:home"))
        datasets = _datasets(request, snapshot, here) if snapshot else []
        said = {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
                "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
                "foaf": "http://xmlns.com/foaf/0.1/",
            },
            "@id": here, "@type": "dcat:Catalog",
            "dct:title": TITLE,
            "dct:description": "What the register makes public, as files of each night.",
            "dct:publisher": {"@type": "foaf:Agent", "foaf:name": TITLE, "foaf:homepage": {"@id": home}},
            "dcat:dataset": datasets,
        }  # fmt: skip
        return _open(JsonResponse(said, content_type="application/ld+json"))


def _datasets(request: HttpRequest, snapshot: Snapshot, here: str) -> list[dict[str, Any]]:
    by_name: dict[str, list[dict[str, Any]]] = {}
    for one in snapshot.files:
        by_name.setdefault(one["name"].rpartition(".")[0], []).append(one)
    return [
        {
            "@id": f"{here}#{name}",
            "@type": "dcat:Dataset",
            "dct:title": str(LISTS[name].title) if name in LISTS else name,
            "dct:description": str(LISTS[name].says) if name in LISTS else name,
            "dct:issued": {"@type": "xsd:date", "@value": snapshot.on_day.isoformat()},
            "dcat:distribution": [_distribution(request, snapshot, one) for one in files],
        }
        for name, files in by_name.items()
    ]


def _distribution(request: HttpRequest, snapshot: Snapshot, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": request.build_absolute_uri(reverse("public:open-data"))},
        "dcat:downloadURL": {"@id": request.build_absolute_uri(address_of(snapshot, one["name"]))},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{one['media'].partition(';')[0]}"},
        "dcat:byteSize": one["bytes"],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": one["sha256"],
        },
    }


class OpenDataFile(View):
    """One file of a day; `latest` leads to the newest day, so that a copy always knows its day."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, day: str, name: str) -> HttpResponseBase:
        """Send the file, or say that it is unchanged."""
        snapshot = snapshot_of(day)
        one = next((one for one in snapshot.files if one["name"] == name), None)
        if one is None:
            raise Http404
        if day == LATEST:
            return _open(redirect(address_of(snapshot, name)))
        etag = f'"{one["sha256"]}"'
        if (unchanged := get_conditional_response(request, etag=etag)) is not None:
            return unchanged
        path = folder_of(snapshot.on_day) / name
        if not path.is_file():
            raise Http404
        response = FileResponse(path.open("rb"), content_type=one["media"], as_attachment=True, filename=name)
        response["ETag"] = etag
        return _open(response)


def _open(response: Answer) -> Answer:
    """Let pages of other hosts read it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response
