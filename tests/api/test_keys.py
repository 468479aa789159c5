"""Keys of organizations: asked, approved, made once, counted, ended."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.test import Client

from registry.accounts.models import Appointment, Role, User
from registry.api.models import KeyRequest, OrganizationKey
from registry.api.services import key_create, key_request_ask, key_request_decide, key_revoke
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError

AT, BY = datetime(2026, 11, 20, 15, tzinfo=UTC), Actor.system("test")


@pytest.fixture
def organization(db):
    """A login of civil society."""
    user = User.objects.create_user(username="an-ngo", organization="An invented organization")
    Appointment.objects.create(user=user, role=Role.objects.get(code="civil_society"), from_on=date(2020, 1, 1))
    return user


@pytest.fixture
def approved(organization):
    """Its approved request."""
    asked = key_request_ask(user=organization, organization="Invented", purpose="Reading.", by=BY, at=AT)
    return key_request_decide(request=asked, state="approved", reason="", by=BY, at=AT)


def read(client, text, path="/api/v1/layers/"):
    """An answer to a reader with that key."""
    return client.get(path, headers={"Authorization": f"Api-Key {text}"})


def test_a_key_is_kept_as_a_hash_and_shown_once(client, approved):
    made = key_create(request=approved, name="maps", by=BY, at=AT)
    stored = OrganizationKey.objects.get()
    assert made.text not in {stored.id, stored.hashed_key}
    assert stored.hashed_key.startswith("sha512$$")
    assert made.text not in json.dumps(list(Event.objects.values_list("changes", flat=True)))
    assert read(client, made.text).status_code == 200
    assert OrganizationKey.objects.get().last_used_on is not None


@pytest.mark.parametrize("text", ["", "x", "aaaaaaaa.bbbbbbbb", "ñ", "a" * 500, "aaaaaaaa.\0"])
def test_a_key_that_opens_nothing_is_refused_and_not_taken_for_anonymous(client, approved, text):
    response = read(client, text)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Api-Key"
    assert json.loads(response.content)["error"]["code"] == "authentication_failed"


def test_an_ended_key_and_the_keys_of_an_ended_organization_stop_at_once(client, approved):
    first, second = (key_create(request=approved, name=name, by=BY, at=AT) for name in ("one", "two"))
    key_revoke(key=first.key, by=BY, at=AT)
    assert [read(client, made.text).status_code for made in (first, second)] == [401, 200]
    key_request_decide(request=approved, state="ended", reason="It sold the data.", by=BY, at=AT)
    assert read(client, second.text).status_code == 401


def test_an_organization_is_counted_by_its_key_with_its_own_quota(client, ground, approved, settings):
    settings.REGISTRY_API_RATE = 2
    KeyRequest.objects.filter(pk=approved.pk).update(per_minute=5)
    made = key_create(request=approved, name="maps", by=BY, at=AT)
    answers = [read(client, made.text).status_code for _ in range(12)]
    assert answers[:5] == [200] * 5
    assert 429 in answers
    assert [client.get("/api/v1/layers/").status_code for _ in range(2)] == [200, 200], "the address has its own count"


def test_whole_tables_have_a_quota_of_their_own(client, ground, settings):
    settings.REGISTRY_API_BULK_RATE = 1
    answers = [client.get("/api/v1/rights/?format=csv", REMOTE_ADDR="192.0.2.9") for _ in range(3)]
    assert answers[0].status_code == 200
    assert b"".join(answers[0].streaming_content).startswith(b"code,name,")
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get("/api/v1/rights/", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_nothing_is_made_before_an_administrator_approves(organization):
    asked = key_request_ask(user=organization, organization="Invented", purpose="Reading.", by=BY, at=AT)
    with pytest.raises(DomainError):
        key_create(request=asked, name="maps", by=BY, at=AT)
    with pytest.raises(DomainError):
        key_request_decide(request=asked, state="refused", reason=" ", by=BY, at=AT)
    with pytest.raises(DomainError):
        key_request_ask(user=organization, organization="Again", purpose="Reading.", by=BY, at=AT)


def test_an_organization_asks_and_makes_its_key_on_the_pages(cast, organization):
    ngo, administrator = Client(), cast["administrator"]
    ngo.force_login(organization, backend="django.contrib.auth.backends.ModelBackend")
    assert ngo.post("/desk/keys/ask/", {"organization": "Invented", "purpose": "Reading."}).status_code == 302
    assert ngo.post("/desk/keys/new/", {"name": "maps"}).status_code == 422
    asked = KeyRequest.objects.get()
    assert administrator.post(f"/desk/keys/requests/{asked.pk}/", {"state": "approved"}).status_code == 302
    made = ngo.post("/desk/keys/new/", {"name": "maps"})
    assert made["Cache-Control"] == "no-store"
    key = OrganizationKey.objects.get()
    text = made.content.decode().split("Api-Key ")[1].split("<")[0].strip()
    assert read(Client(), text).status_code == 200
    assert text not in ngo.get("/desk/keys/").content.decode()
    assert ngo.post(f"/desk/keys/{key.prefix}/end/", {"is_sure": "on"}).status_code == 302
    assert read(Client(), text).status_code == 401


def test_the_demo_prints_one_usable_key(client, db, settings, capsys):
    settings.REGISTRY_DEMO = True
    User.objects.create_user(username="ngo")
    texts = []
    for _ in range(2):
        call_command("demo_key", "--json")
        texts.append(json.loads(capsys.readouterr().out)["api_key"])
    assert [read(client, text).status_code for text in texts] == [401, 200]


def test_the_keys_of_an_account_that_is_switched_off_stop_at_once(client, approved):
    made = key_create(request=approved, name="maps", by=BY, at=AT)
    assert read(client, made.text).status_code == 200
    User.objects.filter(pk=approved.user_id).update(is_active=False)
    assert read(client, made.text).status_code == 401


def test_an_administrator_does_not_answer_a_request_of_their_own(cast):
    admin = User.objects.get(username="administrator")
    asked = key_request_ask(user=admin, organization="Invented", purpose="Reading.", by=Actor.user(admin.pk), at=AT)
    answer = cast["administrator"].post(f"/desk/keys/requests/{asked.pk}/", {"state": "approved"})
    assert answer.status_code == 422
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_who_held_a_role_once_gets_no_keys_now(cast):
    assert cast["organization"].get("/desk/keys/").status_code == 200
    Appointment.objects.filter(user__username="organization").update(until_on=date(2021, 1, 1))
    assert cast["organization"].get("/desk/keys/").status_code == 403
