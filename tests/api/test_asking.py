"""What a programmer meets on the first day: a slash left out, a plus in an address, a page of another host, a packed body."""

import gzip
import json

import pytest

AREA = {"type": "Polygon", "coordinates": [[[-80, -18], [-68, -18], [-68, 0], [-80, 0], [-80, -18]]]}
BODY = json.dumps({"intersects": AREA}).encode()
SEARCH, JSON = "/api/v1/rights/search/", "application/json"


def error(response):
    """The one shape of errors."""
    return json.loads(response.content)["error"]


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/api/v1/rights", "/api/v1/rights/"),
        ("/api/v1/rights?state=titled", "/api/v1/rights/?state=titled"),
        ("/api/v1/rights/010000119", "/api/v1/rights/010000119/"),
        ("/api/schema", "/api/schema/"),
    ],
)
def test_a_slash_left_out_leads_on(client, address, leads_to):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (308, leads_to)
    assert client.post(SEARCH.rstrip("/"), BODY, content_type=JSON).status_code == 308, "method and body are kept"


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nothing",
        "/api/v1/nothing/",
        "/api//evil.example",
        "/api/v1/overlaps/x",
        "/ogc/nothing",
        "/tiles/rights/10/-1/1.pbf",
        "/feeds/",
    ],
)
def test_an_address_that_leads_nowhere_is_told_so(client, address):
    answer = client.get(address)
    assert (answer.status_code, error(answer)["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch"])
def test_a_refused_method_names_those_that_are_answered(client, method):
    answer = getattr(client, method)(SEARCH)
    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert method == "head" or "POST" in error(answer)["message"]
    assert "GET" in error(client.post("/api/v1/rights/"))["message"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "GZIP, gzip", "x"])
@pytest.mark.parametrize("address", [SEARCH, "/api/v1/try/", "/api/v1/reports/send/", "/status/"])
def test_a_packed_body_is_refused_unread(client, db, address, coding):
    answer = client.post(address, gzip.compress(BODY), content_type=JSON, headers={"content-encoding": coding})
    assert answer.status_code == 415
    assert b"Content-Encoding" in answer.content
    if address.startswith("/api/"):
        assert error(answer)["code"] == "unsupported_media_type"


def test_a_body_named_as_unpacked_is_read(client, ground):
    answer = client.post(SEARCH, BODY, content_type=JSON, headers={"content-encoding": "identity"})
    assert len(json.loads(answer.content)["results"]) == 2


def test_a_body_without_a_length_is_not_taken_for_an_empty_one(client, db):
    answer = client.post(
        SEARCH, BODY, content_type=JSON, headers={"transfer-encoding": "chunked", "content-length": ""}
    )
    assert (answer.status_code, error(answer)["code"]) == (411, "length_required")


@pytest.mark.parametrize("since", ["2026-11-20T00:00:00+00:00", "2026-11-20T00:00:00.123456+0000", "2026-11-20T00:00Z"])
def test_a_moment_is_read_with_its_plus_unencoded(client, ground, since):
    encoded = client.get("/api/v1/rights/", {"updated_since": since})
    assert encoded.status_code == 200
    assert client.get(f"/api/v1/rights/?updated_since={since}").content == encoded.content


@pytest.mark.parametrize("since", ["2026-11-20 00:00", "2026-11-20+00:00"])
def test_a_space_between_day_and_time_is_no_offset(client, ground, since):
    """By the clocks of Peru it is 5 o'clock in UTC."""
    answer = client.get(f"/api/v1/rights/?updated_since={since}")
    assert answer.content == client.get("/api/v1/rights/?updated_since=2026-11-20T05:00:00Z").content
    assert answer.status_code == 200


@pytest.mark.parametrize("codes", [",", "REG-0001,", ",,", "REG-0001, ,REG-0002"])
def test_a_value_left_out_of_a_list_is_not_looked_for(client, db, codes):
    answer = client.get("/api/v1/timeline/", {"registration_code": codes})
    assert (answer.status_code, list(error(answer)["fields"])) == (400, ["registration_code"])
    assert client.get("/api/v1/acts/", {"number": "RD 0001-2026 (demo)"}).status_code == 200, "a space belongs to it"


@pytest.mark.parametrize("word", ["Bearer", "Token", "Key", "ApiKey"])
def test_a_key_under_another_word_is_not_taken_for_anonymous_in_silence(client, db, word):
    answer = client.get("/api/v1/rights/", headers={"authorization": f"{word} abcdefgh.1234"})
    assert answer.status_code == 401
    assert "Api-Key" in error(answer)["message"]
    assert client.get("/api/v1/rights/", headers={"authorization": "Basic eDp5"}).status_code == 200


def test_who_brings_no_key_learns_that_it_takes_one(client, db):
    answer = client.post("/api/v1/verifications/", {"codes": ["x"]}, content_type=JSON)
    assert answer.status_code == 401
    assert "key of an organization" in error(answer)["message"]
    assert answer["WWW-Authenticate"] == "Api-Key"


def test_a_browser_is_told_what_a_page_of_another_host_may_send(client, db):
    answer = client.options(SEARCH, headers={"origin": "https://ngo.example", "access-control-request-method": "POST"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert "Content-Type" in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "ETag" in client.get("/api/v1/rights/")["Access-Control-Expose-Headers"]


ALONE = [
    "/api/v1/",
    "/api/v1/consequences/",
    "/api/v1/anchors/",
    "/api/v1/try/",
    "/api/v1/statistics/",
    "/tiles/rights/10/1/1.pbf",
]


@pytest.mark.parametrize("address", ALONE)
def test_an_address_without_parameters_refuses_one(client, db, address):
    answer = client.get(f"{address}?state=titled")
    assert answer.status_code == 400
    assert error(answer)["fields"] == {"state": ["This address takes no parameter."]}


def test_the_description_is_made_once_and_not_sent_again_unchanged(client, db):
    first = client.get("/api/schema/?format=json")
    assert first.json()["openapi"] == "3.1.0"
    again = client.get("/api/schema/?format=json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/schema/")["Content-Type"].startswith("application/vnd.oai.openapi;")
    assert client.get("/api/schema/", headers={"accept": "application/json"}).json() == first.json()
    wrong = client.get("/api/schema/?format=exe")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/json")


def test_the_root_names_every_resource(client, db):
    """Whatever the description has, without a number in its address and to be read or sent."""
    described = client.get("/api/schema/?format=json").json()["paths"]
    plain = {path.split("/")[3] for path in described if path.count("/") == 4 and "{" not in path}
    assert plain <= set(client.get("/api/v1/").json())


def test_a_report_may_be_sent_by_a_page_of_another_host_and_what_it_does_not_know_is_refused(client, db):
    answer = client.post("/api/v1/reports/send/?dry_run=1", {}, content_type=JSON)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (400, "*")
    assert list(error(answer)["fields"]) == ["dry_run"]
    assert client.options("/api/v1/reports/send/")["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    words = client.post("/api/v1/reports/send/", "x", content_type="text/plain")
    assert words.status_code == 415
    assert "application/json, multipart/form-data" in error(words)["message"]
    missing = error(client.post("/api/v1/reports/send/", {}, content_type=JSON))
    assert missing["message"] == "This field is required.", "said once"
    assert set(missing["fields"]) == {"kind", "text", "department"}
