"""Every public door tried with planted secrets: whoever adds an address to the matrix adds it here too.

Planted: a natural person whose entry was excluded (so that not even the name is published), with document, phone,
mail, birth date, exact place; the same name in every free text of the file; a group of natural persons; an area of a
layer that is given out as yes or no, and one of an internal layer.
"""

import re
import runpy
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.contrib.gis.geos import Point

from concessions.models import Contract
from miners.models import Group, Person
from registry.api.filters import filters_of
from registry.formalization.models import Registration, StateChange
from registry.publishing.services.open_data import LISTS

HERE = Path(__file__).parent
ADDRESSES = {
    name: said if isinstance(said, str) else said["address"]
    for path in sorted((HERE / "matrix").glob("*.toml"))
    for name, said in tomllib.loads(path.read_text()).items()
}
NAME, DOCUMENT, RUC, PHONE, MAIL = "Zutanita Secretina", "79999983", "10799999831", "955111333", "zutanita@example.org"
SECRETS = (
    "Zutanita", "Secretina", "zutanita", DOCUMENT, RUC, PHONE, "1971-03-14", "ZZZZZZZZZ9", "Los Escondidos",
    "Secret yes_no", "Secret internal", "yes_no-1", "internal-1",
)  # fmt: skip


@pytest.fixture
def planted(ground):
    """Hide the secrets in the small ground; return the exact place."""
    person = Person.objects.create(
        full_name=NAME, document_type="dni", document_number=DOCUMENT, ruc=RUC, phone=PHONE, email=MAIL,
        birth_date=date(1971, 3, 14), address="Jirón Los Escondidos 7", ubigeo="170103",
    )  # fmt: skip
    Group.objects.create(name=f"Grupo {NAME}", kind="group_of_persons", phone=PHONE, email=MAIL)
    place = ground.of_person.declared_place
    entry = ground.of_person
    Registration.objects.filter(pk=entry.pk).update(
        person=person, state="excluded", status_code="ZZZZZZZZZ9", right=None, methods=f"as {NAME} does",
        sucamec_file=DOCUMENT, source=f"sheet of {NAME}",
    )  # fmt: skip
    StateChange.objects.filter(registration=entry).update(
        reason=f"{NAME} stopped", document=f"RD of {NAME}", by_key=NAME
    )
    Contract.objects.filter(party_document_type="dni").update(party_name=NAME, party_document_number=DOCUMENT)
    return place.geom.coords


def spoken(client, address, query=None):
    """Everything a door says: status line, headers and body."""
    response = client.get(address, query or {})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers}".encode() + body


def assert_nothing_slips(said, asked=""):
    """No secret stands in an answer, save one that was itself sent (and then not beside anything it is of)."""
    text = said.decode("utf-8", "replace")
    for secret in SECRETS:
        if secret not in asked:
            assert secret not in text, secret


