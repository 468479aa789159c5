"""`set_tolerances`: what counts as edge noise from now on; every finding is marked anew by a run that this starts."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.management.arguments import metres, square_metres
from registry.common.moments import day_of
from registry.territory.selectors import noise_tolerances
from registry.territory.services.runs import tolerance_set

WRONG_INPUT = 2


class Command(BaseCommand):
    """A product parameter, not law: until an authority sets others, 100 m2 and 0.5 m."""

    help = "Set the tolerances of edge noise and measure everything again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Both numbers and the reason; who sets it is named."""
        parser.add_argument("--area-m2", type=square_metres, help="shared ground under this area may be noise")
        parser.add_argument("--radius-m", type=metres, help="and its largest inscribed circle under this radius")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")
        parser.add_argument("--reason", required=True, help="why, and by which act if an authority set it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Set them and print the run."""
        holds, at = noise_tolerances(), timezone.now()
        area, radius = options["area_m2"], options["radius_m"]
        try:
            run = tolerance_set(
                area_m2=holds.area_m2 if area is None else area,
                radius_m=holds.radius_m if radius is None else radius,
                reason=options["reason"], by=Actor.system("set_tolerances"), on=day_of(at), at=at,
            )  # fmt: skip
        except DomainError as error:
            raise CommandError(str(error.message), returncode=WRONG_INPUT) from error
        said = {"run": run.pk, "noise_area_m2": float(run.noise_area_m2), "noise_radius_m": float(run.noise_radius_m)}
        words = f"run {run.pk}: {run.noise_area_m2:g} m2, {run.noise_radius_m:g} m"
        self.stdout.write(json.dumps(said) if options["json"] else words)
