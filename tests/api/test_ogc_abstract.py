"""The abstract test suites of OGC API - Features Part 1 (Core, GeoJSON, OpenAPI 3.0) and Part 2 (CRS), one by one.

Each test bears the identifier of the suite (Annex A of 17-069r4 and of 18-058r1), so that a reader finds the
requirement. The OGC's own executable suite is a Java program and was not run; this file reads the same annexes.
"""

import json
import re
from itertools import product

import jsonschema
import pytest
from drf_spectacular.validation import validate_schema

GEOJSON = "application/geo+json"
OAS30 = "application/vnd.oai.openapi+json;version=3.0"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
RIGHTS = "/ogc/collections/rights/items"
NAMES = ("rights", "overlaps", "land-buffer_zone")
FEATURE = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"}, "properties": {"type": "object"}, "id": {"type": ["string", "integer"]},
        "geometry": {
            "type": ["object", "null"], "required": ["type", "coordinates"],
            "properties": {"type": {"enum": ["Point", "Polygon", "MultiPolygon"]}, "coordinates": {"type": "array"}},
        },
    },
}  # fmt: skip
FEATURES = {
    "type": "object", "required": ["type", "features"],
    "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": FEATURE}},
}  # fmt: skip


class Asking:
    """A client that answers with bodies."""

    def __init__(self, client):
        self.client = client

    def response(self, address, status=200, **query):
        found = self.client.get(address, {name.replace("_", "-"): value for name, value in query.items()})
        assert found.status_code == status, found.content[:400]
        return found

    def __call__(self, address, status=200, **query):
        return json.loads(self.response(address, status, **query).content)

    def links(self, address, rel):
        return [link for link in self(address)["links"] if link["rel"] == rel]


@pytest.fixture
def ogc(client, ground):
    """The small ground asked by the standard."""
    return Asking(client)


@pytest.fixture
def definition(ogc):
    """The API definition."""
    return ogc("/ogc/api")


def suite(*names):
    """Name a test after the abstract tests it is."""
    return pytest.mark.parametrize("annex", names)


def ids(body):
    """The keys of the features."""
    return [one["id"] for one in body["features"]]


def drawn(body):
    """The features that have a shape: what is given as yes or no has none."""
    found = [one for one in body["features"] if one["geometry"]]
    assert found
    return found


def typed(links):
    """Every link says what it is and in which form."""
    return all(link.get("href") and link.get("rel") and link.get("type") for link in links)


@suite("/conf/core/http")
def test_http(ogc, annex):
    for address in ("/ogc/", "/ogc/conformance", "/ogc/collections", "/ogc/collections/rights", RIGHTS):
        whole = ogc.response(address)
        head = ogc.client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert ogc.client.get(address, headers={"if-none-match": whole["ETag"]}).status_code == 304
        assert ogc.client.post(address).status_code == 405


@suite("/conf/core/crs84")
def test_crs84(ogc, annex):
    for name in NAMES:
        assert ogc(f"/ogc/collections/{name}")["crs"][0] == CRS84
        for feature in drawn(ogc(f"/ogc/collections/{name}/items")):
            x, y = feature["geometry"]["coordinates"][0][0]
            assert -82 < x < -68
            assert -19 < y < 1


@suite("/conf/core/root-op", "/conf/core/root-success")
def test_landing_page(ogc, annex):
    for address in ("/ogc/", "/ogc"):
        landing = ogc(address)
        rels = {link["rel"]: link for link in landing["links"]}
        assert {"self", "conformance", "data", "service-desc", "service-doc"} <= set(rels)
        assert typed(landing["links"])
        for link in landing["links"]:
            assert ogc.client.get(link["href"])["Content-Type"].replace(" ", "").startswith(link["type"])


@suite("/conf/core/api-definition-op", "/conf/core/api-definition-success", "/conf/oas30/oas-definition-2")
def test_api_definition(ogc, definition, annex):
    (link,) = ogc.links("/ogc/", "service-desc")
    assert ogc.response(link["href"])["Content-Type"] == OAS30
    assert definition["openapi"].startswith("3.0.")
    validate_schema(definition)


