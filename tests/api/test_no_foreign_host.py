"""No public page asks a foreign host for anything: every public address of the resolver, the API's own page among them."""

import runpy
from pathlib import Path

import pytest

from tests.api.test_matrix import READING, public_names
from tests.architecture.test_no_foreign_host import foreign, is_page


def test_the_walk_of_the_public_side_is_that_of_the_resolver(db):
    assert sorted(public_names()) == sorted(READING)


def test_every_public_page_stays_at_home(ground, cast):
    area = ground.areas["full"][0]
    finding = area.findings.get()
    known = {
        "overlap": finding.pk, "check": finding.check_row_id, "layer": area.layer_id, "association": ground.company.pk,
    }  # fmt: skip
    for path in sorted(Path(__file__).with_name("rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](ground)
    pages = 0
    for name, row in READING.items():
        for answer in (cast["anonymous"].get(row["address"].format(**known)),):
            if is_page(answer) and not answer.streaming:
                pages += 1
                assert foreign(answer.content.decode()) == [], name
    assert pages >= 5


@pytest.mark.parametrize("address", ["/api/", "/"])
def test_the_page_is_one(address, ground, cast):
    assert is_page(cast["anonymous"].get(address))
