"""The list check of papers by program: with a key only, the same answers as the page, receipts where asked for."""

import json
from datetime import UTC, datetime

import pytest

from registry.accounts.models import User
from registry.api.services import key_create, key_request_ask, key_request_decide
from registry.audit.services import Actor
from registry.documents.services import paper_withdraw
from registry.formalization.models import Registration
from registry.portal.models import Receipt

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def key(db):
    """The key of an invented organization."""
    user = User.objects.create_user(username="buyer")
    asked = key_request_ask(
        user=user, organization="Compradora Inventada", purpose="checks", by=Actor.user(user.pk), at=AT
    )
    answered = key_request_decide(request=asked, state="approved", reason="known", by=Actor.user(user.pk + 1), at=AT)
    return key_create(request=answered, name="one", by=Actor.user(user.pk), at=AT).text


def ask(phone, key, body, raw=None):
    headers = {"HTTP_AUTHORIZATION": f"Api-Key {key}"} if key else {}
    return phone.post("/api/v1/verifications/", raw or json.dumps(body), content_type="application/json", **headers)


def test_each_code_is_answered_as_on_the_page(phone, told, key):
    Registration.objects.update(state="suspended")
    said = ask(phone, key, {"codes": [told.paper.code.lower(), "BBBBBBBBBB"], "on": "2024-06-01"}).json()
    first, second = said["results"]
    assert (first["state"], first["state_on_day"], first["is_withdrawn"]) == ("suspended", "in_force", False)
    assert first["registrant_document"] == "*****001"
    assert "70000001" not in json.dumps(said)
    assert second == {"code": "BBBBBBBBBB", "is_known": False}
    assert said["does_not_allow"]
    assert not Receipt.objects.exists()


def test_receipts_are_kept_where_they_are_asked_for(phone, told, key):
    paper_withdraw(paper=told.paper, reason_code="lost", note="x", by=Actor.user(1), at=AT)
    said = ask(phone, key, {"codes": [told.paper.code], "receipts": True}).json()["results"][0]
    assert said["is_withdrawn"]
    receipt = Receipt.objects.get(code=said["receipt"])
    assert receipt.by_key.startswith("key:")
    assert phone.get(f"/r/{receipt.code}").status_code == 200


def test_without_a_key_nothing_is_answered(phone, told):
    assert ask(phone, "", {"codes": [told.paper.code]}).status_code == 401
    assert ask(phone, "wrong", {"codes": [told.paper.code]}).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {}, [], "x", {"codes": []}, {"codes": ["A"] * 101}, {"codes": [1]}, {"codes": "A"}, {"codes": ["A" * 41]},
        {"codes": ["A"], "on": "2099-01-01"}, {"codes": ["A"], "on": "31/12/2025"}, {"codes": ["A"], "more": 1},
        {"codes": ["A"], "receipts": "yes"}, {"codes": ["A"], "on": 5},
    ],
)  # fmt: skip
def test_a_broken_list_is_refused_in_words(phone, key, body):
    response = ask(phone, key, body)
    assert response.status_code == 400
    assert response.json()["error"]["message"]


def test_a_list_of_garbage_costs_little(phone, key):
    assert ask(phone, key, None, raw=b"\xff\xfe{").status_code == 400
    assert ask(phone, key, None, raw=b'{"codes": ["' + b"A" * 30_000 + b'"]}').status_code == 413
    assert ask(phone, key, {"codes": ["' OR 1=1", "ÑÑ"]}).json()["results"][0]["is_known"] is False
