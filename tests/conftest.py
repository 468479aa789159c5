"""What every test may use: the day, the shared data, and a flush that knows the append-only log."""

import os
import runpy
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import shapely
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management.commands import flush
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation

from concessions.services import RightData, holder_add, right_create
from miners.models import DuplicateProposal
from miners.services import GroupData, PersonData, group_create, membership_add, person_create
from registry.accounts.models import Appointment, Role, User
from registry.accounts.services.totp import demo_secret
from registry.audit.services import Actor
from registry.common.models import ImportBatch, Job
from registry.formalization.models import Assessment, Determination, PackVersion, Rehearsal
from registry.formalization.services.registrations import RegistrationData, registration_create
from registry.territory.models import Finding, LandArea, LandLayer, LayerKind, OverlapRun
from registry.territory.services.places import Place

KEPT_BY_A_FLUSH = {"django_content_type", "auth_permission"}
STORED_BY_MIGRATIONS = (
    ("registry.accounts.migrations.0002_roles", "add_roles"),
    ("registry.accounts.migrations.0003_new_powers", "give_powers"),
    ("registry.accounts.migrations.0005_reports_against_offices", "add_roles"),
    ("registry.territory.migrations.0002_layer_kinds", "add_kinds"),
)
DAY = date(2026, 11, 20)


# The staff of the cast: name, role, regions (empty: the whole country). "other_officer" is of another region.
CAST = {
    "officer": ("regional_officer", ["17"]),
    "other_officer": ("regional_officer", ["08"]),
    "ministry": ("ministry_officer", []),
    "cadastre": ("cadastre_officer", []),
    "law_keeper": ("law_keeper", []),
    "authority": ("opinion_authority", []),
    "auditor": ("auditor", []),
    "organization": ("civil_society", []),
    "administrator": ("administrator", []),
}


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Path) -> dict[str, Client]:
    """A logged-in browser for each of the cast, and `anonymous`; plain http and unhashed static files."""
    settings.SECURE_SSL_REDIRECT = False
    settings.STATIC_ROOT = tmp_path
    settings.MEDIA_ROOT = settings.SENDFILE_ROOT = tmp_path / "documents"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    browsers = {"anonymous": Client()}
    for name, (role, regions) in CAST.items():
        user = User.objects.create_user(username=name)
        Appointment.objects.create(
            user=user, role=Role.objects.get(code=role), regions=regions, from_on=date(2020, 1, 1)
        )
        browsers[name] = Client()
        browsers[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        second_step(browsers[name], user)
    return browsers


def second_step(browser: Client, user: User) -> None:
    """Log somebody in with both steps: an authenticator, and in the session what allauth records of a right code.

    Both steps by their forms are tested in accounts/web/test_login.py and test_second_step.py.
    """
    owned = Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(demo_secret(user.username))}
    )
    session, now = browser.session, time.time()
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": now, "username": user.username},
        {"method": "mfa", "at": now, "id": owned.pk, "type": "totp"},
    ]
    session["seen_at"] = now
    session.save()


