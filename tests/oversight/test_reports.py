"""Reports from the field: taken without their author, answered in the open, refused never mistaken for solved."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from PIL import Image

from registry.accounts.models import Appointment, Role, User
from registry.accounts.permissions import powers_of
from registry.audit.models import Event
from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.documents.models import Document
from registry.documents.selectors import documents_of, file_open
from registry.notices.models import Notice
from registry.oversight.models import Report
from registry.oversight.selectors import reports_for, response_rates
from registry.oversight.services.reports import (
    SUBJECT,
    Photo,
    ReportData,
    report_acknowledge,
    report_answer,
    report_by_secret,
    report_receive,
    report_reopen,
)

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
BY = Actor.system("test")
pytestmark = pytest.mark.django_db


def data(**said: object) -> ReportData:
    return ReportData(**{"kind": "no_entry", "text": "Invented words.", "department": "17", **said})  # type: ignore[arg-type]


def taken(**said: object) -> Report:
    return report_receive(data=data(**said), by=BY, at=AT)[0]


def photo_with_place() -> bytes:
    sink = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "who took it"
    Image.new("RGB", (40, 30), "green").save(sink, "JPEG", exif=exif)
    return sink.getvalue()


def officer(role: str, *regions: str) -> User:
    user = User.objects.create_user(username=f"{role}-{'-'.join(regions)}")
    Appointment.objects.create(
        user=user, role=Role.objects.get(code=role), regions=list(regions), from_on=date(2020, 1, 1)
    )
    return user


def test_a_report_gets_a_number_a_secret_and_two_days() -> None:
    report, secret = report_receive(data=data(), by=BY, at=AT)
    assert report.number == "R-2026-000001"
    assert (report.acknowledge_by, report.answer_by) == (date(2026, 11, 27), date(2026, 12, 20))
    assert report_by_secret(number="r-2026-000001", secret=secret.lower()) == report
    assert taken().number == "R-2026-000002"


def test_a_wrong_secret_and_a_wrong_number_get_the_same_words() -> None:
    report, secret = report_receive(data=data(), by=BY, at=AT)
    said = []
    for number, tried in ((report.number, "AAAAAAAAAA"), ("R-2026-999999", secret)):
        with pytest.raises(DomainError) as refusal:
            report_by_secret(number=number, secret=tried)
        said.append(str(refusal.value))
    assert said[0] == said[1]


def test_the_secret_is_not_kept() -> None:
    _report, secret = report_receive(data=data(), by=BY, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM oversight_report r")
        assert secret not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"text": "  "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"department": "99"}, "department"),
        ({"happened_on": date(2027, 1, 1)}, "happened_on"),
        ({"photos": [Photo("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")]}, "photos"),
        ({"photos": [Photo("a.jpg", b"no picture")]}, "photos"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_kept(said: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        report_receive(data=data(**said), by=BY, at=AT)
    assert refusal.value.field == field
    if field != "photos":
        assert not Report.objects.exists()


def test_a_photo_is_stripped_and_its_original_sealed() -> None:
    original = photo_with_place()
    report = taken(photos=[Photo("IMG_0001.jpg", original)])
    kept = {}
    for document in documents_of(SUBJECT, report.pk):
        with file_open(document.versions.get()) as stored:
            kept[document.read_power] = stored.read()
    assert set(kept) == {"report.threat.read", "report.handle"}
    assert kept["report.threat.read"] == original
    assert not Image.open(io.BytesIO(kept["report.handle"])).getexif()
    assert not Document.objects.filter(versions__name__contains="IMG_0001").exists()


def test_the_way_of_a_report() -> None:
    report = taken()
    owner = officer("regional_officer", "17")
    report = report_acknowledge(report=report, owner=owner, by=BY, at=AT + timedelta(days=2))
    assert report.state == "acknowledged"
    report = report_answer(
        report=report, outcome="refused", told="No place is given.", by=BY, at=AT + timedelta(days=9)
    )
    with pytest.raises(DomainError):
        report_answer(report=report, outcome="acted", told="We went.", by=BY, at=AT)
    report = report_reopen(report=report, why="It is at the bridge.", by=BY, at=AT + timedelta(days=10))
    assert report.state == "reopened"
    assert report.answer_by == date(2026, 12, 30)
    assert [act.state for act in report.acts.all()] == ["acknowledged", "refused", "reopened"]
    kinds = Event.objects.filter(kind__startswith="oversight.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        "oversight.report.received", "oversight.report.acknowledged", "oversight.report.refused",
        "oversight.report.reopened",
    ]  # fmt: skip


def test_an_answer_says_something() -> None:
    with pytest.raises(DomainError) as refusal:
        report_answer(report=taken(), outcome="acted", told=" ", by=BY, at=AT)
    assert refusal.value.field == "told"


def test_the_database_refuses_an_ended_report_without_its_moment() -> None:
    report = taken()
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(state="acted")


def test_who_left_a_way_is_told_and_nobody_else() -> None:
    taken()
    assert not Notice.objects.exists()
    report = taken(email="somebody@example.org")
    report_answer(report=report, outcome="acted", told="We went.", by=BY, at=AT)
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["report.answered", "report.received"]


def test_threats_have_few_readers_and_office_matters_go_elsewhere() -> None:
    field, threat, office = taken(), taken(kind="threat"), taken(kind="office")
    seen = {
        role: set(reports_for(powers_of(officer(role), on=date(2026, 11, 20))))
        for role in ("ministry_officer", "threat_reader", "integrity_officer", "auditor", "administrator")
    }
    assert seen == {
        "ministry_officer": {field}, "threat_reader": {threat}, "integrity_officer": {office}, "auditor": set(),
        "administrator": set(),
    }  # fmt: skip
    other = powers_of(officer("regional_officer", "08"), on=date(2026, 11, 20))
    assert not reports_for(other)


def test_each_reading_of_a_threat_is_an_event(cast: dict[str, Client]) -> None:
    threat = taken(kind="threat")
    address = f"/desk/reports/{threat.pk}/"
    assert cast["ministry"].get(address).status_code == 403
    reader = User.objects.get(username="ministry")
    grant = Role.objects.get(code="threat_reader")
    Appointment.objects.create(user=reader, role=grant, regions=[], from_on=date(2020, 1, 1))
    for _time in range(2):
        assert "Invented words." in cast["ministry"].get(address).content.decode()
    assert Event.objects.filter(kind="oversight.threat.read", actor=f"user:{reader.pk}").count() == 2


def test_rates_count_refused_beside_solved_and_equal_the_public_list(client: Client) -> None:
    acted, refused, late, _threat = taken(), taken(), taken(), taken(kind="threat")
    report_answer(report=acted, outcome="acted", told="Done.", by=BY, at=AT + timedelta(days=3))
    report_answer(report=refused, outcome="refused", told="No.", by=BY, at=AT + timedelta(days=60))
    (rate,) = response_rates(on=date(2027, 2, 1))
    assert (rate.received, rate.acted, rate.refused, rate.open, rate.late) == (3, 1, 1, 1, 1)
    assert rate.due == 3
    assert rate.share_in_time == pytest.approx(1 / 3)
    rows = client.get("/api/v1/reports/", secure=True).json()["results"]
    assert {row["number"]: row["state"] for row in rows} == {
        acted.number: "acted", refused.number: "refused", late.number: "received",
    }  # fmt: skip


def test_in_public_the_place_is_a_cell_and_the_words_stay_inside(client: Client) -> None:
    taken(place=Point(-70.123456, -12.654321, srid=4326), text="Secret words", place_words="Secret place")
    for address in ("/api/v1/reports/?format=geojson", "/api/v1/reports/", "/reports/"):
        body = client.get(address, secure=True).content.decode()
        assert "Secret" not in body
        assert "70.1234" not in body
    feature = client.get("/api/v1/reports/?format=geojson", secure=True).json()["features"][0]
    assert len(feature["geometry"]["coordinates"][0]) == 5


def test_a_form_without_script_and_cookie_takes_a_report(client: Client) -> None:
    cache.clear()
    sent = client.post("/reports/new/", {"kind": "no_entry", "text": "Invented.", "department": "17"}, secure=True)
    assert sent.status_code == 201
    assert not sent.cookies
    report = Report.objects.get()
    secret = sent.context["secret"]
    asked = {"number": report.number, "secret": secret}
    assert report.number in client.post("/reports/follow/", asked, secure=True).content.decode()
    assert client.post("/reports/follow/", asked | {"secret": "AAAAAAAAAA"}, secure=True).status_code == 404
    report_answer(report=report, outcome="refused", told="No place.", by=BY, at=AT)
    assert client.post("/reports/follow/", asked | {"why": "At the bridge."}, secure=True).status_code == 200
    report.refresh_from_db()
    assert report.state == "reopened"


def test_a_program_sends_and_follows(client: Client) -> None:
    cache.clear()
    body = {"kind": "water_mercury", "text": "Invented.", "department": "17", "longitude": -70.1, "latitude": -12.6}
    sent = client.post("/api/v1/reports/send/", body, content_type="application/json", secure=True)
    assert sent.status_code == 201
    asked = {key: sent.json()[key] for key in ("number", "secret")}
    followed = client.post("/api/v1/reports/follow/", asked, content_type="application/json", secure=True)
    assert followed.json()["state"] == "received"
    half = {key: body[key] for key in body if key != "latitude"}
    refused = client.post("/api/v1/reports/send/", half, content_type="application/json", secure=True)
    assert refused.status_code == 400
    assert "latitude" in refused.json()["error"]["fields"]


def test_too_many_reports_from_one_place_wait(client: Client) -> None:
    cache.clear()
    body = {"kind": "no_entry", "text": "Invented.", "department": "17"}
    answers = [client.post("/reports/new/", body, secure=True).status_code for _time in range(21)]
    assert answers == [201] * 20 + [429]
