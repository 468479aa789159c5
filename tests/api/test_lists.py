"""Lists and single rows: shape, filters, order, pages, and a sentence for every misuse."""

import json
from datetime import date

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concessions.models import MiningRight

LISTS = [
    "rights", "contracts", "overlaps", "checks", "layers", "areas", "associations", "registrations", "timeline", "steps",
    "acts", "assessments", "changes",
]  # fmt: skip


def get(client, path, status=200, **query):
    """The body of an answer with that status."""
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == status, response.content[:500]
    return json.loads(response.content)


def refused(client, path, **query):
    """The error of a request that cannot be answered, in its one shape."""
    body = get(client, path, 400, **query)
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields"}
    assert body["error"]["code"] == "invalid_parameters"
    assert body["error"]["message"].endswith((".", ")"))
    return body["error"]["fields"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_answers_in_its_stated_order_with_one_query(client, ground, name):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        body = get(client, f"{name}/")
    assert set(body) == {"next", "order", "is_demo", "results"}
    assert body["results"]
    assert len(queries) == (2 if name == "overlaps" else 1)  # it asks once which version of the law is in force
    key = body["order"]
    assert [row[key] for row in body["results"]] == sorted(row[key] for row in body["results"])


@pytest.mark.parametrize("name", LISTS)
def test_each_row_of_a_list_is_found_by_its_key(client, ground, name):
    body = get(client, f"{name}/")
    for row in body["results"]:
        assert get(client, f"{name}/{row[body['order']]}/") == row


@pytest.mark.parametrize("name", ["rights", "registrations", "overlaps"])
def test_places_leave_as_geojson(client, ground, name):
    response = client.get(f"/api/v1/{name}/?format=geojson")
    assert response["Content-Type"] == "application/geo+json"
    body = json.loads(response.content)
    assert body["type"] == "FeatureCollection"
    assert {feature["type"] for feature in body["features"]} == {"Feature"}
    assert any(feature["geometry"] for feature in body["features"])


def test_a_shape_keeps_eight_digits(client, ground):
    body = get(client, "rights/010000119/", format="geojson")
    west = min(x for x, _y in body["geometry"]["coordinates"][0])
    assert west == pytest.approx(ground.titled.footprint.geom.extent[0], abs=1e-8)
    assert round(west, 6) != west


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"state": "titled"}, ["010000119"]),
        ({"state": "titled,in_process"}, ["010000119", "010000219"]),
        ({"ubigeo": "17"}, ["010000119", "010000219"]),
        ({"ubigeo": "170102"}, ["010000219"]),
        ({"code": "010000219"}, ["010000219"]),
        ({"declared_hectares_min": "100"}, ["010000119"]),
        ({"declared_hectares_min": "100.0001"}, []),
        ({"search": "DERÉCHO 0100002"}, ["010000219"]),
        ({"search": "100% _"}, []),
        ({"bbox": "-80,-18,-68,0"}, ["010000119", "010000219"]),
        ({"bbox": "-80,-18,-79,-17"}, []),
        ({"updated_since": "2000-01-01T00:00:00Z"}, ["010000119", "010000219"]),
        ({"updated_since": "2999-01-01"}, []),
        ({"updated_since": "1990-01-01"}, ["010000119", "010000219"]),  # an hour that the clocks of Lima left out
        ({"updated_since": "0412-07-09T16:56:58.5875-16:12"}, ["010000119", "010000219"]),
        ({"ordering": "-code"}, ["010000219", "010000119"]),
        ({"ordering": "declared_hectares"}, ["010000119", "010000219"]),
        ({"ordering": "-declared_hectares"}, ["010000119", "010000219"]),
    ],
)
def test_rights_are_filtered_and_ordered(client, ground, query, codes):
    assert [row["code"] for row in get(client, "rights/", **query)["results"]] == codes


