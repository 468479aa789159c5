"""Schemathesis against the running server: every operation of the committed description, valid and broken requests.

A failure is: a 5xx, a status or a form of answer that is not described, a body that breaks its schema, a broken
request that is accepted, a method that is not described and answers otherwise than 405. Not asked is that everything
which fits the schema is accepted: that a polygon does not cross itself, that a cursor is of this list, or that west is
less than east cannot be said in a schema, and the register refuses them with a sentence.

Once in `bin/test`, bounded and with a fixed seed. For a night: `SCHEMATHESIS_SECONDS=3600 bin/test
tests/api/test_schemathesis.py -- -s` draws other cases each time until the time is spent.
"""

import json
import os
import runpy
import subprocess
import sys

import pytest
import yaml
from django.test import Client

from tests.api.serving import ROOT, server

SECONDS = int(os.environ.get("SCHEMATHESIS_SECONDS", "0"))
SEED = ["--seed", "20261121"]
CI_S = 60
CASES = 25
REFUSALS = [400, 401, 403, 404, 405, 406, 413, 414, 415, 429]  # a broken request that is too long is told so
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,unsupported_method"
)


def with_real_keys(description, subscriptions):
    """The committed description, the example of each key in an address replaced by one that is in the register.

    Each operation on a subscription has one of its own, for one of them ends it.
    """
    for address, methods in description["paths"].items():
        if "{key}" in address:
            body = json.loads(Client().get(address.replace("{key}/", ""), {"page_size": 1}).content)
            (row,) = body["results"]
            (key,) = [one for one in methods["get"]["parameters"] if one["name"] == "key"]
            key["example"] = row[body["order"]]
        for said in methods.values():
            for parameter in said.get("parameters", ()):
                if parameter["name"] == "reference":
                    parameter["example"] = subscriptions.pop()
    return description


def with_a_key(description):
    """The operations that an organization's key opens."""
    operations = [said for methods in description["paths"].values() for said in methods.values()]
    return ["verifyPapers", *(one["operationId"] for one in operations if {} not in one.get("security", [{}]))]


@pytest.fixture
def asked(transactional_db, request, settings, tmp_path):
    """The folder with what schemathesis is asked; the small ground is in the database."""
    settings.SECURE_SSL_REDIRECT = False
    ground = request.getfixturevalue("ground")
    known = {}
    for path in sorted((ROOT / "tests" / "api" / "rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](ground)
    committed = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
    description = with_real_keys(committed, known["subscriptions"])
    components = description["components"]["schemas"]
    components["PapersToVerify"]["examples"] = [{"codes": [known["paper"]]}]
    components["SubscriptionToMake"]["examples"] = [known["subscription_asked"]]  # no host of an example is known
    (tmp_path / "openapi.json").write_text(json.dumps(description))
    (tmp_path / "schemathesis.toml").write_text(
        f"[checks.negative_data_rejection]\nexpected-statuses = {REFUSALS}\n\n"
        f"[[operations]]\ninclude-operation-id = {json.dumps(with_a_key(description))}\n"
        f'headers = {{ Authorization = "Api-Key {known["organization_key"]}" }}\n'
    )
    return tmp_path


@pytest.mark.processes
@pytest.mark.timeout(240 + 2 * SECONDS)
def test_no_case_breaks_the_description_or_the_server(asked):
    bounds = ["--max-time", str(SECONDS)] if SECONDS else ["--max-time", str(CI_S), "--max-examples", str(CASES), *SEED]
    with server(asked) as (address, _pid):
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "openapi.json",
            "--url", address, "--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--continue-on-failure",
            "--report", "json", "--report-json-path", "report.json", "--no-color", *bounds,
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=asked, capture_output=True, text=True, check=False, timeout=220 + 2 * SECONDS
        )
    (asked / "said.txt").write_text(done.stdout)
    said = done.stdout[-12_000:] + done.stderr[-2000:]
    report = json.loads((asked / "report.json").read_text())
    assert report["failures"] == [], said
    assert report["operations"]["tested"] == report["operations"]["total"] >= 51, said
    assert report["test_cases"]["generated"] > 500, said  # a busy machine draws fewer
    assert not [
        one
        for one in report["warnings"].items()
        if one[0] in {"missing_auth", "missing_test_data", "rate_limited"} and one[1]
    ]
    assert done.returncode == 0, said
