"""Where the steps of files stand: outcomes recorded, what the place and the work ask for, what is not known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from registry.casework.models import CaseFile, StepRecord
from registry.casework.selectors.law import procedure_in_force
from registry.formalization.facts import JURISDICTION, operations
from registry.formalization.models import Assessment, Registration
from registry.formalization.selectors.law import pack_in_force
from registry.rules.engine.procedure import Procedure
from registry.rules.engine.steps import StepAnswer, steps_open

ENTRY = "reinfo_in_force"
OUTCOME_OF_STATE = {
    "in_force": "stands",
    "formalised": "stands",
    "suspended": "lost",
    "excluded": "lost",
    "revoked": "lost",
}
ZONES = ("buffer_zone", "forest_concession", "community_land")
WATER = "water_body"


def conditions_of(registration_ids: Sequence[int], *, on: date) -> dict[int, dict[str, bool | None]]:
    """Return, by registration, whether each condition of the steps holds: true, false, or None where not known.

    The ground is asked with its checks, verdicts and documents, exactly as the law's facts ask it.
    """
    found: dict[int, dict[str, bool | None]] = {}
    for operation in operations(pack_in_force(JURISDICTION, on=on), list(registration_ids), on):
        facts = operation.facts
        flags, unchecked = facts.zone_flags, set(facts.zones_unchecked or ())
        said: dict[str, bool | None] = {
            zone: None if flags is None or zone in unchecked else zone in flags for zone in (*ZONES, WATER)
        }
        # Lying on water asks for ANA; lying beside it says nothing about using it.
        said["uses_water"] = True if said.pop(WATER) else None
        said["uses_explosives"] = facts.explosives.uses if facts.explosives else None
        found[operation.registration_id] = said
    return found


def conditions_stored(assessment: Assessment | None) -> dict[str, bool | None]:
    """Return the conditions as the facts of a stored assessment know them; without one nothing is known."""
    facts = assessment.facts if assessment is not None else {}
    flags, unchecked = facts.get("zone_flags"), set(facts.get("zones_unchecked") or ())
    said: dict[str, bool | None] = {
        zone: None if flags is None or zone in unchecked else zone in flags for zone in (*ZONES, WATER)
    }
    said["uses_water"] = True if said.pop(WATER) else None
    explosives = facts.get("explosives")
    said["uses_explosives"] = explosives.get("uses") if explosives else None
    return said


def conditions_with(file: CaseFile, said: Mapping[str, bool | None]) -> dict[str, bool | None]:
    """Return the conditions with what the file itself knows of water and of the length of the activity."""
    merged = dict(said)
    if file.uses_water is not None:
        merged["uses_water"] = file.uses_water
    merged["short_activity"] = file.is_short_activity
    return merged


def outcomes_of(registration: Registration, records: Iterable[StepRecord]) -> dict[str, str]:
    """Return the standing outcome by step; the entry in force is read from the registration's state."""
    outcomes = {record.step: record.outcome for record in records if record.superseded_at is None}
    outcomes.pop(ENTRY, None)
    if registration.state in OUTCOME_OF_STATE:
        outcomes[ENTRY] = OUTCOME_OF_STATE[registration.state]
    return outcomes


def steps_of(file: CaseFile, *, on: date, procedure: Procedure | None = None) -> dict[str, StepAnswer]:
    """Return where every step of a file stands on a day."""
    law = procedure or procedure_in_force(on=on)
    registration = file.registration
    said = conditions_of([registration.pk], on=on).get(registration.pk, {})
    records = StepRecord.objects.filter(file=file, superseded_at=None)
    return steps_open(law.steps, outcomes_of(registration, records), conditions_with(file, said), on)