@pytest.mark.parametrize(
    ("query", "at_fault"),
    [
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "a,b,c,d"}, "bbox"),
        ({"bbox": "-12.9,-70.2,-12.8,-70.1"}, "bbox"),
        ({"bbox": "-70,-12,-71,-11"}, "bbox"),
        ({"bbox": "nan,nan,nan,nan"}, "bbox"),
        ({"bbox": "-1e400,-12,1,-11"}, "bbox"),
        ({"state": "vigente"}, "state"),
        ({"state": "titled' OR 1=1 --"}, "state"),
        ({"state": ""}, "state"),
        ({"state": ["titled", "in_process"]}, "state"),
        ({"ubigeo": "1"}, "ubigeo"),
        ({"ubigeo": "١٧"}, "ubigeo"),
        ({"titled_on_from": "20/11/2026"}, "titled_on_from"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"declared_hectares_min": "1,000.5"}, "declared_hectares_min"),
        ({"declared_hectares_min": "NaN"}, "declared_hectares_min"),
        ({"declared_hectares_min": "1e999"}, "declared_hectares_min"),
        ({"declared_hectares_min": "1_000"}, "declared_hectares_min"),
        ({"state": " "}, "state"),
        ({"updated_since": "0001-01-01T00:00:00+23:59x"}, "updated_since"),
        ({"updated_since": "0001-01-01T00:00:00+23:59"}, "updated_since"),
        ({"search": "ab"}, "search"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "1001"}, "page_size"),
        ({"page_size": "²"}, "page_size"),
        ({"page_size": "99999999999999999999"}, "page_size"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "W10"}, "cursor"),
        ({"ordering": "source"}, "ordering"),
        ({"ordering": "footprint__source_text"}, "ordering"),
        ({"fields": "code,phone"}, "fields"),
        ({"count": "yes"}, "count"),
        ({"format": "xml"}, "format"),
        ({"estate": "titled"}, "estate"),
        ({"state__in": "titled"}, "state__in"),
    ],
)
def test_a_misused_parameter_is_named_with_a_sentence(client, ground, query, at_fault):
    assert at_fault in refused(client, "rights/", **query)


@pytest.mark.parametrize("name", ["search", "code", "state", "cursor", "bbox"])
def test_a_zero_byte_in_a_parameter_is_refused(client, ground, name):
    assert "error" in get(client, "rights/", 400, **{name: "abc\0"})


def test_broken_text_in_an_address_is_not_found_or_refused(client, ground):
    assert client.get("/api/v1/rights/%00/").status_code == 400
    assert client.get("/api/v1/rights/%FF%FE/").status_code == 404
    assert client.get("/api/v1/overlaps/99999999999999999999999/").status_code == 404
    assert "UTF-8" in client.get("/api/v1/rights/?search=%FF%FE%FD").json()["error"]["fields"]["search"][0]
    assert "id" in refused(client, "overlaps/", id="99999999999999999999999")


def test_unknown_addresses_answer_in_the_same_shape(client, ground):
    for path in ("nothing/", "rights/999/", "rights/010000119/more/"):
        assert get(client, path, 404)["error"]["code"] == "not_found"


