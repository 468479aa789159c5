"""A client made from the committed description, nothing else, reads the running register."""

import socket
from pathlib import Path

import pytest
import schemathesis
import yaml

DESCRIPTION = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml").read_text(encoding="utf-8")
)
SQUARE = [[-70.45, -12.8], [-70.3, -12.8], [-70.3, -12.7], [-70.45, -12.7], [-70.45, -12.8]]


class Client:
    """One method an operation of the description; each answer is checked against it."""

    def __init__(self, address):
        self._schema = schemathesis.openapi.from_dict(DESCRIPTION)
        self._address = address

    def __getattr__(self, name):
        operation = self._schema.find_operation_by_id(name)

        def call(body=schemathesis.core.NOT_SET, path=None, **query):
            media = None if body is schemathesis.core.NOT_SET else "application/json"
            case = operation.Case(path_parameters=path or {}, query=query, body=body, media_type=media)
            answer = case.call(base_url=self._address)
            case.validate_response(answer)
            return answer.json()

        return call


@pytest.fixture
def register(transactional_db, live_server, settings, request):
    """The client of a real server with the small ground behind it."""
    settings.SECURE_SSL_REDIRECT = False
    request.getfixturevalue("ground")
    assert socket.gethostbyname("localhost")
    return Client(live_server.url)


def test_a_generated_client_reads_lists_rows_and_searches(register):
    rights = register.listMiningRights(state="titled", fields="code,state")
    assert rights["results"] == [{"code": "010000119", "state": "titled"}]
    assert register.getMiningRight(path={"key": "010000119"})["holders"][0]["document"] == "*****001"
    found = register.searchMiningRights(body={"intersects": {"type": "Polygon", "coordinates": [SQUARE]}})
    assert len(found["results"]) == 2
    assert register.getLaw(on="2026-11-20")["parameters"]
    assert register.listStatistics()["results"]


def test_a_generated_client_follows_the_pages(register):
    page = register.listMiningRights(page_size=1)
    cursor = page["next"].split("cursor=")[1]
    assert register.listMiningRights(page_size=1, cursor=cursor)["results"][0]["code"] == "010000219"
