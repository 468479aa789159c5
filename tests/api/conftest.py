"""A small invented ground: rights, layers of every publication, a person, a company, their registrations."""

import uuid
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from pyproj import Transformer

from concessions.models import Contract, MiningRight, RightHolder
from miners.models import Group, Person
from registry.audit.models import Event
from registry.casework.models import Act, CaseFile, RunningClock, ServiceRecord, StepRecord
from registry.formalization.models import Assessment, Determination, Registration, StateChange
from registry.territory.models import Check, Finding, Footprint, LandArea, LandLayer, LayerKind, OverlapRun

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DNI, PERSON_RUC, COMPANY_RUC = "70000001", "10700000017", "20999999991"
PHONE, MAIL = "+51 900 000 001", "quispillo@example.org"
TO_DEGREES = Transformer.from_crs(32719, 4326, always_xy=True)


def footprint(shape, owner_kind):
    """A stored footprint of a shape in zone 19 south."""
    lonlat = shapely.transform(shape, TO_DEGREES.transform, interleaved=False)
    return Footprint.objects.create(
        owner_kind=owner_kind,
        grid_srid=32719,
        shape=shapely.set_srid(shape, 32719),
        geom=GEOSGeometry(lonlat.wkt, srid=4326),
        is_point=shape.geom_type == "Point",
        measured_area_ha=None if shape.geom_type == "Point" else round(shape.area / 10_000, 4),
        checksum="0" * 64,
    )


def square(column, row, size=1):
    """Squares of the grid of zone 19 south."""
    return shapely.box(
        350_000 + column * 1000,
        8_590_000 + row * 1000,
        350_000 + (column + size) * 1000,
        8_590_000 + (row + size) * 1000,
    )


def right(code, shape, **more):
    """A right with its shape."""
    return MiningRight.objects.create(code=code, name=f"Derecho {code}", footprint=footprint(shape, "right"), **more)


def layer(kind, publication, version="2026"):
    """A current layer version."""
    return LandLayer.objects.create(
        kind=LayerKind.objects.get(code=kind),
        series=f"{kind} {publication}",
        source="Invented",
        version=version,
        published_on=date(2026, 1, 1),
        loaded_at=NOW,
        checksum="1" * 64,
        licence="CC0",
        publication=publication,
        state="current",
    )


def overlap(right, area, run, *, m2=250_000.0, noise=False):
    """A standing finding under a standing check."""
    check, _ = Check.objects.get_or_create(
        footprint=right.footprint,
        layer=area.layer,
        kind=area.layer.kind,
        defaults={"run": run, "answer": "overlaps", "why": "measured", "checked_on": date(2026, 11, 1)},
    )
    return Finding.objects.create(
        check_row=check,
        footprint=right.footprint,
        area=area,
        run=run,
        relation="shared_area",
        grid_srid=32719,
        shared_m2=m2,
        share_of_footprint=0.25,
        share_of_area=0.1,
        edge_noise=noise,
        measured_on=date(2026, 11, 1),
    )


def determination(entry):
    """A standing, notified determination with the answer it rests on."""
    answer = Assessment.objects.create(
        registration=entry, on_day=date(2026, 11, 1), confirmed_on=date(2026, 11, 1), jurisdiction="PE",
        pack_version="1", pack_hash="0" * 64, facts={"secret_fact": 7777}, findings=[], category="informal",
        scale="artisanal", legal_status="informal", asked_by="system:test", created_at=NOW,
    )  # fmt: skip
    return Determination.objects.create(
        registration=entry, assessment=answer, scale="artisanal", legal_status="informal", act="RD 7", reasons="Qispillo says",
        evidence="Paper of Qispillo", decided_on=date(2026, 11, 2), by_key="user:77", notified_on=date(2026, 11, 3),
        state="standing", recorded_at=NOW,
    )  # fmt: skip


def act_of(case_file, n):
    """A standing act in a file."""
    return Act.objects.create(
        file=case_file, registration=case_file.registration, kind="observe", authority="dgfm", number=f"RD {n}",
        decided_on=date(2026, 3, 1), reasons="Qispillo says", article="art. 1", state="standing", by_key="user:77", recorded_at=NOW,
    )  # fmt: skip


