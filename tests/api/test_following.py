"""Following changes: by list, by feed, and by those who subscribed; only what is public, each once."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

from django.contrib.gis.geos import Polygon

from registry.audit.models import Event, Seal
from registry.audit.services import Actor
from registry.notices.models import Notice
from registry.notices.services import SubscriptionData, subscription_add
from registry.publishing.models import Told
from registry.publishing.services.following import changes_tell

AT, BY = datetime(2026, 11, 20, 16, tzinfo=UTC), Actor.system("test")
ATOM = "{http://www.w3.org/2005/Atom}"


def seal():
    """Chain every event; the sealer itself waits for the end of the transaction, which a test does not reach."""
    for event in Event.objects.filter(seal=None).order_by("id"):
        Seal.objects.create(
            event=event, position=Seal.objects.count() + 1, previous="0" * 64, digest="1" * 64, sealed_at=AT
        )


def changes(client, **query):
    """The rows of the list."""
    return json.loads(client.get("/api/v1/changes/", query).content)["results"]


def test_only_public_kinds_of_public_things_are_changes(client, ground):
    rows = changes(client)
    assert [(row["kind"], row["code"]) for row in rows] == [
        ("right_changed", "010000119"), ("registration_state", "REG-0001"), ("registration_changed", "REG-0002"),
        ("assessment_published", "REG-0002"), ("layer_loaded", str(ground.areas["full"][0].layer_id)),
    ]  # fmt: skip
    assert changes(client, kind="registration_state")[0]["code"] == "REG-0001"
    assert changes(client, code=rows[-1]["code"], subject="layer") == rows[-1:]
    assert changes(client, code="999999999999999999,9999999999999999999,x") == []
    assert changes(client, ubigeo="99") == []
    lon, lat = ground.place
    west, south = int(lon * 20 - 1) / 20, int(lat * 20 - 1) / 20
    found = changes(
        client, bbox=f"{west + 0.0001},{south + 0.0001},{west + 0.0002},{south + 0.0002}", subject="registration"
    )
    assert [row["code"] for row in found] == ["REG-0001"], "a person's entry is met by its cell"
    assert "user:77" not in json.dumps(rows)


def test_the_feeds_take_the_filters_and_repeat_no_secret(client, ground):
    said = json.loads(client.get("/feeds/changes.json", {"kind": "registration_state"}).content)
    assert [item["title"] for item in said["items"]] == ["The state of an entry changed · REG-0001 · 170101"]
    assert client.get(said["items"][0]["url"]).status_code == 200
    response = client.get("/feeds/changes.atom")
    assert response["Content-Type"] == "application/atom+xml"
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")
    assert len(entries) == 5
    assert entries[0].find(f"{ATOM}title").text.startswith("A version of a land layer")
    for text in (response.content.decode(), json.dumps(said)):
        assert "Qispillo" not in text
        assert "user:77" not in text
    assert client.get("/feeds/changes.atom", {"estate": "x"}).status_code == 400
    for item in json.loads(client.get("/feeds/changes.json").content)["items"]:
        assert client.get(item["url"]).status_code == 200, item["title"]
    again = client.get("/feeds/changes.atom", HTTP_IF_NONE_MATCH=response["ETag"])
    assert again.status_code == 304


def test_who_follows_an_area_is_told_once_of_what_was_sealed(ground):
    area = Polygon.from_bbox((-80, -18, -68, 0))
    area.srid = 4326
    subscription_add(
        data=SubscriptionData(name="all", to="someone@example.org", channel="mail", area=area, frequency="at_once"),
        owner="user:1", by=BY, at=AT,
    )  # fmt: skip
    seal()
    assert changes_tell(at=AT) == 0, "what lies behind is in the list"
    before = Notice.objects.count()
    Event.objects.create(
        kind="formalization.registration.state_changed", at=AT, actor="user:77",
        subject_type="formalization.registration", subject_id=ground.of_person.pk, ubigeo="170101",
    )  # fmt: skip
    assert changes_tell(at=AT) == 0, "not sealed yet"
    seal()
    assert changes_tell(at=AT) == 1
    assert changes_tell(at=AT) == 0
    assert Notice.objects.count() == before + 1
    assert Told.objects.count() == 1
    assert "Qispillo" not in str(Notice.objects.latest("id").__dict__)
