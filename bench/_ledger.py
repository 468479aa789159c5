"""The register's own ledger over the seeded country: a full run by several workers, one right, a new layer version.

The tables, services and jobs are those of the register: foreign keys, unique standing rows, superseding, shapes. It is
filled by the services that an import uses; a worker is a process that takes parts of a run as a Celery worker does.
"""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import django
import numpy as np
import shapely

from bench._country import SRID, Country

AT, ON = datetime(2026, 11, 20, 15, tzinfo=UTC), date(2026, 11, 20)
KINDS = {"parcels": "land_in_titling", "areas": "protected_area_direct"}


def set_up() -> None:
    """Django, in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()


def fill(country: Country) -> None:
    """A register with the rights and both layers of a country, measured by nobody yet."""
    from django.core.management import call_command
    from django.db import transaction

    from registry.common import jobs
    from registry.territory.services.footprints import footprint_of, footprints_store
    from registry.territory.services.placing import place_all

    call_command("migrate", verbosity=0)
    jobs.use_sender(lambda _job: None)
    size = len(country.rights)
    grid = np.full(size, SRID)
    placed = place_all(country.rights, grid, grid)
    rows = [
        footprint_of(
            owner_kind="right", shape=placed.shapes[k], degrees=placed.degrees[k], checksum=placed.checksums[k],
            source_srid=SRID,
        )
        for k in range(size)
    ]  # fmt: skip
    with transaction.atomic():
        footprints_store(footprints=rows, superseded=[], at=AT)
    for name in KINDS:
        load(name, getattr(country, name), "1")
    forget_runs()


def forget_runs() -> None:
    """Forget the runs that were asked for and not begun."""
    from registry.common.models import Job
    from registry.territory.models import OverlapRun, RunPart

    RunPart.objects.filter(run__finished_at=None).delete()
    OverlapRun.objects.filter(finished_at=None).delete()
    Job.objects.all().delete()


def load(name: str, shapes: np.ndarray, version: str) -> Any:
    """Store a version of a layer, complete everywhere."""
    from registry.audit.services import Actor
    from registry.common.spatial.srids import WGS84, reproject
    from registry.territory.models import LayerKind
    from registry.territory.services.layer_drafts import AreaDraft, LayerDraft
    from registry.territory.services.layer_loading import layer_load

    kind, _made = LayerKind.objects.get_or_create(code=KINDS[name], defaults={"name": name, "name_es": name})
    draft = LayerDraft(
        kind=kind, series=name, source="drawn", version=version, published_on=date(2026, 1, 1), checksum=version,
        coverage=shapely.box(-90, -40, -60, 10),
    )  # fmt: skip
    degrees = reproject(shapes, SRID, WGS84)
    areas = [AreaDraft(shape, external_id=str(number)) for number, shape in enumerate(degrees)]
    at = datetime.now(UTC)
    return layer_load(draft=draft, areas=areas, by=Actor.system("bench"), on=ON, at=at)


def newest_run() -> Any:
    """The run that was asked for last."""
    from registry.territory.models import OverlapRun

    return OverlapRun.objects.latest("id")


def everything() -> Any:
    """Ask for a run over all footprints and layers."""
    from registry.territory.services.runs import run_request

    return run_request(reason="asked", on=ON)


def settle() -> None:
    """Let the database clean up and count its rows, as its own housekeeping does over the hours."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def work(number: int) -> int:
    """Take parts of a run until none is left."""
    from registry.territory.models import OverlapRun
    from registry.territory.services.measure import run_help

    return run_help(run=OverlapRun.objects.get(pk=number), clock=lambda: AT)


