"""The demo's notices: one of every kind of state, to nobody, once."""

from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from miners.models import Person
from registry.audit.services import Actor
from registry.formalization.models import Registration
from registry.formalization.services.demo.notices import demo_notices
from registry.notices.models import Notice

BY = Actor.system("test")


@pytest.mark.django_db
def test_there_is_one_of_every_state_and_none_reaches_anybody(at: datetime) -> None:
    for number in range(40):
        person = Person.objects.create(full_name=f"Persona {number}")
        Registration.objects.create(
            code=f"D-{number:03}",
            status_code=f"D{number:09}",
            person=person,
            state=["in_force", "suspended"][number % 2],
        )
    counts = demo_notices(by=BY, at=at)
    assert {"failed", "held", "sent", "unreachable"} <= set(counts)
    assert demo_notices(by=BY, at=at) == counts
    for to in Notice.objects.exclude(to="").values_list("to", flat=True):
        assert to.endswith(".invalid") or to.startswith("+51 900 000 ")


@pytest.mark.django_db
def test_outside_a_demo_it_is_refused(settings: Any) -> None:
    settings.REGISTRY_DEMO = False
    with pytest.raises(CommandError) as refused:
        call_command("seed_demo_notices")
    assert refused.value.returncode == 3
