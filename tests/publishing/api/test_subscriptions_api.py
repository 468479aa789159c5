"""Following by program: an organization makes, reads, changes and ends its own subscriptions, and nobody else's."""

import json
import socket
from datetime import UTC, datetime

import pytest
import time_machine
from standardwebhooks import Webhook

from registry.accounts.models import User
from registry.api.models import KeyRequest
from registry.api.services import key_create, key_request_ask, key_request_decide
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.notices.models import Subscription
from registry.notices.services import PublicChange, changes_match
from registry.notices.services.delivery import deliver_due
from registry.notices.services.gateways import webhook

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HERE = "/api/v1/subscriptions/"
URL = "https://ngo.example/hook"
#   -71         -70
#   +-----------+  -12
#   |     x     |      x: a change inside the area that is followed
#   +-----------+  -13
AREA = {"type": "Polygon", "coordinates": [[[-71, -13], [-70, -13], [-70, -12], [-71, -12], [-71, -13]]]}


@pytest.fixture(autouse=True)
def _names(monkeypatch):
    """Names under .example are public, the rest is unknown: no network is asked."""

    def resolve(host, port, **_options):
        if not host.endswith(".example"):
            raise socket.gaierror(-2, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def key_of(name):
    user = User.objects.create_user(username=name, email=f"{name}@example.org")
    asked = key_request_ask(user=user, organization=name, purpose="follow", by=Actor.user(user.pk), at=AT)
    request = key_request_decide(request=asked, state="approved", reason="known", by=Actor.user(user.pk + 1), at=AT)
    return key_create(request=request, name="one", by=Actor.user(user.pk), at=AT).text


@pytest.fixture
def ask(client, db):
    """Ask as the organization `ours`, or as another."""
    keys = {name: key_of(name) for name in ("ours", "theirs")}

    def go(method, address=HERE, body=None, *, who="ours", raw=None):
        content = raw if raw is not None else json.dumps(body) if body is not None else ""
        return client.generic(
            method, address, content, content_type="application/json", headers={"Authorization": f"Api-Key {keys[who]}"}
        )

    return go


def test_what_is_followed_by_program_arrives_signed_with_the_secret_told(ask, monkeypatch, at):
    made = ask("POST", body={"name": "Mine", "to": URL, "kinds": ["registration_state"], "area": AREA})
    assert made.status_code == 201, made.content
    said = made.json()
    assert (said["state"], said["has_area"], said["language"]) == ("active", True, "es")
    assert said["area"]["coordinates"][0][0][0] == [-71, -13]
    posted = []
    monkeypatch.setattr(webhook, "post", lambda *sent: posted.append(sent) or 204)
    place = Subscription.objects.get().area.point_on_surface
    changes_match(
        changes=[PublicChange(key=f"c:{kind}", kind=kind, at=at, place=place) for kind in ("registration_state", "x")],
        at=at,
    )
    deliver_due(lane="webhooks", clock=lambda: at)
    [(to, body, headers)] = posted
    assert to == URL
    with time_machine.travel(at):  # a receiver refuses what is older than five minutes
        assert Webhook(said["secret"]).verify(body, headers)["type"] == "registration_state"
    assert ask("GET", f"{HERE}{said['id']}/").json()["last_sent_at"] is not None


def test_one_is_changed_switched_on_given_a_new_secret_and_ended(ask):
    made = ask("POST", body={"name": "Mine", "to": URL, "area": AREA}).json()
    one = f"{HERE}{made['id']}/"
    changed = ask("PUT", one, {"name": "Weekly", "to": URL, "frequency": "weekly"}).json()
    assert (changed["name"], changed["frequency"], changed["area"], "secret" in changed) == (
        "Weekly",
        "weekly",
        None,
        False,
    )
    Subscription.objects.update(state="disabled", problem="kept failing", failures=25)
    assert ask("GET").json()["results"][0]["problem"] == "kept failing"
    assert ask("POST", f"{one}enable/").json()["state"] == "active"
    renewed = ask("POST", f"{one}secret/").json()
    assert renewed["secret"].startswith("whsec_")
    assert renewed["secret"] != made["secret"]
    assert ask("DELETE", one).status_code == 204
    assert ask("GET", one).status_code == 404
    assert ask("GET").json()["results"] == []
    told = Event.objects.filter(kind__startswith="notices.subscription.").order_by("id")
    kinds = [kind.rsplit(".", 1)[-1] for kind in told.values_list("kind", flat=True)]
    assert kinds == ["added", "changed", "enabled", "secret_renewed", "ended"]
    assert {event.actor[:4] for event in told} == {"key:"}


def test_another_organization_finds_none_of_it(ask):
    one = f"{HERE}{ask('POST', body={'name': 'Mine', 'to': URL}).json()['id']}/"
    assert ask("GET", who="theirs").json()["results"] == []
    answers = {
        (method, address): ask(method, address, body, who="theirs").status_code
        for method, address, body in (
            ("GET", one, None), ("PUT", one, {"name": "x", "to": URL}), ("DELETE", one, None),
            ("POST", f"{one}enable/", None), ("POST", f"{one}secret/", None),
        )
    }  # fmt: skip
    assert set(answers.values()) == {404}, answers
    assert Subscription.objects.get().name == "Mine"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_key_nothing_is_followed(client, db, method):
    assert client.generic(method, HERE).status_code == 401


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"to": "https://10.0.0.1/hook"}, "to"),
        ({"to": "http://ngo.example/hook"}, "to"),
        ({"to": "stranger@example.org", "channel": "mail"}, "to"),
        ({"to": 5}, "to"),
        ({"name": " "}, "name"),
        ({"channel": "sms"}, "channel"),
        ({"frequency": "hourly"}, "frequency"),
        ({"language": "xx"}, "language"),
        ({"kinds": ["state"]}, "kinds"),
        ({"kinds": "registration_state"}, "kinds"),
        ({"kinds": [["x"]]}, "kinds"),
        ({"area": {"type": "Point", "coordinates": [-70, -12]}}, "area"),
        ({"area": "x"}, "area"),
        ({"aera": AREA}, "aera"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_its_member(ask, wrong, field):
    response = ask("POST", body={"name": "Mine", "to": URL} | wrong)
    assert response.status_code == 400, response.content
    assert list(response.json()["error"]["fields"]) == [field]
    assert not Subscription.objects.exists()


def test_mail_goes_to_the_account_of_the_organization(ask):
    body = {"name": "Mine", "to": "ours@example.org", "channel": "mail", "frequency": "daily"}
    assert ask("POST", body=body).status_code == 201


@pytest.mark.parametrize(
    ("raw", "status"), [("[]", 400), ("{", 400), ('{"name": "\\ud800"}', 400), ("{" + " " * 1_000_001, 413)]
)
def test_garbage_is_refused_in_words(ask, raw, status):
    response = ask("POST", raw=raw)
    assert response.status_code == status
    assert response.json()["error"]["message"]


def test_writing_is_counted_for_the_organization_and_reading_is_not(ask, settings):
    settings.REGISTRY_RATES = {"subscribe": 1}
    assert ask("POST", body={"name": "Mine", "to": URL}).status_code == 201
    assert ask("POST", body={"name": "Mine", "to": URL}).status_code == 429
    assert ask("GET").status_code == 200
    assert ask("POST", body={"name": "Mine", "to": URL}, who="theirs").status_code == 201


def test_what_an_organization_follows_ends_with_its_approval(ask):
    for who in ("ours", "theirs"):
        assert ask("POST", body={"name": "Mine", "to": URL}, who=who).status_code == 201
    request = KeyRequest.objects.get(organization="ours")
    key_request_decide(request=request, state="ended", reason="It flooded others.", by=Actor.user(0), at=AT)
    states = dict(Subscription.objects.values_list("owner", "state"))
    assert states.pop(f"user:{request.user_id}") == "ended"
    assert set(states.values()) == {"active"}