def start_worker(url: str) -> None:
    """A process that is ready to take parts, connected and with everything imported."""
    os.environ["DATABASE_URL"] = url
    set_up()
    from django.db import connection

    from registry.common import jobs
    from registry.territory.services import measure  # noqa: F401 - imported before the clock starts

    jobs.use_sender(lambda _job: None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def run_alone(run: Any) -> None:
    """Do a run in this process."""
    from registry.territory.services.measure import run_measure

    run_measure(run=run, progress=lambda _done, _total: None, clock=lambda: AT)


def full_run(workers: int) -> float:
    """Seconds of a run over everything by that many worker processes, which stand ready before the clock starts."""
    from registry.territory.services.measure import run_plan

    run = everything()
    with multiprocessing.get_context("spawn").Pool(workers, start_worker, [os.environ["DATABASE_URL"]]) as pool:
        pool.map(abs, range(4 * workers), chunksize=1)
        begun = time.perf_counter()
        run_plan(run=run)
        pool.map(work, [run.pk] * workers, chunksize=1)
        run_alone(run)
        return time.perf_counter() - begun


@contextmanager
def processor_seconds() -> Iterator[list[float]]:
    """Processor seconds of the block: of this process's connection in the server, and of this process."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        account = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    spent: list[float] = []
    server, here = int(account.read_text().split()[0]), time.process_time()
    yield spent
    spent += [(int(account.read_text().split()[0]) - server) / 1e9, time.process_time() - here]


def one_right(numbers: list[int]) -> float:
    """Server seconds for one changed right: its run asked for, measured, written, with its neighbours."""
    from registry.territory.services.runs import run_request

    def change(number: int) -> None:
        run_alone(run_request(reason="footprint_changed", on=ON, footprint_ids=[number]))

    for number in numbers[:3]:
        change(number)
    with processor_seconds() as spent:
        for number in numbers:
            change(number)
    return spent[0] / len(numbers)


PLAIN = """
    INSERT INTO bench_plain
    WITH met AS MATERIALIZED (
        SELECT f.id AS right_id, a.id AS land_id, ST_Area(ST_Intersection(f.shape, a.shape)) AS m2,
               ST_Area(f.shape) AS right_m2, ST_Area(a.shape) AS land_m2
        FROM territory_footprint f JOIN bench_land a ON ST_Intersects(f.shape, a.shape) WHERE f.id = %s)
    SELECT right_id, land_id, m2, m2 / right_m2, m2 / land_m2 FROM met WHERE m2 > 1
"""


def plain_query(numbers: list[int]) -> float:
    """Server seconds of what a GIS officer writes for one right, against both layers, with its rows stored."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_land, bench_plain")
        cursor.execute(
            "CREATE TABLE bench_land AS SELECT a.id, ST_Transform(a.geom, %s) AS shape FROM territory_landarea a "
            "JOIN territory_landlayer l ON l.id = a.layer_id AND l.state = 'current'",
            [SRID],
        )
        cursor.execute("CREATE INDEX ON bench_land USING gist (shape)")
        cursor.execute("ANALYZE bench_land")
        cursor.execute("CREATE TABLE bench_plain (right_id bigint, land_id bigint, m2 float8, one float8, two float8)")
        cursor.execute("CREATE INDEX ON bench_plain (right_id)")
        cursor.execute("CREATE INDEX ON bench_plain (land_id)")
        for number in numbers[:3]:
            cursor.execute(PLAIN, [number])
        with processor_seconds() as spent:
            for number in numbers:
                cursor.execute(PLAIN, [number])
        cursor.execute("DROP TABLE bench_land, bench_plain")
    return spent[0] / len(numbers)


def one_percent(name: str, shapes: np.ndarray, version: str, seed: int) -> tuple[float, float]:
    """Processor seconds of loading a layer version with one area of a hundred elsewhere, and of its run."""
    rng = np.random.default_rng(seed)
    moved = shapes.copy()
    chosen = rng.choice(len(shapes), max(1, len(shapes) // 100), replace=False)
    moved[chosen] = [shapely.affinity.translate(shape, 137, 59) for shape in shapes[chosen]]
    with processor_seconds() as loading:
        load(name, moved, version)
    with processor_seconds() as spent:
        run_alone(newest_run())
    return sum(loading), sum(spent)


def measure(country: Country, say: Callable[[str], None]) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Sides and ratios of the register's own ledger over a country."""
    set_up()
    from registry.territory.models import Footprint

    west = float(np.quantile(shapely.bounds(country.parcels)[:, 0], 0.1))
    tenth = shapely.bounds(country.parcels)[:, 2] < west
    say("filling the register with a tenth of the parcels")
    fill(replace(country, parcels=country.parcels[tenth]))
    everyone = Footprint.objects.filter(superseded_at=None).order_by("id")
    numbers = [row.pk for row in everyone.only("pk", "shape") if row.shape.bounds[2] < west - 2000][:60]
    run_alone(everything())
    settle()
    few = one_right(numbers)
    load("parcels", country.parcels, "2")
    run_alone(newest_run())
    settle()
    many, plain = one_right(numbers), plain_query(numbers)
    sides = [
        {"name": name, "seconds": [seconds], "peak_mb": None}
        for name, seconds in (
            ("one right, a tenth of the parcels", few),
            ("one right", many),
            ("one right, SQL", plain),
        )
    ]
    say(
        f"one right: {1e3 * many:.1f} ms in the server, plain query {1e3 * plain:.1f}, with few parcels {1e3 * few:.1f}"
    )
    times = {}
    for workers in (1, 2, 4):
        settle()
        times[workers] = full_run(workers)
        say(f"register, full run, {workers} workers: {times[workers]:.2f} s")
        sides.append({"name": f"register full {workers}", "seconds": [times[workers]], "peak_mb": None})
    settle()
    with processor_seconds() as spent:
        run_alone(everything())
    full = sum(spent)
    ratios = {
        "one right to plain query": many / plain, "one right to itself with a tenth of the parcels": many / few,
        "two workers to one": times[1] / times[2], "four workers to one": times[1] / times[4],
    }  # fmt: skip
    for version, name in enumerate(KINDS, 3):
        settle()
        loading, cost = one_percent(name, getattr(country, name), str(version), version)
        sides.append({"name": f"one percent of {name} changed (processor)", "seconds": [cost], "peak_mb": None})
        sides.append({"name": f"loading that version of {name} (processor)", "seconds": [loading], "peak_mb": None})
        ratios[f"one percent of {name} to a full run"] = cost / full
        say(f"one percent of {name}: {cost:.2f} of {full:.2f} processor seconds, beside {loading:.2f} for loading it")
    sides.append({"name": "register full (processor)", "seconds": [full], "peak_mb": None})
    return sides, {name: round(ratio, 3) for name, ratio in ratios.items()}
