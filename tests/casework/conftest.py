"""An officer's day: two officers, an authority, a registration with everything known of its ground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from miners.models import Person
from registry.audit.services import Actor
from registry.casework.models import CaseFile
from registry.casework.selectors.law import Rules, rules_of
from registry.casework.services.acts import ActData, act_answer, act_do
from registry.casework.services.files import FileData, file_open
from registry.casework.services.observations import ObservationData, observation_make
from registry.casework.services.serving import ServiceData, service_add
from registry.casework.services.steps import StepData, step_record
from registry.formalization.models import Registration
from registry.formalization.services.grounds import ZoneFactData, zone_fact_record
from registry.formalization.services.registrations import RegistrationData, registration_create

ONE, TWO, THREE = Actor("user:9001", 9001), Actor("user:9002", 9002), Actor("user:9003", 9003)
LAND = ("buffer_zone", "forest_concession", "community_land", "water_body")


def noon(day: date) -> datetime:
    """Midday in Lima."""
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


@dataclass
class Office:
    """Does what officers do, one call a day's work; what a test does not name has a plain value."""

    numbers: Any = field(default_factory=lambda: count(1))

    def rules(self, on: date) -> Rules:
        return rules_of(region="17", on=on)

    def registration(self, on: date, *, land: dict[str, bool] | None = None, **values: Any) -> Registration:
        """An entry of an invented person; `land` says what a document says of each kind of land."""
        number = next(self.numbers)
        person = Person.objects.create(
            full_name=f"Persona Inventada {number}", document_type="dni", document_number=f"{91_000_000 + number}",
            email="nobody@example.org", language="es",
        )  # fmt: skip
        data = {"code": f"CASE-{number}", "person": person, "activity": "exploitation", "ubigeo": "170102",
                "uses_explosives": False} | values  # fmt: skip
        state = data.pop("state", "in_force")
        row = registration_create(
            data=RegistrationData(**data), place=None, by=Actor.system("test"), at=noon(on), state=state, state_since=on
        )
        for kind, lies in (dict.fromkeys(LAND, False) | (land or {})).items():
            zone_fact_record(
                registration=row, by=ONE, at=noon(on),
                data=ZoneFactData(kind, lies, "An authority", f"Document {kind}", on, on if lies else None),
            )  # fmt: skip
        return row

    def file(self, row: Registration, on: date, **values: Any) -> CaseFile:
        data = {"kind": "formalisation", "opened_on": on, "uses_water": False} | values
        by = data.pop("by", ONE)
        return file_open(registration=row, data=FileData(**data), rules=self.rules(on), by=by, at=noon(on))

    def filed(self, on: date = date(2026, 3, 2), **values: Any) -> CaseFile:
        """A file of an entry of its own with both aspects of the IGAFOM filed on the day."""
        file = self.file(self.registration(on), on, **values)
        self.step(file, "igafom_corrective", "filed", on)
        self.step(file, "igafom_preventive", "filed", on)
        file.refresh_from_db()
        return file

    def step(self, file: CaseFile, step: str, outcome: str, on: date, **values: Any) -> Any:
        by = values.pop("by", ONE)
        return step_record(
            file=file, data=StepData(step, outcome, on, **values), rules=self.rules(on), by=by, at=noon(on)
        )

    def act(
        self, file: CaseFile, kind: str, on: date, *, by: Actor = ONE, authority: str = "DGFM", **values: Any
    ) -> Any:
        values = {"number": f"RD {next(self.numbers)}", "reasons": "Razones inventadas."} | values
        return act_do(
            file=file, data=ActData(kind=kind, authority=authority, decided_on=on, **values), rules=self.rules(on),
            by=by, at=noon(on),
        )  # fmt: skip

    def agree(self, act: Any, on: date, *, by: Actor = TWO, is_agreed: bool = True) -> Any:
        return act_answer(act=act, is_agreed=is_agreed, reason="Revisado.", rules=self.rules(on), by=by, at=noon(on))

    def serve(self, act: Any, on: date, *, served_on: date | None = None, proof: str = "Cargo 1") -> Any:
        data = ServiceData("paper", on, served_on=served_on or on, proof=proof)
        return service_add(act=act, data=data, rules=self.rules(on), by=ONE, at=noon(on))

    def observe(self, file: CaseFile, on: date, *, step: str = "igafom_evaluation", authority: str = "DGAAM") -> Any:
        data = ObservationData(step, ["igafom_fee"], "Falta el pago.", authority, f"OBS {next(self.numbers)}", on)
        return observation_make(file=file, data=data, rules=self.rules(on), by=ONE, at=noon(on))


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def at_noon() -> Callable[[date], datetime]:
    return noon