@suite("/conf/oas30/oas-definition-1")
def test_api_definition_as_json_and_as_a_page(ogc, annex):
    assert [link["type"] for link in ogc.links("/ogc/", "service-desc")] == [OAS30]
    (page,) = ogc.links("/ogc/", "service-doc")
    assert page["type"] == "text/html"
    answer = ogc.response(page["href"])
    assert b"swagger" in answer.content
    script = ogc.client.get(page["href"], {"script": ""})
    assert b"/ogc/api" in answer.content + script.content


@suite("/conf/core/conformance-op", "/conf/core/conformance-success")
def test_conformance(ogc, annex):
    (link,) = ogc.links("/ogc/", "conformance")
    part1, part2 = ("http://www.opengis.net/spec/ogcapi-features-" + part for part in ("1/1.0/conf/", "2/1.0/conf/"))
    assert {f"{part1}core", f"{part1}geojson", f"{part1}oas30", f"{part2}crs"} <= set(ogc(link["href"])["conformsTo"])


@suite("/conf/core/fc-md-op", "/conf/core/fc-md-success", "/conf/core/fc-md-links", "/conf/core/fc-md-items")
def test_collections(ogc, annex):
    (link,) = ogc.links("/ogc/", "data")
    said = ogc(link["href"])
    assert [one["rel"] for one in said["links"]] == ["self"]
    assert typed(said["links"])
    assert [one["id"] for one in said["collections"]] == list(NAMES)
    for one in said["collections"]:
        assert one["itemType"] == "feature"


@suite("/conf/core/fc-md-items-links")
def test_links_of_a_collection_to_its_features(ogc, annex):
    for one in ogc("/ogc/collections")["collections"]:
        assert typed(one["links"])
        (items,) = [link for link in one["links"] if link["rel"] == "items"]
        assert items["type"] == GEOJSON
        assert ogc.response(items["href"])["Content-Type"] == GEOJSON


@suite("/conf/core/fc-md-extent")
def test_extent_holds_every_feature(ogc, annex):
    for one in ogc("/ogc/collections")["collections"]:
        ((west, south, east, north),) = one["extent"]["spatial"]["bbox"]
        assert one["extent"]["spatial"]["crs"] == CRS84
        for feature in drawn(ogc(f"/ogc/collections/{one['id']}/items")):
            for x, y in feature["geometry"]["coordinates"][0]:
                assert west - 1e-8 <= x <= east + 1e-8
                assert south - 1e-8 <= y <= north + 1e-8


@suite("/conf/core/sfc-md-op", "/conf/core/sfc-md-success")
def test_collection_says_what_the_list_of_collections_says(ogc, annex):
    for one in ogc("/ogc/collections")["collections"]:
        assert ogc(f"/ogc/collections/{one['id']}") == one
    ogc("/ogc/collections/nothing", 404)


@suite("/conf/core/fc-op", "/conf/core/fc-response", "/conf/core/fc-links")
def test_features(ogc, annex):
    for name in NAMES:
        said = ogc(f"/ogc/collections/{name}/items")
        jsonschema.Draft202012Validator(FEATURES).validate(said)
        assert said["features"]
        assert {"self", "collection"} <= {link["rel"] for link in said["links"]}
        assert typed(said["links"])


@suite("/conf/core/fc-timeStamp", "/conf/core/fc-numberMatched", "/conf/core/fc-numberReturned")
def test_numbers_of_features(ogc, annex):
    for name, limit in product(NAMES, (1, 2, 100)):
        said = ogc(f"/ogc/collections/{name}/items", limit=limit)
        assert said["numberMatched"] == len(ogc(f"/ogc/collections/{name}/items")["features"])
        assert said["numberReturned"] == len(said["features"]) == min(limit, said["numberMatched"])
        assert "timeStamp" not in said, "it is optional, and an ETag would never hold with it"


@suite("/conf/core/fc-bbox-definition", "/conf/core/fc-limit-definition", "/conf/core/fc-time-definition")
def test_definition_of_parameters(definition, annex):
    wanted = {
        "bbox": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
        "limit": {"type": "integer"}, "datetime": {"type": "string"},
    }  # fmt: skip
    for name in NAMES:
        asked = {one["name"]: one for one in definition["paths"][f"/collections/{name}/items"]["get"]["parameters"]}
        for parameter, schema in wanted.items():
            one = asked[parameter]
            assert (one["in"], one["required"], one["style"], one["explode"]) == ("query", False, "form", False)
            assert schema.items() <= one["schema"].items()


