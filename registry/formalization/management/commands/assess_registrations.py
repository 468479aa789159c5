"""`assess_registrations`: judge registrations, by a worker or here."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from registry.audit.services import Actor
from registry.formalization.models import Registration
from registry.formalization.services.assessment import Refreshed, assessments_refresh
from registry.formalization.services.assessment_jobs import assessment_request
from registry.rules.engine.errors import RulesError


class Command(BaseCommand):
    """Print `{job}`, or with --wait or --on the numbers of what was done."""

    help = "Judges all registrations or one. Without --wait a worker does it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to judge, for which day, and whether to wait."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--all", action="store_true", help="every registration")
        what.add_argument("--code", help="one registration, by the ministry's code or the status code")
        parser.add_argument("--on", type=date.fromisoformat, help="day to judge (YYYY-MM-DD); implies --wait")
        parser.add_argument("--wait", action="store_true", help="judge here and now, and show how far it is")
        parser.add_argument("--json", action="store_true", help="print JSON (the answer is JSON in any case)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Judge or ask for it, then print the answer on stdout."""
        ids = None if options["all"] else [_registration(options["code"])]
        if not options["wait"] and options["on"] is None:
            jobs = assessment_request(scope="registrations", ids=ids, asked_by="command")
            self.stdout.write(json.dumps({"job": jobs[0].pk}))
            return
        try:
            done = _judge(ids, options["on"] or timezone.localdate())
        except RulesError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps(done.to_json()))


def _registration(code: str) -> int:
    for field in ("code", "status_code"):
        found = Registration.objects.filter(**{field: code.strip().upper()}).values_list("pk", flat=True).first()
        if found is not None:
            return found
    msg = f"No registration has the code {code}. Look it up in the list of registrations and give it as written there."
    raise CommandError(msg, returncode=2)


def _judge(ids: list[int] | None, on: date) -> Refreshed:
    with tqdm(total=len(ids) if ids is not None else Registration.objects.count(), unit="registration") as bar:

        def progress(done: int, _total: int) -> None:
            bar.update(done - bar.n)

        return assessments_refresh(
            registration_ids=ids, on=on, by=Actor.system("command"), at=timezone.now(), progress=progress
        )
