"""Who of the cast gets which answer on the public side: everybody the same, nobody more. A new address fails here."""

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver

STAFF_SIDE = ("desk/", "admin/", "accounts/", "i18n/")
READING = {
    name: address
    for path in sorted(Path(__file__).with_name("matrix").glob("*.toml"))
    for name, address in tomllib.loads(path.read_text()).items()
}
MAY_POST = {"portal:status", "portal:status-in"}


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


@pytest.mark.parametrize("name", sorted(READING))
def test_everybody_reads_the_same_and_nobody_writes(ground, cast, name):
    area = ground.areas["full"][0]
    finding = area.findings.get()
    address = READING[name].format(
        overlap=finding.pk, check=finding.check_row_id, layer=area.layer_id, association=ground.company.pk
    )
    answers = {}
    for who, browser in cast.items():
        response = browser.get(address)
        assert response.status_code == 200, who
        assert "sessionid" not in response.cookies
        answers[who] = re.sub(rb'nonce="[^"]*"|"csrfmiddlewaretoken" value="[^"]*"', b"", response.content)
        assert browser.post(address).status_code == (400 if name in MAY_POST else 405), who
    assert len(set(answers.values())) == 1