@suite("/conf/core/fc-bbox-response")
def test_bbox(ogc, annex):
    everywhere = ids(ogc(RIGHTS))
    assert ids(ogc(RIGHTS, bbox="-180,-90,180,90")) == everywhere
    assert ids(ogc(RIGHTS, bbox="-180,-90,-5000,180,90,9000")) == everywhere
    assert ids(ogc(RIGHTS, bbox="177.0,65.0,-177.0,70.0")) == [], "over the antimeridian, where there is nothing"
    assert ids(ogc(RIGHTS, bbox="100,-90,-60,90")) == everywhere, "over the antimeridian and on to Peru"
    assert ids(ogc(RIGHTS, bbox="5.0,40.0,6.0,50.0")) == []
    first, _second = ogc(RIGHTS)["features"]
    x, y = (sum(axis) / len(axis) for axis in zip(*first["geometry"]["coordinates"][0], strict=True))
    assert ids(ogc(RIGHTS, bbox=f"{x - 1e-5},{y - 1e-5},{x + 1e-5},{y + 1e-5}")) == [first["id"]]


@suite("/conf/core/fc-limit-response")
def test_limit(ogc, annex):
    assert len(ogc(RIGHTS, limit=1)["features"]) == 1
    assert len(ogc(RIGHTS, limit=10**6)["features"]) == 2
    seen, address = [], f"{RIGHTS}?limit=1"
    while address:
        page = ogc(address)
        seen += ids(page)
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert seen == ids(ogc(RIGHTS))
    for wrong in ("0", "-1", "x", "1.5"):
        ogc(RIGHTS, 400, limit=wrong)


@suite("/conf/core/fc-time-response")
@pytest.mark.parametrize(
    ("asked", "both"),
    [
        ("2020-05-05T12:00:00Z", True), ("2020-05-05T00:00:00Z/2020-05-06T00:00:00Z", True), ("2020-05-05/..", True),
        ("../2020-05-06", True), ("2020-05-05/", True), ("/2020-05-06", True), ("2021-01-01/..", False), ("../2019-01-01", False),
    ],
)  # fmt: skip
def test_datetime(ogc, ground, asked, both, annex):
    type(ground.titled).objects.filter(pk=ground.titled.pk).update(filed_at="2020-05-05T12:00:00Z")
    undated = [ground.petition.code]
    assert ids(ogc(RIGHTS, datetime=asked)) == ([ground.titled.code] if both else []) + undated


@suite("/conf/core/query-param-unknown", "/conf/core/query-param-invalid")
def test_parameters_that_are_unknown_or_invalid(ogc, annex):
    for address in ("/ogc/", "/ogc/api", "/ogc/conformance", "/ogc/collections", "/ogc/collections/rights", RIGHTS):
        ogc(address, 400, unknown_parameter="1")
    for name, value in (("bbox", "1,2,3"), ("bbox", "a,b,c,d"), ("limit", "x"), ("datetime", "then")):
        assert name in ogc(RIGHTS, 400, **{name: value})["error"]["fields"]


@suite("/conf/core/f-op", "/conf/core/f-success", "/conf/core/f-links")
def test_feature(ogc, annex):
    for name in NAMES:
        for listed in ogc(f"/ogc/collections/{name}/items")["features"]:
            address = f"/ogc/collections/{name}/items/{listed['id']}"
            said = ogc(address)
            jsonschema.Draft202012Validator(FEATURE).validate(said)
            assert {key: said[key] for key in listed} == listed
            links = {link["rel"]: link for link in said["links"]}
            assert typed(said["links"])
            assert links["self"]["href"].endswith(address)
            assert ogc(links["collection"]["href"])["id"] == name


@suite("/conf/geojson/definition", "/conf/geojson/content")
def test_geojson(ogc, definition, annex):
    for name in NAMES:
        for path in (f"/collections/{name}/items", f"/collections/{name}/items/{{featureId}}"):
            assert list(definition["paths"][path]["get"]["responses"]["200"]["content"]) == [GEOJSON]
        assert ogc.response(f"/ogc/collections/{name}/items")["Content-Type"] == GEOJSON


