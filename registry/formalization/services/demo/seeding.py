"""Plans the whole demo and writes it: in one transaction, once, and never beside real data."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from concessions.models import MiningRight
from miners.models import Group, Person
from registry.audit.services import Actor, event_record
from registry.common.errors import DomainError
from registry.formalization.models import Registration
from registry.formalization.services.demo.accounts import accounts_ensure
from registry.formalization.services.demo.edge_table import EDGES
from registry.formalization.services.demo.edges import plan_edges
from registry.formalization.services.demo.layers import plan_layers
from registry.formalization.services.demo.officers import plan_holders_without_number
from registry.formalization.services.demo.people import plan_groups, plan_people
from registry.formalization.services.demo.places import plan_places
from registry.formalization.services.demo.plan import SOURCE, Plan
from registry.formalization.services.demo.registrations import plan_registrations
from registry.formalization.services.demo.rights import plan_rights, plan_rights_in_zone_17
from registry.formalization.services.demo.writing import write
from registry.territory.models import LandLayer, LayerKind

Say = Callable[[str], None]
GUARDED: tuple[type[Model], ...] = (Person, Group, MiningRight, Registration, LandLayer)


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """How large the demo is, and its seed: the same order on the same day gives the same register."""

    seed: int = 2027
    registrations: int = 3_200
    rights: int = 800


def demo_seed(*, order: DemoOrder, by: Actor, on: date, at: datetime, say: Say) -> dict[str, object]:
    """Write the demo register, ask for one overlap run over everything, and add the logins.

    Returns:
        `{seeded, seed, run, rows: {model: count}}`; `seeded` is false where a demo was there already.

    Raises:
        DomainError: code `not_a_demo` where this is no demo register, `real_data` where it holds real rows.
    """
    if not settings.REGISTRY_DEMO:
        raise DomainError(
            _("This is not a demo register. Set REGISTRY_DEMO=1 for one; a demo never mixes with real data."),
            code="not_a_demo",
        )
    with transaction.atomic():
        _refuse_real_rows()
        if Registration.objects.filter(source=SOURCE).exists():
            accounts_ensure(by=by, at=at)
            return {"seeded": False, "seed": None, "run": None, "rows": {}}
        say("planning …")
        plan = demo_plan(order=order, on=on, at=at, kinds=_kinds())
        counts, run = write(plan, by=by, say=say)
        say("logins …")
        accounts_ensure(by=by, at=at)
        event_record(kind="formalization.demo.seeded", by=by, at=at, facts={"seed": order.seed, "rows": counts})
    return {"seeded": True, "seed": order.seed, "run": run, "rows": counts}


def demo_plan(*, order: DemoOrder, on: date, at: datetime, kinds: dict[str, LayerKind]) -> Plan:
    """Return the plan of a demo; pure: the same arguments give the same plan."""
    plan = Plan(Random(order.seed), on, at)  # noqa: S311 - repeatable on purpose
    districts = plan_places(plan)
    plan_layers(plan, kinds, districts)
    plan_edges(plan, districts)
    ordinary = max(order.registrations - len(EDGES), 0)
    people = plan_people(plan, max(math.ceil(ordinary * 0.72), 30))
    groups = plan_groups(plan, people, max(math.ceil(ordinary * 0.075), 16))
    rights = plan_rights(plan, people, groups, districts, order.rights)
    rights += plan_rights_in_zone_17(plan, people, groups)
    plan_registrations(plan, rights, people, groups, ordinary)
    plan_holders_without_number(plan)
    return plan


def _kinds() -> dict[str, LayerKind]:
    return {kind.code: kind for kind in LayerKind.objects.all()}


def _refuse_real_rows() -> None:
    """A demo on top of real data could not be told from it any more."""
    for model in GUARDED:
        if model._default_manager.exclude(source=SOURCE).exists():  # noqa: SLF001 - Django's public name
            raise DomainError(
                _("The register already holds data beside demo data (%(what)s). A demo needs its own database.")
                % {"what": model._meta.verbose_name_plural},  # noqa: SLF001 - as above
                code="real_data",
            )
