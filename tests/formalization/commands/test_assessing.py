"""The two commands of assessments: their answers and exit codes."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registry.common.models import Job
from registry.formalization.models import Assessment

pytestmark = pytest.mark.django_db


def answer(*args: str) -> dict[str, object]:
    out = StringIO()
    call_command(*args, stdout=out)
    return json.loads(out.getvalue())


def test_all_are_judged_here_and_now(build):
    build.registration()
    build.registration()
    done = answer("assess_registrations", "--all", "--wait", "--json")
    assert (done["checked"], done["stored"]) == (2, 2)


def test_one_is_judged_by_either_code_for_a_day(build):
    row = build.registration()
    build.registration()
    done = answer("assess_registrations", "--code", row.status_code.lower(), "--on", "2025-05-01")
    assert done["checked"] == 1
    assert Assessment.objects.get().on_day == date(2025, 5, 1)
    assert Assessment.objects.get().registration_id == row.pk


def test_without_waiting_a_job_is_asked_for(build):
    row = build.registration()
    job = Job.objects.get(pk=answer("assess_registrations", "--code", row.code)["job"])
    assert (job.kind, job.payload["ids"]) == ("formalization.assess", [row.pk])
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--code", "NOBODY"], 2, "NOBODY"),
        (["--all", "--on", "1990-01-01"], 2, "1990-01-01"),
    ],
)
def test_wrong_input_is_told(build, args, code, words):
    build.registration()
    with pytest.raises(CommandError, match=words) as refused:
        answer("assess_registrations", *args)
    assert refused.value.returncode == code


def test_replay_proves_or_exits_with_one(build):
    build.registration()
    answer("assess_registrations", "--all", "--wait")
    assert answer("replay_assessments", "--json") == {"checked": 1, "broken": [], "unproven": {}}
    Assessment.objects.update(category="formal")
    with pytest.raises(SystemExit) as stopped:
        answer("replay_assessments")
    assert stopped.value.code == 1
