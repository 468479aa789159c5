"""Writes the files of the demo once: every story on a registration of its own, and what lies around them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import zip_longest

import shapely
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.casework.models import CaseFile
from registry.casework.services.clocks import suspended_period_add
from registry.casework.services.demo.stage import Stage
from registry.casework.services.demo.stories import STORIES, TWICE, regional
from registry.casework.services.desk import search_save
from registry.casework.services.duties import (
    Filing,
    LocationCheck,
    location_declare,
    location_verify,
    production_file,
    production_justify,
    productions_due,
)
from registry.casework.services.offices import absence_add, conflict_declare
from registry.casework.services.transfers import transfer_hand, transfer_prepare, transfer_receive
from registry.common.errors import DomainError
from registry.formalization.models import Registration
from registry.territory.services.places import Place

Say = Callable[[str], None]
REGIONS = ("17", "20")
PRODUCERS, PLACES = 60, 24


def casework_demo_seed(*, by: Actor, on: date, at: datetime, say: Say) -> dict[str, object]:
    """Write the files of the demo; where files are there already, nothing.

    Returns:
        `{seeded, files}`.

    Raises:
        DomainError: code `not_a_demo` where this is no demo register, `demo_missing` before seed_demo ran.
    """
    if not settings.REGISTRY_DEMO:
        raise DomainError(_("This is not a demo register. Set REGISTRY_DEMO=1 for one."), code="not_a_demo")
    if CaseFile.objects.exists():
        return {"seeded": False, "files": CaseFile.objects.count()}
    with transaction.atomic():
        stage, rows = Stage(on, at), _registrations()
        say("files …")
        for story in (*STORIES, *TWICE):
            story(stage, next(rows))
        say("hand-overs, places, production …")
        _transfers(stage, rows)
        _places(stage, rows)
        _production(stage)
        _around(stage, next(rows))
        files = CaseFile.objects.count()
        event_record(kind="casework.demo.seeded", by=by, at=at, facts={"files": files})
    return {"seeded": True, "files": files}


def _registrations() -> Iterator[Registration]:
    """Entries of the demo in force, in the two regions in turn."""
    found = [
        list(
            Registration.objects.filter(state="in_force", ubigeo__startswith=region)
            .exclude(code__startswith="DEMO-")
            .order_by("code")[:120]
        )
        for region in REGIONS
    ]
    mixed = [row for pair in zip_longest(*found) for row in pair if row is not None]
    if len(mixed) < len(STORIES) + len(TWICE) + PLACES + 20:
        raise DomainError(_("Fill the demo register first: seed_demo."), code="demo_missing")
    return iter(mixed)


def _transfers(stage: Stage, rows: Iterator[Registration]) -> None:
    """One manifest being written, one handed over, one confirmed with a file that did not arrive."""
    for last in ("prepared", "handed", "received"):
        files = [regional(stage, row) for row in _of_region(rows, "17", 3)]
        rules, region_officer = stage.rules("17"), stage.who("region17")
        transfer = transfer_prepare(
            from_region="17", to_region="", files=files, rules=rules, by=region_officer, at=stage.moment(15)
        )
        if last == "prepared":
            continue
        transfer_hand(transfer=transfer, rules=rules, by=region_officer, at=stage.moment(10))
        if last == "received":
            items = list(transfer.items.order_by("pk").values_list("pk", flat=True))
            transfer_receive(
                transfer=transfer, arrived={pk: pk != items[-1] for pk in items},
                remarks={items[-1]: "No vino en la caja (demo)."}, rules=rules, by=stage.who("ministry"),
                at=stage.moment(5),
            )  # fmt: skip


def _of_region(rows: Iterator[Registration], region: str, wanted: int) -> list[Registration]:
    found: list[Registration] = []
    while len(found) < wanted:
        row = next(rows)
        if row.ubigeo.startswith(region):
            found.append(row)
    return found


def _places(stage: Stage, rows: Iterator[Registration]) -> None:
    """Declarations of the real location: some verified, some elsewhere, some never looked at."""
    for number in range(PLACES):
        row = next(rows)
        zone = 32719 if row.ubigeo.startswith("17") else 32717
        east, north = 350_000 + 900 * number, 8_590_000 if zone == 32719 else 9_430_000
        rules = stage.rules(row.ubigeo[:2])
        found = location_declare(
            registration=row, place=_point(east, north, zone), declared_on=stage.day(220 + number),
            evidence="Fotos (demo)", rules=rules, by=stage.who("ministry"), at=stage.moment(200),
        )  # fmt: skip
        if number % 3:
            continue
        metres = (0, 60, 700, 2_400, 9_000)[number // 3 % 5]
        location_verify(
            declaration=found, rules=rules, by=stage.who("ministry"), at=stage.moment(60),
            data=LocationCheck(
                "matches" if metres < 100 else "differs", stage.day(60), "DREM", "Acta de inspección (demo)",
                "Inspector inventado (demo)", "site_visit", _point(east + metres, north, zone),
            ),
        )  # fmt: skip


def _point(east: float, north: float, zone: int) -> Place:
    return Place(shapely.Point(east, north), zone, accuracy_m=10, grid_srid=zone)


def _production(stage: Stage) -> None:
    """The last half-year that is due: most filed, some late, one justified, some missing."""
    year, half = (stage.on.year, "H1") if stage.on.month > 7 else (stage.on.year - 1, "H2")
    rules, officer = stage.rules("17"), stage.who("ministry")
    ids = list(Registration.objects.filter(state="in_force").order_by("code").values_list("pk", flat=True)[:PRODUCERS])
    productions_due(registration_ids=ids, year=year, half=half, rules=rules, by=officer, at=stage.at)
    for number, row in enumerate(Registration.objects.filter(pk__in=ids).order_by("code")):
        declaration = row.productions.get(year=year, half=half)
        if number == 0:
            production_justify(
                declaration=declaration, justified_on=stage.on, reason="Lluvias (demo).", authority="DGFM", rules=rules,
                by=officer, at=stage.at,
            )  # fmt: skip
        elif number % 5:
            filed_on = min(stage.on, declaration.due_on)
            production_file(
                declaration=declaration, data=Filing(filed_on, f"EXT-{number} (demo)"), by=officer, at=stage.at
            )


def _around(stage: Stage, row: Registration) -> None:
    """A suspended day, a shared search, a stand-in, a declared conflict of interest."""
    officer, at = stage.who("ministry"), stage.at
    suspended_period_add(
        kind="non_working", from_on=stage.day(33), until_on=stage.day(33), document="Norma inventada (demo)",
        region="20", by=officer, at=at,
    )  # fmt: skip
    search_save(name="Vencidos (demo)", page="casework:work", query="is_overdue=on", is_shared=True, by=officer, at=at)
    absence_add(
        user_key=stage.who("ministry2").key, from_on=stage.on, until_on=stage.day(-5), stand_in_key=officer.key,
        by=officer, at=at,
    )  # fmt: skip
    conflict_declare(user_key=officer.key, kind="family", registration=row, note="Hermano (demo).", by=officer, at=at)
