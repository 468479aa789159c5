"""What officers of the demo established: a place, documents about the land, acts; and holders without a number."""

from datetime import timedelta

from shapely import Point

from concessions.models import RightHolder
from registry.audit.services import Actor
from registry.formalization.models import Registration
from registry.formalization.services.authorisations import AuthorisationData, authorisation_add
from registry.formalization.services.demo.accounts import EXAMPLE_CODE
from registry.formalization.services.demo.plan import Plan
from registry.formalization.services.exemptions import ExemptionData, exemption_grant
from registry.formalization.services.grounds import VerificationData, ZoneFactData, place_verify, zone_fact_record
from registry.territory.services.places import Place

NAMELESS = slice(-600, None, 20)
EXAMPLES = slice(None, 12, 4)


def plan_holders_without_number(plan: Plan) -> int:
    """Take the number from some holders, as cadastres give names only: the register proposes who they may be."""
    rows = [row for row in plan.of(RightHolder)[NAMELESS] if row.document_number]
    for row in rows:
        row.document_type = row.document_number = ""
    return len(rows)


def officers_work(plan: Plan, *, by: Actor) -> None:
    """Verify the place of the example, and record a document, an act and an exception for some ordinary entries."""
    rows = Registration.objects.filter(code=EXAMPLE_CODE, declared_place__isnull=False)
    for row in rows.select_related("declared_place"):
        _verify(row, plan, by)
    for row in Registration.objects.filter(code__startswith="DEMO17-").order_by("code")[EXAMPLES]:
        _papers(row, plan, by)


def _verify(row: Registration, plan: Plan, by: Actor) -> None:
    if row.declared_place is None:  # the question above leaves those out
        return
    middle = row.declared_place.shape.centroid
    place = Place(Point(middle.x, middle.y), row.declared_place.grid_srid, 5, "", row.declared_place.grid_srid)
    how = VerificationData("site_visit", "DEMO acta 0001", "Inspección (demo)", plan.on - timedelta(days=40))
    place_verify(registration=row, place=place, data=how, by=by, at=plan.at)


def _papers(row: Registration, plan: Plan, by: Actor) -> None:
    day = plan.on - timedelta(days=30)
    zone_fact_record(
        registration=row, by=by, at=plan.at,
        data=ZoneFactData("archaeological_zone", lies=False, authority="MINCUL (demo)", document="DEMO oficio 0077",
                          document_on=day),
    )  # fmt: skip
    authorisation_add(
        registration=row, by=by, at=plan.at,
        data=AuthorisationData("start_restart_exploration", f"DEMO RD {row.pk}", "DREM (demo)", day, None,
                               covers_activity=None, covers_place=None),
    )  # fmt: skip
    exemption_grant(
        registration=row, by=by, at=plan.at,
        data=ExemptionData("PE-DS001-7", "DGFM", "act_suspended", "Invented with the demo register.",
                           f"DEMO RD X-{row.pk}", day),
    )  # fmt: skip
