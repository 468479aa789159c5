"""What others' programs and standards say of our files and feeds: DCAT-AP, Data Package, Atom (RFC 4287), JSON Feed 1.1.

Frictionless, rdflib and feedparser themselves are no dependencies: docs/api.md says how they were run over a whole
night's package. Here their rules are held against the small ground; where one of them is installed it is asked too.
"""

import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import jsonschema
import pytest

from registry.audit.services import Actor
from registry.publishing.services.open_data import folder_of, snapshot_make

DAY = date(2026, 11, 20)
ATOM = "{http://www.w3.org/2005/Atom}"
# The rules of the Data Package profile (v1) that a package of files with paths can break.
RESOURCE = {
    "type": "object",
    "required": ["name", "path"],
    "properties": {
        "name": {"type": "string", "pattern": r"^[-a-z0-9._/]+$"},
        "path": {"type": "string", "pattern": r"^(?=^[^./~])(^((?!\.\./|\.\.\\|\\|:\\).)*$).*$"},
        "hash": {"type": "string", "pattern": "^([^:]+:[a-fA-F0-9]+|[a-fA-F0-9]{32})$"},
        "bytes": {"type": "integer"}, "encoding": {"type": "string"}, "mediatype": {"type": "string", "pattern": "^(.+)/(.+)$"},
        "sources": {"type": "array", "items": {"type": "object", "required": ["title"]}},
        "schema": {
            "type": "object", "required": ["fields"],
            "properties": {"fields": {"type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["name"],
                "properties": {"type": {"enum": ["string", "number", "integer", "boolean", "date", "datetime", "array", "object", "any"]}},
            }}},
        },
    },
}  # fmt: skip
PACKAGE = {
    "type": "object", "required": ["resources"],
    "properties": {
        "name": {"type": "string", "pattern": r"^[-a-z0-9._/]+$"}, "created": {"type": "string", "format": "date-time"},
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
    },
}  # fmt: skip


@pytest.fixture
def snapshot(ground, settings, tmp_path):
    """The open data of a day of the small ground."""
    settings.REGISTRY_VAR = tmp_path
    return snapshot_make(on=DAY, by=Actor.system("test"), at=datetime(2026, 11, 20, 7, tzinfo=UTC))


def test_the_package_keeps_the_profile_of_data_packages(snapshot):
    package = json.loads((folder_of(DAY) / "datapackage.json").read_text())
    jsonschema.Draft202012Validator(PACKAGE).validate(package)
    names = [one["name"] for one in package["resources"]]
    assert len(names) == len(set(names)), "names are unique within a package"
    assert "parquet" not in {one["format"] for one in package["resources"]}


def test_frictionless_finds_the_whole_package_valid(snapshot):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed: see docs/api.md")
    report = frictionless.Package(str(folder_of(DAY) / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "type", "message"])


def test_the_catalogue_says_what_dcat_ap_asks_for(client, snapshot):
    catalogue = json.loads(client.get("/open-data/catalog.jsonld").content)
    assert {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"} <= set(catalogue)
    prefixes = {name.partition(":")[0] for name in said_names(catalogue)} - {"@id", "@type", "@value", "@context"}
    assert prefixes <= set(catalogue["@context"])
    for dataset in catalogue["dcat:dataset"]:
        assert {"@id", "dct:title", "dct:description", "dct:issued"} <= set(dataset)
        for one in dataset["dcat:distribution"]:
            assert {"dcat:accessURL", "dcat:downloadURL", "dcat:byteSize", "spdx:checksum"} <= set(one)
            assert one["dcat:mediaType"]["@id"].startswith("https://www.iana.org/assignments/media-types/")
            answer = client.get(one["dcat:downloadURL"]["@id"])
            assert len(b"".join(answer.streaming_content)) == one["dcat:byteSize"]


def said_names(value):
    """Every name of a member below a value, without what the context itself says."""
    if isinstance(value, list):
        for one in value:
            yield from said_names(one)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from said_names(inner) if name != "@context" else ()


def only(element, name):
    """The one child of that name."""
    (found,) = element.findall(f"{ATOM}{name}")
    return found


@pytest.mark.parametrize("query", ["", "?kind=right_changed", "?ubigeo=99"])
def test_the_atom_feed_keeps_rfc_4287(client, ground, query):
    response = client.get(f"/feeds/changes.atom{query}")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    assert only(feed, "id").text.startswith("http")
    assert only(feed, "title").text
    assert only(only(feed, "author"), "name").text, "4.1.1: an author of the feed, or one of every entry"
    links = [(link.get("rel"), link.get("href")) for link in feed.findall(f"{ATOM}link")]
    assert len(links) == len(set(links))
    assert next(href for rel, href in links if rel == "self").endswith(f"/feeds/changes.atom{query}")
    datetime.fromisoformat(only(feed, "updated").text)
    keys = set()
    for entry in feed.findall(f"{ATOM}entry"):
        keys.add(only(entry, "id").text)
        assert only(entry, "id").text.startswith("urn:")
        assert only(entry, "title").text
        assert datetime.fromisoformat(only(entry, "updated").text).tzinfo
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert client.get(entry.find(f"{ATOM}link").get("href")).status_code == 200
    assert len(keys) == len(feed.findall(f"{ATOM}entry")) == (0 if "99" in query else len(keys))


def test_the_json_feed_keeps_version_1_1(client, ground):
    response = client.get("/feeds/changes.json")
    feed = json.loads(response.content)
    assert response["Content-Type"] == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["items"]
    for one in feed["items"]:
        assert isinstance(one["id"], str)
        assert one["content_text"]
        assert datetime.fromisoformat(one["date_published"]).tzinfo
        assert not {name for name in one if name.startswith("_")} - {"_change"}, (
            "an extension begins with an underscore"
        )
