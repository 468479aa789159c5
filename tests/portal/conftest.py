"""An old phone, and an entry of an invented person on a right, with everything that must not be shown."""

import re
import uuid
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.test import Client
from pyproj import Transformer

from concessions.models import MiningRight
from miners.models import Person
from registry.audit.services import Actor
from registry.documents.services import PaperDraft, paper_issue
from registry.formalization.models import Registration, StateChange
from registry.notices.models import Notice
from registry.territory.models import Footprint

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
BY = Actor.user(5)
TO_DEGREES = Transformer.from_crs(32719, 4326, always_xy=True)


def footprint(shape, kind):
    """A stored footprint of a shape in zone 19 south."""
    lonlat = shapely.transform(shape, TO_DEGREES.transform, interleaved=False)
    return Footprint.objects.create(
        owner_kind=kind, grid_srid=32719, shape=shapely.set_srid(shape, 32719), checksum="0" * 64,
        geom=GEOSGeometry(lonlat.wkt, srid=4326), is_point=shape.geom_type == "Point",
    )  # fmt: skip


@pytest.fixture
def phone(settings):
    """No cookie, forged posts checked; a place of its own in the shared cache."""
    settings.SECURE_SSL_REDIRECT = False
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}}
    return Client(enforce_csrf_checks=True, REMOTE_ADDR="2001:db8::9", HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def told(db, settings, tmp_path):
    """A person, her entry, and a certificate on it."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    person = Person.objects.create(
        full_name="Qispillo Ñahui, Rosaura", document_type="dni", document_number="70000001", ruc="10700000015",
        phone="+51900000001", email="q@example.org", address="Jirón Inventado 123", language="es",
    )  # fmt: skip
    right = MiningRight.objects.create(
        code="010000119", name="Ñusta Uno", footprint=footprint(shapely.box(350_000, 8_590_000, 352_000, 8_591_000), "right"),
    )  # fmt: skip
    entry = Registration.objects.create(
        code="REG-17-1", status_code="AAAAAAAAAA", person=person, right=right, state="in_force", ubigeo="170102",
        state_since=date(2024, 5, 6), activity="exploitation",
        declared_place=footprint(shapely.Point(350_123, 8_590_321), "declared_place"),
    )  # fmt: skip
    StateChange.objects.create(registration=entry, state="in_force", from_on=date(2024, 5, 6), by_key="system:test", recorded_at=AT)  # fmt: skip
    draft = PaperDraft(
        kind="registration_certificate", office="DGFM", title="Constancia de inscripción", paragraphs=["Texto."],
        limits=["No es una autorización."], subject_kind="formalization.registration", subject_id=entry.pk, ubigeo="170102",
    )  # fmt: skip
    paper = paper_issue(draft=draft, by=BY, at=AT)
    return SimpleNamespace(person=person, right=right, entry=entry, paper=paper)


@pytest.fixture
def sent_secret():
    """Give the code in the newest notice."""

    def read():
        said = Notice.objects.filter(kind="contact.code").order_by("-id").first()
        return re.search(r"\b\d{6}\b", said.words)[0]

    return read


@pytest.fixture
def asked():
    """Ask for a code; gives the handle of the next form."""

    def ask(phone, code="AAAAAAAAAA", document="70000001"):
        response = phone.post("/en/mine/", {"code": code, "document": document})
        assert response.status_code == 200
        return re.search(r'name="handle" value="([^"]+)"', response.content.decode())[1]

    return ask


@pytest.fixture
def entered(asked, sent_secret):
    """Come in; gives the visit's token."""

    def enter(phone, code="AAAAAAAAAA", document="70000001"):
        page = phone.post("/en/mine/enter/", {"handle": asked(phone, code, document), "secret": sent_secret()})
        assert page.status_code == 200
        return re.search(r'name="visit" value="([^"]+)"', page.content.decode())[1]

    return enter


@pytest.fixture
def plain():
    """Give the words of a page, without its tags and styles."""

    def read(response):
        page = re.sub(r"<style.*?</style>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
        return re.sub(r"\s+", " ", page)

    return read
