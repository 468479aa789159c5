"""`check_overlaps`: ask for a measuring of everything, one right or one layer version, and wait for it if asked to."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from registry.common.importing.waiting import jobs_wait
from registry.common.moments import day_of
from registry.territory.models import Footprint, LandLayer, OverlapRun
from registry.territory.services.runs import run_request

NOT_FINISHED, WRONG_INPUT = 1, 2


class Command(BaseCommand):
    """Measure again; a worker does it, or this command where none answers and `--wait` is given."""

    help = "Measure footprints against land and each other again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the scope; everything where none is given."""
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--all", action="store_true", help="every footprint and layer (the default)")
        scope.add_argument("--right", metavar="CODE", help="one mining right")
        scope.add_argument("--layer", type=int, metavar="ID", help="one layer version")
        parser.add_argument("--wait", action="store_true", help="return when it is done, with its counts")
        parser.add_argument("--json", action="store_true", help="print the answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ask for the run, wait if asked to, and print what came of it; end with 1 when it did not finish."""
        at = timezone.now()
        footprints, layers = self._scope(options)
        run = run_request(reason="asked", on=day_of(at), footprint_ids=footprints, layer_ids=layers)
        failures = []
        if options["wait"]:
            with tqdm(desc="measuring", file=sys.stderr, mininterval=0.5) as bar:

                def show(_stage: str, done: int, total: int) -> None:
                    bar.total = total
                    bar.update(done - bar.n)

                failures = jobs_wait(since=at, clock=timezone.now, progress=show)
        self._answer(OverlapRun.objects.get(pk=run.pk), as_json=options["json"])
        for failure in failures:
            self.stderr.write(failure)
        if failures:
            raise SystemExit(NOT_FINISHED)

    def _scope(self, options: dict[str, Any]) -> tuple[list[int] | None, list[int] | None]:
        if code := options["right"]:
            ids = list(Footprint.objects.filter(right__code=code, superseded_at=None).values_list("pk", flat=True))
            if not ids:
                message = f"There is no right {code} with a shape."
                raise CommandError(message, returncode=WRONG_INPUT)
            return ids, None
        if (layer := options["layer"]) is not None:
            if not LandLayer.objects.filter(pk=layer, state="current").exists():
                message = f"There is no current layer version {layer}."
                raise CommandError(message, returncode=WRONG_INPUT)
            return None, [layer]
        return None, None

    def _answer(self, run: OverlapRun, *, as_json: bool) -> None:
        answer = {"run": run.pk, "finished": run.finished_at is not None, **run.counts}
        said = ", ".join(f"{name} {value}" for name, value in answer.items())
        self.stdout.write(json.dumps(answer) if as_json else said)
