"""What must not leave the register does not, through any door of the API."""

import json
import math

import pytest
from django.db import models
from django.test import Client

from concessions.models import MiningRight
from miners.models import Group
from registry.casework.models import Challenge
from registry.formalization.models import Determination, Registration
from registry.publishing.services.open_data import LISTS

DNI, PERSON_RUC, COMPANY_RUC = "70000001", "10700000017", "20999999991"
ALL = list(LISTS.values())
NAMES = {public.name: name for name, public in LISTS.items()}
SECRETS = [
    DNI, PERSON_RUC, "+51 900 000 001", "900 000 001", "quispillo@example.org", "1980-02-03", "Jirón Inventado 123",
    "AAAAAAAAAA", "BBBBBBBBBB", "Secret yes_no", "Secret internal", "yes_no-1", "internal-1",
    "Qispillo says", "Qispillo stopped", "Paper of Qispillo", "Signed by Qispillo", "user:77", "secret_fact",
]  # fmt: skip


def doors(public):
    """Every address of a list."""
    return [f"/api/v1/{NAMES[public.name]}/", f"/api/v1/{NAMES[public.name]}/?format=geojson"]


def answer(client, address, **query):
    """The body, decoded."""
    return json.loads(client.get(address, query).content)


@pytest.mark.parametrize("public", ALL, ids=lambda public: public.name)
def test_each_field_is_shown_or_withheld_with_a_reason(public):
    shown = {name for column in public.columns for name in column.of}
    fields = {field.name for field in public.model._meta.get_fields() if isinstance(field, models.Field)}
    assert not fields - shown - set(public.withheld), "a new field is disclosed or withheld, with its reason"
    assert not set(public.withheld) - fields
    assert not shown & set(public.withheld)
    assert all(str(reason).endswith(".") for reason in public.withheld.values())


@pytest.mark.parametrize("public", ALL, ids=lambda public: public.name)
def test_no_secret_stands_in_any_list(client, ground, public):
    for address in doors(public):
        text = client.get(address).content.decode()
        for secret in SECRETS:
            assert secret not in text, secret


@pytest.mark.parametrize("public", ALL, ids=lambda public: public.name)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_filter_search_or_order_answers_on_what_is_withheld(client, ground, public, secret):
    address = f"/api/v1/{NAMES[public.name]}/"
    known = answer(client, address)["results"]
    for name in ("search", "document_number", "registrant_document", "holders", "phone", "area_name", "area_id", "ruc"):
        response = client.get(address, {name: secret})
        found = json.loads(response.content).get("results", [])
        assert found in ([], known) or response.status_code == 400, name
        assert not found or name == "search", f"{name} answers on a withheld value"
    for withheld in public.withheld:
        assert client.get(address, {"ordering": withheld}).status_code == 400
        assert client.get(address, {"fields": withheld}).status_code == 400


def test_an_error_does_not_repeat_what_was_sent(client, ground):
    for query in ({"state": DNI}, {"fields": DNI}, {"ordering": DNI}, {"bbox": DNI}, {"cursor": DNI}, {"ubigeo": DNI}):
        response = client.get("/api/v1/registrations/", query)
        assert response.status_code == 400
        assert DNI not in response.content.decode()
    assert DNI not in client.get(f"/api/v1/rights/{DNI}/").content.decode()


def test_documents_of_persons_leave_with_three_digits_and_those_of_companies_in_full(client, ground):
    person = answer(client, "/api/v1/registrations/REG-0001/")
    assert person["registrant_document"] == "*****001"
    assert person["registrant_name"] == "Qispillo Ñahui, Rosaura"
    assert answer(client, "/api/v1/registrations/REG-0002/")["registrant_document"] == COMPANY_RUC
    holders = answer(client, "/api/v1/rights/010000119/")["holders"]
    assert [holder["document"] for holder in holders] == ["*****001", COMPANY_RUC]