@pytest.fixture
def ground(db):
    """The whole small ground."""
    run = OverlapRun.objects.create(reason="asked", noise_area_m2=100, noise_radius_m=1, on_day=date(2026, 11, 1))
    titled = right("010000119", square(0, 0), state="titled", kind="concession", ubigeo="170101", declared_hectares=100)
    petition = right("010000219", square(5, 5), state="in_process", kind="petition", ubigeo="170102")
    RightHolder.objects.create(right=titled, name="Qispillo Ñahui, Rosaura", document_type="dni", document_number=DNI)
    RightHolder.objects.create(
        right=titled, name="Minera Inventada S.A.C.", document_type="ruc", document_number=COMPANY_RUC
    )
    areas = {}
    for publication, kind in (
        ("full", "buffer_zone"),
        ("yes_no", "native_community"),
        ("internal", "archaeological_zone"),
    ):
        own = layer(kind, publication)
        areas[publication] = [
            LandArea.objects.create(
                layer=own,
                external_id=f"{publication}-{n}",
                name=f"Secret {publication} {n}",
                checksum="2" * 64,
                geom=GEOSGeometry(titled.footprint.geom.wkt, srid=4326),
            )
            for n in (1, 2)
        ]
        for area in areas[publication]:
            overlap(titled, area, run)
    person = Person.objects.create(
        full_name="Qispillo Ñahui, Rosaura",
        document_type="dni",
        document_number=DNI,
        ruc=PERSON_RUC,
        phone=PHONE,
        email=MAIL,
        birth_date=date(1980, 2, 3),
        address="Jirón Inventado 123",
    )
    company = Group.objects.create(
        name="Asociación Inventada", kind="association", ruc=COMPANY_RUC, phone=PHONE, email=MAIL
    )
    place = shapely.Point(353_123, 8_593_321)
    of_person = Registration.objects.create(
        code="REG-0001",
        status_code="AAAAAAAAAA",
        person=person,
        state="in_force",
        activity="exploitation",
        right=titled,
        ubigeo="170101",
        declared_place=footprint(place, "declared_place"),
        capacity_t_per_day=20,
        workers_women=3,
    )
    of_company = Registration.objects.create(
        code="REG-0002",
        status_code="BBBBBBBBBB",
        group=company,
        state="suspended",
        activity="beneficiation",
        ubigeo="170102",
        declared_place=footprint(square(7, 7), "declared_place"),
    )
    contracts = [
        Contract.objects.create(
            right=titled, kind="exploitation", party_name=name, party_document_type=kind, party_document_number=number
        )
        for name, kind, number in (
            ("Qispillo Ñahui, Rosaura", "dni", DNI),
            ("Minera Inventada S.A.C.", "ruc", COMPANY_RUC),
        )
    ]
    steps = [
        StateChange.objects.create(
            registration=entry, state=entry.state, from_on=date(2026, 1, 1), reason="Qispillo stopped", document="R.D. 1 Qispillo",
            reason_code="asked", article="art. 1", by_key="user:77", recorded_at=NOW,
        )
        for entry in (of_person, of_company)
    ]  # fmt: skip
    determinations = [determination(entry) for entry in (of_person, of_company)]
    case_file = CaseFile.objects.create(
        registration=of_person,
        number="EXP-1",
        kind="formalization",
        state="open",
        opened_on=date(2026, 1, 1),
        holder_since=date(2026, 1, 1),
        created_at=NOW,
        updated_at=NOW,
    )
    records = [
        StepRecord.objects.create(
            file=case_file, registration=of_person, step="step_b", outcome="approved", happened_on=date(2026, 2, 1),
            reason="Qispillo says", document="Paper of Qispillo", by_key="user:77", recorded_at=NOW,
        )
    ]  # fmt: skip
    acts = [act_of(case_file, n) for n in range(3)]
    ServiceRecord.objects.create(
        act=acts[1],
        registration=of_person,
        channel="paper",
        sent_on=date(2026, 3, 2),
        by_key="user:77",
        recorded_at=NOW,
    )
    for act, served in ((acts[0], date(2026, 3, 5)), (acts[2], date(2026, 11, 10))):
        ServiceRecord.objects.create(
            act=act, registration=of_person, channel="paper", sent_on=served, served_on=served, proof="Signed by Qispillo",
            by_key="user:77", recorded_at=NOW,
        )  # fmt: skip
    for act, due in ((acts[0], date(2026, 3, 26)), (acts[1], date(2026, 3, 26)), (acts[2], date(2999, 1, 1))):
        RunningClock.objects.create(
            file=case_file, code="challenge", step=f"act:{act.pk}", act=act, whose="applicant", opened_on=date(2026, 3, 5), start_on=date(2026, 3, 5),
            due_on=due, is_right=True, on_expiry="firm",
        )  # fmt: skip
    events = [
        Event.objects.create(kind=kind, at=NOW, actor="user:77", subject_type=row._meta.label_lower, subject_id=row.pk, ubigeo="170101", changes={"phone": PHONE})
        for kind, row in (
            ("concessions.right.changed", titled), ("formalization.registration.state_changed", of_person),
            ("formalization.registration.changed", of_company), ("miners.person.changed", person),
            ("formalization.determination.agreed", determinations[0]), ("formalization.determination.agreed", determinations[1]),
            ("territory.layer.loaded", areas["full"][0].layer), ("territory.layer.loaded", areas["internal"][0].layer),
        )
    ]  # fmt: skip
    return SimpleNamespace(
        records=records,
        acts=acts,
        contracts=contracts,
        steps=steps,
        determinations=determinations,
        events=events,
        run=run,
        titled=titled,
        petition=petition,
        areas=areas,
        person=person,
        company=company,
        of_person=of_person,
        of_company=of_company,
        place=TO_DEGREES.transform(353_123, 8_593_321),
    )


@pytest.fixture(autouse=True)
def _uncounted(settings):
    """Tests do not count requests unless they say so, and then in a place of their own of the shared cache."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}}
    settings.REGISTRY_API_RATE = 0
