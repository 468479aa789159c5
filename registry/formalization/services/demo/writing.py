"""Writes a plan in bulk: a few seconds for thousands of rows, with one overlap run over everything at the end."""

import hashlib
import json
from collections.abc import Callable

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from concessions.models import Contract, MiningRight, RightHolder, RightSnapshot
from miners.models import Group, Membership, Person
from miners.services import duplicates_propose
from registry.audit.services import Actor
from registry.common.announcements import announce
from registry.common.models import ImportBatch, Job
from registry.formalization.models import Authorisation, Registration, StateChange
from registry.formalization.services.demo.officers import officers_work
from registry.formalization.services.demo.people import look_alikes
from registry.formalization.services.demo.plan import SOURCE, Plan
from registry.places.models import Place
from registry.territory.models import Footprint, OverlapRun
from registry.territory.services.footprints import FootprintDraft, footprints_register
from registry.territory.services.layer_loading import layer_load
from registry.territory.services.runs import run_request

# Parents before the rows that point to them.
ORDER: tuple[type[Model], ...] = (
    Person, Group, Membership, MiningRight, RightSnapshot, RightHolder, Contract, Registration, StateChange,
    Authorisation,
)  # fmt: skip
BATCH = 1_000


def write(plan: Plan, *, by: Actor, say: Callable[[str], None]) -> tuple[dict[str, int], int]:
    """Write every planned row; returns how many of each model, and the number of the overlap run."""
    last_run = OverlapRun.objects.order_by("-id").values_list("id", flat=True).first() or 0
    counts: dict[str, int] = {}
    Place.objects.bulk_create(plan.of(Place), ignore_conflicts=True)
    counts[_name(Place)] = len(plan.of(Place))
    say(f"{len(plan.layers)} land layers …")
    for key, draft in plan.layers.items():
        layer_load(draft=draft, areas=plan.areas[key], by=by, on=plan.on, at=plan.at)
    counts["territory.landlayer"] = len(plan.layers)
    counts["territory.landarea"] = sum(len(areas) for areas in plan.areas.values())
    say(f"{len(plan.of(Footprint))} places and shapes …")
    footprints = _write_footprints(plan)
    counts[_name(Footprint)] = len(footprints)
    for row in plan.of(RightSnapshot):
        row.checksum = _checksum(row)
    for model in ORDER:
        rows = plan.of(model)
        say(f"{len(rows)} {model._meta.verbose_name_plural} …")  # noqa: SLF001 - Django's public name
        model._default_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001 - as above
        counts[_name(model)] = len(rows)
    _declare_holders_complete(plan)
    for person in look_alikes(plan):
        duplicates_propose(person=person)
    announce("formalization.registration.changed", [row.pk for row in plan.of(Registration)])
    officers_work(plan, by=by)
    return counts, _one_run(plan, last_run)


def _declare_holders_complete(plan: Plan) -> None:
    """State that the invented cadastre names every holder: only such a source makes "holds nothing" a fact."""
    ImportBatch.objects.create(
        kind="rights", file_name="demo", checksum=hashlib.sha256(b"demo").hexdigest(), source=SOURCE,
        published_on=plan.on, options={"holders_complete": True}, state=ImportBatch.State.APPLIED, finished_at=plan.at,
        message="Invented with the demo register.",
    )  # fmt: skip


def _write_footprints(plan: Plan) -> list[Footprint]:
    planned = plan.of(Footprint)
    drafts = [
        FootprintDraft(row.owner_kind, row.shape, row.grid_srid, grid_srid=row.grid_srid, accuracy_m=row.accuracy_m)
        for row in planned
    ]
    stored = footprints_register(drafts=drafts, on=plan.on, reason="demo_seeded")
    for row, written in zip(planned, stored, strict=True):
        row.pk = written.pk
    return stored


def _one_run(plan: Plan, last: int) -> int:
    """Take back the runs that each layer and the footprints asked for in this transaction: one does it all."""
    runs = OverlapRun.objects.filter(pk__gt=last)
    jobs = list(runs.values_list("job_id", flat=True))
    runs.delete()
    Job.objects.filter(pk__in=jobs).delete()
    return int(run_request(reason="demo_seeded", on=plan.on).pk)


def _checksum(row: RightSnapshot) -> str:
    text = json.dumps(row.values, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{row.right.code}:{text}".encode()).hexdigest()


def _name(model: type[Model]) -> str:
    return str(model._meta.label_lower)  # noqa: SLF001 - Django's public name