@pytest.mark.parametrize(
    ("state", "named"),
    [
        ("in_force", True),
        ("suspended", True),
        ("formalised", True),
        ("excluded", False),
        ("revoked", False),
        ("unknown", False),
    ],
)
def test_a_person_is_named_only_while_the_law_publishes_the_entry(client, ground, state, named):
    Registration.objects.filter(code="REG-0001").update(state=state)
    body = answer(client, "/api/v1/registrations/REG-0001/")
    assert (body["registrant_name"] is not None) is named
    assert (body["registrant_document"] is not None) is named
    found = answer(client, "/api/v1/registrations/", search="qispillo")["results"]
    assert bool(found) is named


@pytest.mark.parametrize(
    ("kind", "ruc", "is_named", "public_ruc"),
    [
        ("association", COMPANY_RUC, True, COMPANY_RUC),
        ("unknown", COMPANY_RUC, True, COMPANY_RUC),
        ("unknown", "", False, None),
        ("unknown", PERSON_RUC, False, "********017"),
        ("association", PERSON_RUC, False, "********017"),
        ("group_of_persons", "15999999991", False, "********991"),
        ("company", "", True, None),
    ],
)
def test_a_group_not_known_to_be_a_legal_person_is_treated_as_persons(client, ground, kind, ruc, is_named, public_ruc):
    Group.objects.filter(pk=ground.company.pk).update(kind=kind, ruc=ruc)
    group = answer(client, f"/api/v1/associations/{ground.company.pk}/")
    assert (group["name"] is not None) is is_named
    assert group["ruc"] == public_ruc
    entry = answer(client, "/api/v1/registrations/REG-0002/")
    assert entry["place_precision"] == ("declared_shape" if is_named else "grid_cell")


def test_the_place_of_a_person_is_one_fixed_cell(client, ground):
    feature = answer(client, "/api/v1/registrations/REG-0001/", format="geojson")
    ring = feature["geometry"]["coordinates"][0]
    xs, ys = {x for x, _y in ring}, {y for _x, y in ring}
    lon, lat = ground.place
    assert feature["properties"]["place_precision"] == "grid_cell"
    assert min(xs) == pytest.approx(math.floor(lon * 20) / 20, abs=1e-8)
    assert max(xs) - min(xs) == pytest.approx(0.05, abs=1e-8)
    assert max(ys) - min(ys) == pytest.approx(0.05, abs=1e-8)
    assert min(xs) <= lon <= max(xs)
    assert min(ys) <= lat <= max(ys)


def test_a_box_finds_a_person_by_the_cell_and_never_by_the_place(client, ground):
    lon, lat = ground.place
    west, south = math.floor(lon * 20) / 20, math.floor(lat * 20) / 20
    corner = f"{west + 0.001},{south + 0.001},{west + 0.002},{south + 0.002}"
    around = f"{lon - 1e-4},{lat - 1e-4},{lon + 1e-4},{lat + 1e-4}"
    for box in (corner, around):
        assert [row["code"] for row in answer(client, "/api/v1/registrations/", bbox=box)["results"]] == ["REG-0001"]


def test_a_layer_leaves_as_its_publication_says(client, ground):
    rows = answer(client, "/api/v1/overlaps/")["results"]
    assert sorted(row["publication"] for row in rows) == ["full", "full", "yes_no"]
    (yes_no,) = [row for row in rows if row["publication"] == "yes_no"]
    for hidden in ("hectares", "share_of_right", "share_of_area", "area_name", "area_id", "relation"):
        assert yes_no[hidden] is None
    assert (yes_no["right_code"], yes_no["layer_kind"]) == ("010000119", "native_community")
    features = answer(client, "/api/v1/overlaps/", format="geojson")["features"]
    shapes = {feature["properties"]["publication"]: feature["geometry"] for feature in features}
    assert shapes["yes_no"] is None
    assert shapes["full"]["type"] == "Polygon"
    kinds = {row["kind"] for row in answer(client, "/api/v1/layers/")["results"]}
    assert kinds == {"buffer_zone", "native_community"}
    assert {row["layer_kind"] for row in answer(client, "/api/v1/checks/")["results"]} == kinds


def test_hidden_hectares_cannot_be_found_by_filtering(client, ground):
    rows = answer(client, "/api/v1/overlaps/", hectares_min="0")["results"]
    assert {row["publication"] for row in rows} == {"full"}
    assert rows[0]["hectares"] == 25.0