def test_nothing_can_be_written(client, ground):
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)("/api/v1/rights/")
        assert response.status_code == 405
        assert json.loads(response.content)["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "ordering", ["code", "-code", "titled_on", "-titled_on", "updated_at", "name", "declared_hectares"]
)
def test_pages_give_each_row_once_in_either_direction(client, db, ordering):
    for n in range(23):
        titled = date(2020, 1, 1 + n // 3) if n % 4 else None
        MiningRight.objects.create(code=f"C{n:08}", name=f"N{n % 5}", titled_on=titled, declared_hectares=n % 3 or None)
    everything = [row["code"] for row in get(client, "rights/", ordering=ordering)["results"]]
    seen, address = [], f"/api/v1/rights/?ordering={ordering}&page_size=4"
    while address:
        body = json.loads(client.get(address).content)
        assert len(body["results"]) <= 4
        seen += [row["code"] for row in body["results"]]
        address = body["next"]
    assert seen == everything
    assert len(set(seen)) == 23


def test_a_cursor_of_another_order_is_refused(client, ground):
    cursor = get(client, "rights/", page_size=1)["next"].split("cursor=")[1]
    assert "cursor" in refused(client, "rights/", cursor=cursor, ordering="name")


@pytest.mark.parametrize("is_counting", [False, True])
def test_the_whole_list_leaves_as_one_table(client, ground, monkeypatch, is_counting):
    monkeypatch.setattr(connections["default"], "force_debug_cursor", is_counting)
    MiningRight.objects.filter(code="010000219").update(name="=cmd|' /C calc'!A0")
    response = client.get("/api/v1/rights/?format=csv&fields=code,name,filed_hour_known&ordering=-code")
    assert response["Content-Disposition"] == 'attachment; filename="miningright.csv"'
    rows = b"".join(response.streaming_content).decode().splitlines()
    assert rows == [
        "code,name,filed_hour_known", "010000219,'=cmd|' /C calc'!A0,false", "010000119,Derecho 010000119,false",
    ]  # fmt: skip
    assert "page_size" in refused(client, "rights/", format="csv", page_size="10")
    nothing = client.get("/api/v1/rights/?format=csv&fields=code&code=999999999999")
    assert b"".join(nothing.streaming_content) == b"code\n"


def test_a_full_process_says_so_at_once(client, ground, settings):
    settings.REGISTRY_API_AT_ONCE = 1
    held = client.get("/api/v1/rights/?format=csv")
    busy = client.get("/api/v1/rights/")
    assert (busy.status_code, busy["Retry-After"]) == (503, "2")
    assert json.loads(busy.content)["error"]["code"] == "busy"
    held.held.close()  # the whole response would close the connection of the test too
    assert client.get("/api/v1/rights/").status_code == 200


def test_rows_are_counted_and_thinned_when_asked(client, ground):
    body = get(client, "rights/", count="true", fields="state,code", page_size=1)
    assert body["count"] == 2
    assert body["results"] == [{"code": "010000119", "state": "titled"}]


def test_anybody_may_read_without_a_cookie_and_from_any_page(client, ground):
    response = client.get("/api/v1/rights/")
    assert not response.cookies
    assert response["Access-Control-Allow-Origin"] == "*"


def test_too_many_requests_are_told_how_long_to_wait(client, ground, settings):
    settings.REGISTRY_API_RATE = 3
    answers = [client.get("/api/v1/layers/", REMOTE_ADDR="192.0.2.77") for _ in range(8)]
    assert answers[0].status_code == 200
    # Eight in a row may lie on both sides of a new minute, in which three are free again.
    last = next(answer for answer in answers if answer.status_code == 429)
    assert int(last["Retry-After"]) >= 1
    assert json.loads(last.content)["error"]["code"] == "too_many_requests"
    assert client.get("/api/v1/layers/", REMOTE_ADDR="192.0.2.78").status_code == 200


def test_what_nobody_foresaw_is_logged_and_keeps_the_shape(client, ground, monkeypatch, caplog):
    def fail(*_args):
        raise RuntimeError("broken")

    monkeypatch.setattr("registry.api.pagination.Order.read", fail)
    client.raise_request_exception = False
    body = get(client, "rights/", 500)
    assert body["error"]["code"] == "server_error"
    assert "broken" not in body["error"]["message"]
    assert any("unforeseen" in record.getMessage() for record in caplog.records)


def test_the_root_names_every_list(client, db):
    body = get(client, "")
    assert set(LISTS) < set(body)
    for name in LISTS:
        assert client.get(body[name]).status_code == 200


def test_an_error_is_plain_json_even_where_features_were_asked_for(client, ground):
    response = client.get("/api/v1/rights/?format=geojson&state=x")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert "error" in json.loads(response.content)


def test_what_did_not_change_is_not_sent_twice(client, ground):
    first = client.get("/api/v1/rights/")
    again = client.get("/api/v1/rights/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    MiningRight.objects.filter(code="010000119").update(state="extinguished")
    changed = client.get("/api/v1/rights/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert changed["Cache-Control"] == "no-cache"


def test_reading_goes_on_while_the_counting_is_down(client, ground, settings, caplog):
    settings.REGISTRY_API_RATE = 1
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert [client.get("/api/v1/rights/").status_code for _ in range(3)] == [200, 200, 200]
    assert any("not counted" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_who_writes_to_an_unknown_address_reads_that_it_is_unknown(db, method):
    """A browser's check of forged posts stands before every view: it answered 403 in a shape of its own."""
    response = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/subscriptions/none/")
    assert (response.status_code, json.loads(response.content)["error"]["code"]) == (404, "not_found")
