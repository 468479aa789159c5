"""Who of the cast gets which answer on the public side: everybody the same, nobody more. A new address fails here.

A row of `matrix/<room>.toml` is an example of the address, or a table where it answers otherwise than 200 to a reading
and 405 to an empty post: `{ address = "...", get = 405, post = 400 }`. A room fills its own places in braces in
`rows/<room>.py`: `more(ground)` returns their names and values.
"""

import re
import runpy
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import transaction
from django.urls import URLResolver, get_resolver

STAFF_SIDE = ("desk/", "admin/", "accounts/", "i18n/")
READING = {}
ROOM_OF = {}
for _path in sorted(Path(__file__).with_name("matrix").glob("*.toml")):
    for _name, _said in tomllib.loads(_path.read_text()).items():
        READING[_name] = {"get": 200, "post": 405, **({"address": _said} if isinstance(_said, str) else _said)}
        ROOM_OF[_name] = _path.stem


def public_names(patterns=None, address="", space=""):
    """Every named address that is not of the staff, from the resolver itself."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = address + str(pattern.pattern)
        if here.startswith(STAFF_SIDE):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from public_names(pattern.url_patterns, here, space + inner)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_every_public_address_has_a_row(db):
    assert sorted(public_names()) == sorted(READING)


@pytest.mark.parametrize("room", sorted(set(ROOM_OF.values())))
def test_everybody_reads_the_same_and_nobody_writes(ground, cast, room):
    area = ground.areas["full"][0]
    finding = area.findings.get()
    known = {
        "overlap": finding.pk, "check": finding.check_row_id, "layer": area.layer_id, "association": ground.company.pk,
    }  # fmt: skip
    for path in sorted(Path(__file__).with_name("rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](ground)
    for name in [name for name in READING if ROOM_OF[name] == room]:
        # What one address changes is taken back before the next; the ground is made once for several.
        with transaction.atomic():
            _everybody_reads_the_same(name, known, cast)
            transaction.set_rollback(True)


def _everybody_reads_the_same(name, known, cast):
    row = READING[name]
    address = row["address"].format(**known)
    answers = {}
    with time_machine.travel(datetime.now(UTC), tick=False):
        for who, browser in cast.items():
            response = browser.get(address)
            assert response.status_code == row["get"], (name, who)
            assert "sessionid" not in response.cookies
            answers[who] = re.sub(rb'nonce="[^"]*"|"csrfmiddlewaretoken" value="[^"]*"', b"", response.content)
            assert browser.post(address).status_code == row["post"], (name, who)
    assert len(set(answers.values())) == 1, name
