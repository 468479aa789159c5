"""A small country in zone 18 south: squares of the grid, layers drawn over them, and the run that measures."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely

from registry.audit.services import Actor
from registry.common.models import Job
from registry.common.spatial.srids import reproject
from registry.territory.choices import OwnerKind
from registry.territory.models import LayerKind, OverlapRun
from registry.territory.services.footprints import FootprintDraft, footprint_register
from registry.territory.services.layer_drafts import AreaDraft, LayerDraft
from registry.territory.services.layer_loading import layer_load
from registry.territory.services.measure import run_measure

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
EAST, NORTH = 400_000, 8_600_000


def block(x, y, width=1000, height=1000):
    """A rectangle in metres from the corner of the small country."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def degrees(*shapes, srid=32718):
    """Shapes of the grid in longitude and latitude."""
    column = np.empty(len(shapes), dtype=object)
    column[:] = shapes
    return list(reproject(column, srid, 4326))


EVERYWHERE = degrees(block(-50_000, -50_000, 100_000, 100_000))[0]


@pytest.fixture
def kind(db):
    """A kind of land by its code."""
    return lambda code: LayerKind.objects.get(code=code)


@pytest.fixture
def place(db):
    """Store a footprint of a shape in metres."""

    def store(shape, *, owner=OwnerKind.RIGHT, srid=32718, accuracy=0.0):
        draft = FootprintDraft(owner, shape, srid, accuracy_m=accuracy)
        return footprint_register(draft=draft, on=ON)

    return store


@pytest.fixture
def land(kind):
    """Load a layer version of shapes in metres."""

    def load(code, *shapes, series="", version="1", coverage=EVERYWHERE, **said):
        draft = LayerDraft(
            kind=kind(code), series=series or code, source="drawn", version=version, published_on=date(2026, 1, 1),
            checksum=version, coverage=coverage, **said,
        )  # fmt: skip
        areas = [AreaDraft(shape, external_id=str(n), name=f"{code} {n}") for n, shape in enumerate(degrees(*shapes))]
        return layer_load(draft=draft, areas=areas, by=Actor.system("test"), on=ON, at=AT)

    return load


@pytest.fixture
def measure(db):
    """Do every run that is waiting, in the order in which it was asked for; returns the last one's counts."""

    def work():
        counts = {}
        for job in Job.objects.filter(kind="territory.measure", state="waiting").order_by("id"):
            run = OverlapRun.objects.get(pk=job.payload["run"])
            counts = run_measure(run=run, progress=lambda _done, _total: None, clock=lambda: AT)
            Job.objects.filter(pk=job.pk).update(state="done")
        return counts

    return work
