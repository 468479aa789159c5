"""Plays officers at their desks: each line of a story is a real call of a service on the day it happened."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from registry.accounts.models import User
from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, Observation, Opinion
from registry.casework.selectors.law import Rules, calendars_of, procedure_in_force
from registry.casework.services.acts import ActData, act_answer, act_do
from registry.casework.services.files import FileData, file_open
from registry.casework.services.observations import ObservationData, observation_make
from registry.casework.services.opinions import OpinionData, opinion_answer, opinions_ask
from registry.casework.services.serving import ServiceData, service_add
from registry.casework.services.steps import StepData, step_record
from registry.formalization.models import Registration
from registry.formalization.services.grounds import ZoneFactData, zone_fact_record

LAND = ("buffer_zone", "forest_concession", "community_land", "water_body")


@dataclass
class Stage:
    """Everyone who acts, the day of the demo, and how its acts are numbered."""

    on: date
    at: datetime
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _keys: dict[str, Actor] = field(default_factory=dict)
    _rules: dict[str, Rules] = field(default_factory=dict)

    def who(self, name: str) -> Actor:
        """The demo login of that name."""
        if name not in self._keys:
            self._keys[name] = Actor.user(User.objects.values_list("pk", flat=True).get(username=name))
        return self._keys[name]

    def rules(self, region: str) -> Rules:
        """Procedure and calendar of a department."""
        if region not in self._rules:
            law = procedure_in_force(on=self.on)
            self._rules[region] = Rules(law, calendars_of([region], on=self.on)[region])
        return self._rules[region]

    def day(self, ago: int) -> date:
        """So many days before the demo."""
        return self.on - timedelta(days=ago)

    def moment(self, ago: int) -> datetime:
        """The same hour so many days before."""
        return self.at - timedelta(days=ago)

    def land(self, row: Registration, ago: int, **lies: bool) -> None:
        """Let documents say of every kind of land whether the works lie on it."""
        for kind in LAND:
            said = lies.get(kind, False)
            zone_fact_record(
                registration=row, by=self.who("ministry"), at=self.moment(ago),
                data=ZoneFactData(kind, said, "Demo authority", f"Document {kind} (demo)", self.day(ago),
                                  self.day(ago) if said else None),
            )  # fmt: skip

    def open(
        self, row: Registration, ago: int, *, kind: str = "formalisation", officer: str = "", region: str | None = None
    ) -> CaseFile:
        """Open a file, assigned to an officer or left in the queue."""
        data = FileData(
            kind=kind, opened_on=self.day(ago), office_region=region, uses_water=False,
            assignee_key=self.who(officer).key if officer else "",
        )  # fmt: skip
        return file_open(
            registration=row, data=data, rules=self.rules(row.ubigeo[:2]), by=self.who("ministry"), at=self.moment(ago)
        )

    def steps(self, file: CaseFile, ago: int, *steps: str) -> None:
        """Record steps as `step:outcome`."""
        for one in steps:
            step, outcome = one.split(":")
            step_record(
                file=file, data=StepData(step, outcome, self.day(ago), document="Demo document"),
                rules=self.rules(file.region), by=self.who("ministry"), at=self.moment(ago),
            )  # fmt: skip

    def act(
        self,
        file: CaseFile,
        ago: int,
        kind: str,
        *,
        authority: str = "DGFM",
        cause: str = "",
        served: int | None = None,
    ) -> Act:
        """Do an act; `served` is how many days ago it was served with proof."""
        act = act_do(
            file=file, rules=self.rules(file.region), by=self.who("ministry"), at=self.moment(ago),
            data=ActData(
                kind, authority, f"RD {next(self.numbers):04d}-{self.day(ago).year} (demo)", self.day(ago),
                "Invented reasons of a demo.", cause=cause,
            ),
        )  # fmt: skip
        if served is not None:
            self.serve(act, served)
        return act

    def second(self, act: Act, ago: int, *, agrees: bool = True) -> Act:
        """Let the second officer answer."""
        return act_answer(
            act=act, is_agreed=agrees, reason="Reviewed (demo).", rules=self.rules(act.file.region),
            by=self.who("ministry2"), at=self.moment(ago),
        )  # fmt: skip

    def serve(self, act: Act, ago: int, *, channel: str = "mailbox", proof: str = "Receipt (demo)") -> None:
        """Serve an act; without proof it is only sent."""
        day = self.day(ago)
        service_add(
            act=act, data=ServiceData(channel, day, served_on=day if proof else None, proof=proof),
            rules=self.rules(act.file.region), by=self.who("ministry"), at=self.moment(ago),
        )  # fmt: skip

    def observe(self, file: CaseFile, ago: int, text: str) -> Observation:
        """Observe the IGAFOM and serve it the next day."""
        observation = observation_make(
            file=file, rules=self.rules(file.region), by=self.who("ministry"), at=self.moment(ago),
            data=ObservationData(
                "igafom_evaluation", ["igafom_fee", "licensed_professional"], text, "DGAAM",
                f"OBS {next(self.numbers):04d} (demo)", self.day(ago),
            ),
        )  # fmt: skip
        self.serve(observation.act, ago - 1)
        return observation

    def opinions(self, file: CaseFile, ago: int) -> list[Opinion]:
        """Ask the opinions that the land calls for."""
        return opinions_ask(
            file=file, on=self.day(ago), rules=self.rules(file.region), by=Actor.system("casework"), at=self.moment(ago)
        )

    def opine(self, opinion: Opinion, ago: int, answer: str) -> None:
        """Let the authority answer in its own login."""
        opinion_answer(
            opinion=opinion, data=OpinionData(answer, self.day(ago), "Invented reasons of a demo.", "Oficio (demo)"),
            authorities=frozenset({opinion.authority}), rules=self.rules(opinion.registration.ubigeo[:2]),
            by=self.who(opinion.authority.lower()), at=self.moment(ago),
        )  # fmt: skip