@pytest.fixture
def colleague(cast: dict[str, Client]) -> Callable[..., Client]:
    """Give a logged-in browser for one more of the staff, kept in the cast under the login."""

    def make(name: str, role: str, *, authority: str = "") -> Client:
        user = User.objects.create_user(username=name)
        Appointment.objects.create(
            user=user, role=Role.objects.get(code=role), authority=authority, from_on=date(2020, 1, 1)
        )
        cast[name] = Client()
        cast[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        second_step(cast[name], user)
        return cast[name]

    return make


@pytest.fixture
def on() -> date:
    """The day on which tests judge unless they say otherwise."""
    return DAY


@pytest.fixture
def at() -> datetime:
    """The moment on which tests act unless they say otherwise."""
    return datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public files beside the checkout; absent on most machines, and then said so."""
    here = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("REGISTRY_SHARED_DATA", here.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real public files are not beside the checkout ({folder}): set REGISTRY_SHARED_DATA")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _clock() -> Iterator[None]:
    """With REGISTRY_TEST_DAY=2027-01-02 the whole suite runs as on that day: after the process has ended."""
    day = os.environ.get("REGISTRY_TEST_DAY")
    if not day:
        yield
        return
    with time_machine.travel(datetime.fromisoformat(f"{day}T15:00:00+00:00"), tick=True):
        yield


@pytest.fixture(autouse=True, scope="session")
def _own_cache() -> Iterator[None]:
    """Give each worker of the suite a database of the broker's Redis of its own: one empties it under another else."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    cache = dict(django_settings.CACHES["default"])
    base, _, database = str(cache["LOCATION"]).rpartition("/")
    if not database.isdigit():
        yield
        return
    cache["LOCATION"] = f"{base}/{int(database) + 1 + worker}"
    with override_settings(CACHES={"default": cache}):
        yield


@pytest.fixture(autouse=True)
def _source_language() -> Iterator[None]:
    """A request leaves its language with the thread: the next test begins in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> Iterator[None]:
    """Empty the tables after transactional tests as their owner, past the triggers of the append-only log.

    Only tables that hold something are emptied: cutting off more than a hundred empty ones cost seconds a test. What
    migrations stored is put back, so that the order of tests does not matter; what Django itself stored (kinds of
    content, permissions) stays, so that its signal need not make it again.
    """
    original = flush.Command.handle

    def handle(_self: flush.Command, **_options: object) -> None:
        with connection.cursor() as cursor:
            tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
            asked = sorted(tables - KEPT_BY_A_FLUSH)
            cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in asked))
            full = [row[0] for row in cursor.fetchall()]
            # As a replica writes: no trigger and no foreign key is asked, in whatever order the tables come.
            cursor.execute("SET session_replication_role = replica")
            try:
                for table in full:
                    cursor.execute(f"DELETE FROM {table}")
            finally:
                cursor.execute("SET session_replication_role = DEFAULT")
        for module, store in STORED_BY_MIGRATIONS:
            getattr(import_module(module), store)(apps, None)

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]


ROWS_AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
ROWS_BY = Actor.system("test")


@pytest.fixture
def rows(db: None) -> dict[str, int]:
    """Return the numbers that the addresses of the desk need, by name of the room and argument.

    A room adds its own in `rows/<room>.py`: `more(known)` makes what it needs and returns their names and numbers.
    """
    person = person_create(data=PersonData(full_name="Persona Inventada", ubigeo="170102"), by=ROWS_BY, at=ROWS_AT)
    group = group_create(data=GroupData(name="Grupo Inventado", ubigeo="170102"), by=ROWS_BY, at=ROWS_AT)
    member = membership_add(group=group, person=person, role="member", by=ROWS_BY, at=ROWS_AT)
    place = Place(shapely.box(340_000, 8_590_000, 341_000, 8_591_000), 32719, grid_srid=32719)
    right = right_create(data=RightData(code="99000001D26", ubigeo="170102"), place=place, by=ROWS_BY, at=ROWS_AT)
    holder = holder_add(right=right, name="Persona Inventada", by=ROWS_BY, at=ROWS_AT)
    entry = RegistrationData(code="MDD-1", person=person, right=right, ubigeo="170102")
    registration = registration_create(data=entry, place=None, by=ROWS_BY, at=ROWS_AT)
    layer = LandLayer.objects.create(
        kind=LayerKind.objects.get(code="buffer_zone"), series="invented", source="nobody", version="1",
        published_on=date(2026, 1, 1), loaded_at=ROWS_AT, checksum="0" * 64, state="current",
    )  # fmt: skip
    alike = person_create(data=PersonData(full_name="Persona Inventda", ubigeo="170102"), by=ROWS_BY, at=ROWS_AT)
    area = LandArea.objects.create(layer=layer, geom="POINT(-70 -12)", checksum="2" * 64, name="Invented zone")
    finding = Finding.objects.create(
        footprint=right.footprint, area=area, run=OverlapRun.objects.latest("id"), relation="shared_area",
        grid_srid=32719, shared_m2=20_000, share_of_footprint=0.02, measured_on=DAY,
    )  # fmt: skip
    batch = ImportBatch.objects.create(
        kind="rights", file_name="invented.gpkg", checksum="0" * 64, source="nobody", published_on=date(2026, 1, 1)
    )
    trial = Job.objects.create(
        kind="concessions.rights_import",
        state="done",
        payload={"path": "/nothing", "dry_run": True},
        result={"run": batch.pk},
    )
    law = PackVersion.objects.create(
        jurisdiction="PE", version="draft", content_hash="1" * 64, files={}, note="invented", state="rehearsed",
        drafted_by="system:test", drafted_at=ROWS_AT,
    )  # fmt: skip
    rehearsal = Rehearsal.objects.create(pack=law, on_day=DAY, by_key="system:test", asked_at=ROWS_AT)
    proposed = registration_create(
        data=RegistrationData(code="MDD-2", person=person, ubigeo="170102"), place=None, by=ROWS_BY, at=ROWS_AT
    )
    answered = Assessment.objects.create(
        registration=proposed, on_day=DAY, confirmed_on=DAY, jurisdiction="PE", pack_version="1", pack_hash="0" * 64,
        facts={}, findings=[], category="needs_review", scale="artisanal", legal_status="needs_review",
        asked_by="system:test", created_at=ROWS_AT,
    )  # fmt: skip
    Determination.objects.create(
        registration=proposed, assessment=answered, scale="artisanal", legal_status="illegal", act="RD 1",
        reasons="Invented.", evidence="Invented.", decided_on=DAY, by_key="system:test", state="proposed",
        recorded_at=ROWS_AT,
    )  # fmt: skip
    known = {
        "finding": finding.pk, "law_version": law.pk, "rehearsal": rehearsal.pk, "proposed": proposed.pk,
        "batch": batch.pk, "duplicate": DuplicateProposal.objects.get(person_b=alike).pk, "import_job": trial.pk,
        "person": person.pk, "group": group.pk, "member": member.pk, "right": right.pk, "holder": holder.pk,
        "registration": registration.pk, "layer": layer.pk, "run": OverlapRun.objects.latest("id").pk,
    }  # fmt: skip
    for path in sorted(Path(__file__).with_name("rows").glob("*.py")):
        known |= runpy.run_path(str(path))["more"](dict(known))
    return known