@pytest.fixture
def addresses(planted, ground):
    """Every public address, filled in."""
    area = ground.areas["full"][0]
    finding = area.findings.get()
    known = {
        "overlap": finding.pk, "check": finding.check_row_id, "layer": area.layer_id, "association": ground.company.pk,
    }  # fmt: skip
    for path in sorted((HERE / "rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](ground)
    return {name: address.format(**known) for name, address in ADDRESSES.items()}


def test_no_address_says_a_secret(client, addresses):
    for address in addresses.values():
        for extra in ({}, {"format": "geojson"}, {"format": "csv"}):
            assert_nothing_slips(spoken(client, address, extra))


def test_no_filter_search_order_field_or_expansion_gives_one(client, addresses):
    asked = ("search", "q", "ordering", "fields", "expand", "include", "person", "person__full_name", "document_number")
    for name, address in addresses.items():
        if not name.startswith(("api:", "public:", "portal:home")):
            continue
        for parameter in asked:
            for value in ("Zutanita", DOCUMENT, "person__full_name", "holders__document_number"):
                said = spoken(client, address, {parameter: value})
                assert_nothing_slips(said, asked=value)
                assert b"REG-0001" not in said or b'"results"' in said or b"REG-0001" in address.encode()


@pytest.mark.parametrize("name", sorted(LISTS))
@pytest.mark.parametrize("secret", ["Zutanita Secretina", DOCUMENT, RUC, PHONE, "ZZZZZZZZZ9"])
def test_no_filter_of_a_list_finds_by_a_secret(client, planted, name, secret):
    for parameter in filters_of(LISTS[name]):
        if parameter.endswith("_max"):
            continue  # a number of eight digits is an upper bound like any other
        response = client.get(f"/api/v1/{name}/", {parameter: secret})
        assert response.status_code == 400 or response.json()["results"] == [], parameter
    for parameter in ("state", "bbox", "ubigeo", "cursor", "page_size"):
        assert secret not in client.get(f"/api/v1/{name}/", {parameter: secret}).content.decode()
    assert_nothing_slips(spoken(client, f"/api/v1/{name}/{secret}/"), asked=secret)


def test_the_exact_place_leaves_through_no_door(client, addresses, planted, ground):
    lon, lat = planted
    told = re.compile(f"{lon:.4f}[0-9]|{lat:.4f}[0-9]".replace(".", r"\."))
    around = {"bbox": f"{lon - 0.2},{lat - 0.2},{lon + 0.2},{lat + 0.2}"}
    for name in ("registrations", "changes"):
        for query in ({"format": "geojson"}, {"format": "geojson", **around}):
            assert not told.search(spoken(client, f"/api/v1/{name}/", query).decode())
    polygon = {"type": "Polygon", "coordinates": [[[-80, -18], [-68, -18], [-68, 0], [-80, 0], [-80, -18]]]}
    for name in ("registrations", "changes"):
        said = client.post(
            f"/api/v1/{name}/search/?format=geojson", {"intersects": polygon}, content_type="application/json"
        )
        assert said.status_code == 200
        assert not told.search(said.content.decode())
    for address in addresses.values():
        assert not told.search(spoken(client, address).decode("utf-8", "replace"))


def test_the_bounds_of_a_map_are_no_coordinates_of_anybody(client, planted, ground):
    """The edges of all exact places would be those of whoever works furthest out."""
    Registration.objects.exclude(pk=ground.of_person.pk).update(declared_place=None)
    lon, lat = planted
    for address in ("/tiles/registrations/tiles.json", "/tiles/registrations/10/311/548.pbf", "/map/", "/es/map/"):
        said = spoken(client, address).decode("utf-8", "replace")
        assert f"{lon:.3f}" not in said
        assert f"{lat:.3f}" not in said
    west, south, east, north = client.get("/tiles/registrations/tiles.json").json()["bounds"]
    assert (east - west, north - south) == pytest.approx((0.05, 0.05)), "the cell, and nothing of where in it"
    assert west <= lon <= east
    assert south <= lat <= north


def test_an_area_cannot_close_in_on_a_person(client, planted):
    """Whatever polygon is asked, the answer is the same all over the cell."""
    lon, lat = planted
    west, south = int(lon * 20 - 1) / 20, int(lat * 20 - 1) / 20
    for dx, dy in ((0.001, 0.001), (0.045, 0.001), (0.001, 0.045), (lon - west, lat - south)):
        x, y = west + dx, south + dy
        ring = [[x, y], [x + 1e-4, y], [x + 1e-4, y + 1e-4], [x, y + 1e-4], [x, y]]
        body = {"intersects": {"type": "Polygon", "coordinates": [ring]}}
        found = client.post("/api/v1/registrations/search/", body, content_type="application/json").json()["results"]
        assert [row["code"] for row in found] == ["REG-0001"]


def test_what_a_person_s_place_shares_with_land_is_no_overlap_anywhere(client, planted, ground):
    finding = ground.areas["full"][0].findings.get()
    type(finding).objects.filter(pk=finding.pk).update(
        footprint=ground.of_person.declared_place, shared_geom=Point(*planted, srid=4326)
    )
    listed = client.get("/api/v1/overlaps/").json()["results"]
    assert finding.pk not in [row["id"] for row in listed]
    assert client.get(f"/api/v1/overlaps/{finding.pk}/").status_code == 404
    assert client.get(f"/ogc/collections/overlaps/items/{finding.pk}").status_code == 404
    assert finding.pk not in [one["id"] for one in client.get("/ogc/collections/overlaps/items").json()["features"]]
