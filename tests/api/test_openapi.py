"""The committed description is the one the code gives, and the answers keep it."""

import json
import runpy
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))


def test_the_committed_description_is_current(tmp_path, settings):
    """After a change of a public list: bin/manage spectacular --file docs/openapi.yaml."""
    call_command("spectacular", file=str(tmp_path / "openapi.yaml"), validate=True, fail_on_warn=True)
    assert yaml.safe_load((tmp_path / "openapi.yaml").read_text(encoding="utf-8")) == DESCRIPTION


MEDIA = {"application/json": "json", "application/geo+json": "geojson"}
ANSWERS = [
    (address, media)
    for address, methods in sorted(DESCRIPTION["paths"].items())
    for media in methods.get("get", {"responses": {"200": {"content": {}}}})["responses"]["200"]["content"]
    if media in MEDIA
]
AROUND = {"type": "Polygon", "coordinates": [[[-80, -18], [-68, -18], [-68, 0], [-80, 0], [-80, -18]]]}
SEARCHES = [address for address, methods in sorted(DESCRIPTION["paths"].items()) if address.endswith("/search/")]


@pytest.fixture
def filled(ground):
    """The small ground with what each room adds of its own, by name."""
    known = {}
    for path in sorted((ROOT / "tests" / "api" / "rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](ground)
    return known


@pytest.mark.parametrize(("address", "media"), ANSWERS)
def test_an_answer_keeps_its_description(client, filled, address, media):
    described = DESCRIPTION["paths"][address]["get"]
    plain = address.replace("{key}/", "").replace("{reference}", str(filled["subscription"]))
    if "{name}" in address:
        plain = address.replace("{name}", "rights-by-state")
    if "{key}" in address:
        body = json.loads(client.get(plain).content)
        plain += f"{body['results'][0][body['order']]}/"
    takes_a_form = any(parameter["name"] == "format" for parameter in described.get("parameters", []))
    headers = {"Authorization": f"Api-Key {filled['organization_key']}"} if described.get("security") else {}
    response = client.get(plain, {"format": MEDIA[media]} if takes_a_form else {}, headers=headers)
    assert response["Content-Type"] == media
    schema = {**described["responses"]["200"]["content"][media]["schema"], "components": DESCRIPTION["components"]}
    jsonschema.Draft202012Validator(schema).validate(json.loads(response.content))


@pytest.mark.parametrize("address", SEARCHES)
@pytest.mark.parametrize("media", sorted(MEDIA))
def test_a_search_by_a_posted_polygon_keeps_its_description(client, filled, address, media):
    described = DESCRIPTION["paths"][address]["post"]
    asked = {"intersects": AROUND}
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator({**schema, "components": DESCRIPTION["components"]}).validate(asked)
    response = client.post(f"{address}?format={MEDIA[media]}", asked, content_type="application/json")
    assert response["Content-Type"] == media
    schema = {**described["responses"]["200"]["content"][media]["schema"], "components": DESCRIPTION["components"]}
    body = json.loads(response.content)
    jsonschema.Draft202012Validator(schema).validate(body)
    assert body.get("results") or body.get("features") or "reports" in address, "reports of the ground lie nowhere"


def test_every_described_column_is_answered(client, ground):
    row = json.loads(client.get("/api/v1/rights/").content)["results"][0]
    assert set(row) == set(DESCRIPTION["components"]["schemas"]["MiningRight"]["properties"])


OPERATIONS = {
    said["operationId"]: (address, said)
    for address, methods in DESCRIPTION["paths"].items()
    for said in methods.values()
}


def bodies_of(said):
    """The media of the request, of success and of every refusal."""
    asked = said.get("requestBody", {"content": {}})["content"]
    for status, answer in [("asked", {"content": asked}), *said["responses"].items()]:
        for kind, media in answer.get("content", {}).items():
            if kind not in {"text/html", "multipart/form-data"}:
                yield f"{status} {kind}", media


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_request_and_answer_has_an_example_that_keeps_its_schema(name):
    address, said = OPERATIONS[name]
    for where, media in bodies_of(said):
        schema = media["schema"]
        if "$ref" in schema:
            own = DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            (example,) = own["examples"]
        else:
            example = media["example"]
        assert "json" in where or example.endswith("\n"), "a table's example is its first line"
        jsonschema.Draft202012Validator({**schema, "components": DESCRIPTION["components"]}).validate(example)
        component = schema.get("$ref", "").rpartition("/")[2]
        if component.endswith("Page"):
            shown = DESCRIPTION["components"]["schemas"][component.removesuffix("Page")]
            assert set(example["results"][0]) == set(shown["properties"]), "the example of a list shows every column"
    for parameter in said.get("parameters", ()):
        assert "example" in parameter or parameter["in"] != "path", (name, parameter["name"])
    assert "{" not in address or any(parameter["in"] == "path" for parameter in said["parameters"])