@suite("/conf/oas30/completeness", "/conf/oas30/exceptions-codes", "/conf/oas30/oas-impl")
def test_definition_is_complete(ogc, definition, ground, annex):
    (root,) = [server["url"] for server in definition["servers"]]
    for path, methods in definition["paths"].items():
        told = methods["get"]["responses"]
        assert {"200", "304", "400", "401", "404", "429", "503"} <= set(told)
        name = path.split("/")[2] if path.count("/") > 2 else ""
        key = ids(ogc(f"/ogc/collections/{name}/items"))[0] if "{" in path else ""
        address = root + path.replace("{featureId}", str(key))
        assert ogc.response(address)["Content-Type"] in told["200"]["content"]
        for one in methods["get"]["parameters"]:
            if one["in"] == "query" and "default" in one["schema"]:
                ogc.response(address, **{one["name"]: one["schema"]["default"]})
    for name in NAMES:
        assert {f"/collections/{name}", f"/collections/{name}/items"} <= set(definition["paths"])


@suite("/conf/oas30/security")
def test_definition_asks_for_no_key(definition, annex):
    assert "security" not in definition
    assert "securitySchemes" not in definition["components"]


@suite("/conf/crs/crs-uri", "/conf/crs/default-crs", "/conf/crs/storageCrs")
def test_systems_of_the_collections(ogc, annex):
    for one in [ogc("/ogc/collections"), *ogc("/ogc/collections")["collections"]]:
        assert one["crs"][0] == CRS84
        assert all(re.fullmatch(r"http://www\.opengis\.net/def/crs/(OGC|EPSG)/[0-9.]+/\w+", crs) for crs in one["crs"])
    for one in ogc("/ogc/collections")["collections"]:
        assert one["storageCrs"] in one["crs"]


@suite("/conf/crs/crs-parameter", "/conf/crs/crs-parameter-transform", "/conf/crs/crs-parameter-default")
def test_crs_of_the_answer(ogc, definition, annex):
    for name in NAMES:
        asked = {one["name"]: one for one in definition["paths"][f"/collections/{name}/items"]["get"]["parameters"]}
        systems = ogc(f"/ogc/collections/{name}")["crs"]
        assert asked["crs"]["schema"]["enum"] == systems
        plain = ogc.response(f"/ogc/collections/{name}/items")
        assert plain["Content-Crs"] == f"<{CRS84}>"
        (x, y) = json.loads(plain.content)["features"][0]["geometry"]["coordinates"][0][0]
        for system in systems:
            said = ogc.response(f"/ogc/collections/{name}/items", crs=system)
            assert said["Content-Crs"] == f"<{system}>"
            first = json.loads(said.content)["features"][0]["geometry"]["coordinates"][0][0]
            expected = {CRS84: [x, y], f"{EPSG}4326": [y, x]}.get(system)
            assert first == expected if expected else first[1] > 1_000_000


@suite("/conf/crs/crs-parameter-invalid", "/conf/crs/bbox-crs-parameter-invalid")
def test_unknown_systems(ogc, ground, annex):
    for wrong in (f"{EPSG}3857", "EPSG:4326", "x"):
        ogc(RIGHTS, 400, crs=wrong)
        ogc(f"{RIGHTS}/{ground.titled.code}", 400, crs=wrong)
        ogc(RIGHTS, 400, bbox="-80,-18,-68,0", bbox_crs=wrong)


@suite("/conf/crs/bbox-crs-parameter", "/conf/crs/bbox-crs-parameter-default")
def test_crs_of_the_box(ogc, annex):
    plain = ids(ogc(RIGHTS, bbox="-70.4,-12.79,-70.3,-12.70"))
    assert ids(ogc(RIGHTS, bbox="-70.4,-12.79,-70.3,-12.70", bbox_crs=CRS84)) == plain
    assert ids(ogc(RIGHTS, bbox="-12.79,-70.4,-12.70,-70.3", bbox_crs=f"{EPSG}4326")) == plain
    assert plain
    assert ids(ogc(RIGHTS, bbox="349900,8589900,350100,8590100", bbox_crs=f"{EPSG}32719")) == ["010000119"]
