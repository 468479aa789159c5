"""What organizations follow: matching by kind and area, digests by place, webhooks that reach nothing private."""

import ipaddress
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.core import mail
from standardwebhooks import Webhook

from registry.accounts.models import User
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.notices.models import Followed, Notice, Subscription
from registry.notices.services import (
    PublicChange,
    SubscriptionData,
    changes_match,
    subscription_add,
    subscription_change,
    subscription_enable,
    subscription_end,
    subscription_secret,
    subscription_secret_renew,
)
from registry.notices.services import delivery as delivery_module
from registry.notices.services.delivery import deliver_due
from registry.notices.services.digests import digests_write
from registry.notices.services.gateways import GatewayError
from registry.notices.services.gateways import webhook as webhook_module
from registry.notices.services.gateways.base import Outgoing
from registry.notices.services.gateways.outside import checked_address, is_public, url_fault
from registry.notices.services.gateways.webhook import WebhookGateway

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
URL = "https://ngo.example/hook"
#   0     1     2
#   +-----+-----+
#   |  A  |     |   followed: A; inside at (0.5, 0.5), elsewhere at (1.5, 0.5)
#   +-----+-----+
AREA = Polygon.from_bbox((0, 0, 1, 1))
INSIDE, ELSEWHERE = Point(0.5, 0.5, srid=4326), Point(1.5, 0.5, srid=4326)


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names resolve without a network: *.example is public, the rest is unknown."""

    def resolve(host: str, port: int, **_options: Any) -> list[Any]:
        if not host.endswith(".example"):
            raise socket.gaierror(-2, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def follow(at: datetime, owner: str = "user:1", **more: Any) -> Subscription:
    return subscription_add(data=SubscriptionData(**{"name": "Mine", "to": URL} | more), owner=owner, by=BY, at=at)


def change(at: datetime, key: str = "c:1", place: GEOSGeometry | None = INSIDE, **more: Any) -> PublicChange:
    given = {"kind": "registration.state_changed", "payload": {"code": "MDD-1"}, "ubigeo": "170102"} | more
    return PublicChange(key=key, at=at, place=place, **given)


@pytest.mark.parametrize(
    ("data", "place", "is_told"),
    [
        ({}, INSIDE, True),
        ({}, None, True),
        ({"area": AREA}, INSIDE, True),
        ({"area": AREA}, ELSEWHERE, False),
        ({"area": AREA}, None, False),
        ({"area": AREA}, Point(1, 0.5, srid=4326), True),
        ({"kinds": ("registration.state_changed",)}, INSIDE, True),
        ({"kinds": ("paper.issued",)}, INSIDE, False),
    ],
)
def test_a_change_reaches_who_follows_its_kind_and_place(
    data: dict[str, Any], place: GEOSGeometry | None, is_told: bool, at: datetime
) -> None:
    follow(at, **data)
    assert changes_match(changes=[change(at, place=place)], at=at) == int(is_told)
    assert Notice.objects.filter(channel="webhook").count() == int(is_told)
    changes_match(changes=[change(at, place=place)], at=at)
    assert Notice.objects.filter(channel="webhook").count() == int(is_told), "told twice"


def test_a_digest_groups_by_place_and_tells_each_change_once(at: datetime) -> None:
    follow(at, frequency="daily")
    cusco, madre = {"ubigeo": "080101"}, {"ubigeo": "170102"}
    changes_match(changes=[change(at, "c:1", **madre), change(at, "c:2", **cusco), change(at, "c:3", **madre)], at=at)
    assert Notice.objects.count() == 0
    assert digests_write(frequency="weekly", at=at) == 0
    assert digests_write(frequency="daily", at=at + timedelta(hours=1)) == 1
    places = json.loads(Notice.objects.get().text)["data"]["places"]
    assert [(place["ubigeo"], len(place["changes"])) for place in places] == [("080101", 1), ("170102", 2)]
    assert digests_write(frequency="daily", at=at + timedelta(hours=2)) == 0
    assert Followed.objects.filter(notice=None).count() == 0


def test_a_digest_by_mail_is_written_for_people(at: datetime) -> None:
    follow(at, frequency="daily", channel="mail", to="ngo@example.invalid", language="en")
    changes_match(changes=[change(at, ubigeo="")], at=at)
    digests_write(frequency="daily", at=at)
    deliver_due(lane="messages", clock=lambda: at)
    [sent] = mail.outbox
    assert "place not known" in sent.body
    assert "MDD-1" in sent.body


@pytest.mark.parametrize(
    "to",
    [
        "http://ngo.example/", "https://user:pass@ngo.example/", "https://ngo.example:8080/", "ftp://ngo.example/", "",
        "https:///x", "https://unknown.invalid/", "https://ngo.example/" + "a" * 500, "https://ngo.example/a b",
        "https://ngo.example:999999/", "https://[::1/",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_a_webhook_is_refused(to: str, at: datetime) -> None:
    with pytest.raises(DomainError) as refused:
        follow(at, to=to)
    assert refused.value.field == "to"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1",
        "192.0.2.1", "198.18.0.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_no_private_address_is_public(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_public(ipaddress.ip_address(address))
    found = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_options: found)
    with pytest.raises(GatewayError, match="private"):  # one private address among public ones is enough
        checked_address("two-faced.example", 443)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_networks_of_the_house_are_let_through_only_where_they_are_named(settings: Any) -> None:
    settings.REGISTRY_WEBHOOK_NETWORKS = ["10.1.0.0/16"]
    assert is_public(ipaddress.ip_address("10.1.2.3"))
    assert not is_public(ipaddress.ip_address("10.2.2.3"))
    assert not is_public(ipaddress.ip_address("::1"))


def test_a_name_that_changes_its_answer_is_connected_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    connected: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_g, **_o: [(0, 0, 0, "", (next(answers), 443))])

    def create(address: Any, *_given: Any, **_options: Any) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", create)
    outgoing = Outgoing("n", "webhook", "https://rebind.example/x", "", "{}", "es", datetime.now(UTC), "whsec_YWFh")
    with pytest.raises(GatewayError, match="did not answer"):
        WebhookGateway().send(outgoing)
    assert connected == [("93.184.216.34", 443)]


def posted(monkeypatch: pytest.MonkeyPatch, status: int) -> list[tuple[str, bytes, dict[str, str]]]:
    sent: list[tuple[str, bytes, dict[str, str]]] = []

    def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        sent.append((url, body, headers))
        return status

    monkeypatch.setattr(webhook_module, "post", post)
    return sent


def test_a_webhook_is_verified_by_the_library_of_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    sent = posted(monkeypatch, 204)
    mine = follow(now)
    changes_match(changes=[change(now)], at=now)
    assert deliver_due(lane="webhooks", clock=lambda: now).sent == 1
    [(url, body, headers)] = sent
    told = Webhook(subscription_secret(mine)).verify(body, headers)
    assert (url, told["type"], told["data"]["code"]) == (URL, "registration.state_changed", "MDD-1")
    with pytest.raises(Exception, match="signature"):
        Webhook("whsec_YWFhYWFh").verify(body, headers)


def test_the_secret_is_renewed_and_never_stored(at: datetime) -> None:
    mine = follow(at)
    before = subscription_secret(mine)
    after = subscription_secret_renew(subscription=mine, by=BY, at=at)
    assert before != after
    assert before.startswith("whsec_")
    assert before != subscription_secret(follow(at))
    stored = str(list(Subscription.objects.values()))
    assert before[6:20] not in stored


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 500])
def test_a_refused_webhook_is_put_off_and_redirects_are_not_followed(
    status: int, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = posted(monkeypatch, status)
    follow(at)
    changes_match(changes=[change(at, "c:1"), change(at, "c:2")], at=at)
    done = deliver_due(lane="webhooks", clock=lambda: at)
    assert (done.sent, done.put_off) == (0, 1), "the second notice waits with the first"
    assert len(sent) == 1
    assert Notice.objects.filter(state="waiting", due_at__gt=at).count() == 2


def test_an_address_that_is_gone_switches_the_subscription_off_and_tells_its_owner(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = User.objects.create_user("ngo", email="ngo@example.invalid")
    posted(monkeypatch, 410)
    mine = follow(at, owner=f"user:{user.pk}")
    changes_match(changes=[change(at, "c:1"), change(at, "c:2")], at=at)
    deliver_due(lane="webhooks", clock=lambda: at)
    mine.refresh_from_db()
    assert (mine.state, mine.failures) == ("disabled", 1)
    assert sorted(Notice.objects.filter(channel="webhook").values_list("state", flat=True)) == ["dropped", "failed"]
    assert Notice.objects.get(kind="subscription.disabled").to == "ngo@example.invalid"
    assert changes_match(changes=[change(at, "c:3")], at=at) == 0
    subscription_enable(subscription=mine, by=BY, at=at)
    assert changes_match(changes=[change(at, "c:3")], at=at) == 1


def test_too_many_failures_in_a_row_switch_it_off_and_one_success_begins_anew(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = follow(at)
    Subscription.objects.update(failures=24)
    monkeypatch.setattr(delivery_module, "gateway_for", lambda _channel: WebhookGateway())
    posted(monkeypatch, 200)
    changes_match(changes=[change(at, "c:1")], at=at)
    deliver_due(lane="webhooks", clock=lambda: at)
    mine.refresh_from_db()
    assert mine.failures == 0
    Subscription.objects.update(failures=24)
    posted(monkeypatch, 500)
    changes_match(changes=[change(at, "c:2")], at=at)
    deliver_due(lane="webhooks", clock=lambda: at)
    mine.refresh_from_db()
    assert mine.state == "disabled"


def test_an_ended_subscription_is_served_no_more_and_cannot_be_changed(at: datetime) -> None:
    mine = follow(at)
    changes_match(changes=[change(at)], at=at)
    subscription_end(subscription=mine, by=BY, at=at)
    subscription_end(subscription=mine, by=BY, at=at)
    assert Notice.objects.get().state == "dropped"
    with pytest.raises(DomainError):
        subscription_change(subscription=mine, data=SubscriptionData("x", URL), by=BY, at=at)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": " "}, "name"), ({"frequency": "hourly"}, "frequency"), ({"channel": "sms"}, "channel"),
        ({"channel": "mail", "to": "nobody"}, "to"), ({"area": Point(0, 0, srid=4326)}, "area"),
        ({"area": GEOSGeometry("SRID=4326;POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))")}, "area"),
        ({"area": Polygon.from_bbox((300_000, 8_000_000, 400_000, 9_000_000))}, "area"),
        ({"area": Point(0, 0, srid=4326).buffer(1, quadsegs=3_000)}, "area"),
    ],
)  # fmt: skip
def test_a_subscription_that_makes_no_sense_is_refused_with_its_field(
    data: dict[str, Any], field: str, at: datetime
) -> None:
    with pytest.raises(DomainError) as refused:
        follow(at, **data)
    assert refused.value.field == field


def test_one_owner_follows_a_bounded_number_of_things(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.notices.services.subscribing.MOST_OF_ONE_OWNER", 1)
    follow(at)
    with pytest.raises(DomainError):
        follow(at)
    follow(at, owner="user:2")


def test_the_faults_of_an_address_are_said() -> None:
    assert url_fault(URL) == ""
    assert "https" in url_fault("http://ngo.example/")