def test_edge_noise_is_listed_and_marked(client, ground):
    finding = ground.areas["full"][0].findings.get()
    type(finding).objects.filter(pk=finding.pk).update(edge_noise=True)
    assert answer(client, f"/api/v1/overlaps/{finding.pk}/")["edge_noise"] is True
    assert len(answer(client, "/api/v1/overlaps/", edge_noise="false")["results"]) == 2


def test_superseded_findings_and_places_of_persons_are_no_overlaps(client, ground):
    finding = ground.areas["full"][0].findings.get()
    type(finding).objects.filter(pk=finding.pk).update(footprint=ground.of_person.declared_place)
    assert client.get(f"/api/v1/overlaps/{finding.pk}/").status_code == 404
    other = ground.areas["full"][1].findings.get()
    type(other).objects.filter(pk=other.pk).update(superseded_at="2026-11-02T00:00:00Z")
    assert client.get(f"/api/v1/overlaps/{other.pk}/").status_code == 404


def test_an_act_is_given_out_when_it_is_served_and_firm(client, ground):
    """Of three standing acts one was never served with proof, and one can still be challenged."""
    assert [row["number"] for row in answer(client, "/api/v1/acts/")["results"]] == ["RD 0"]
    firm = answer(client, f"/api/v1/acts/{ground.acts[0].pk}/")
    assert (firm["served_on"], firm["registration_code"]) == ("2026-03-05", "REG-0001")
    Challenge.objects.create(
        act=ground.acts[0], registration=ground.of_person, kind="review", filed_on="2026-03-20", grounds="No.",
        is_in_time=True, by_key="user:77", recorded_at="2026-03-20T12:00:00Z",
    )  # fmt: skip
    assert answer(client, "/api/v1/acts/")["results"] == []


def test_a_class_is_published_of_legal_persons_once_notified(client, ground):
    assert [row["registration_code"] for row in answer(client, "/api/v1/assessments/")["results"]] == ["REG-0002"]
    said = {row["code"]: row["assessment"] for row in answer(client, "/api/v1/registrations/")["results"]}
    assert said == {"REG-0001": "not_published", "REG-0002": "published"}
    for change in ({"notified_on": None}, {"state": "reopened", "notified_on": "2026-11-03"}):
        Determination.objects.filter(pk=ground.determinations[1].pk).update(**change)
        assert answer(client, "/api/v1/assessments/")["results"] == []
        assert answer(client, "/api/v1/registrations/REG-0002/")["assessment"] == "not_published"


def test_the_party_of_a_contract_is_named_where_it_is_a_legal_person(client, ground):
    rows = answer(client, "/api/v1/contracts/")["results"]
    assert [(row["party_name"], row["party_ruc"]) for row in rows] == [
        (None, None),
        ("Minera Inventada S.A.C.", COMPANY_RUC),
    ]


def test_areas_leave_of_full_layers_only(client, ground):
    assert {row["layer_kind"] for row in answer(client, "/api/v1/areas/")["results"]} == {"buffer_zone"}
    assert client.get(f"/api/v1/areas/{ground.areas['yes_no'][0].pk}/").status_code == 404
    assert client.get(f"/api/v1/areas/{ground.areas['internal'][0].pk}/").status_code == 404


def test_a_member_of_staff_sees_no_more_through_the_api(ground, django_user_model):
    staff = Client()
    staff.force_login(django_user_model.objects.create(username="officer", is_superuser=True, is_staff=True))
    assert staff.get("/api/v1/registrations/").content == Client().get("/api/v1/registrations/").content


@pytest.mark.parametrize("public", ALL, ids=lambda public: public.name)
def test_queries_do_not_grow_with_rows(client, ground, public, django_assert_num_queries):
    for n in range(30):
        MiningRight.objects.create(code=f"X{n:08}")
    asks_the_law = public.name == "Overlap"  # which version is in force, once for all rows
    for address in doors(public)[: 2 if public.place is not None else 1]:
        with django_assert_num_queries(2 if asks_the_law else 1):
            assert client.get(address).status_code == 200
