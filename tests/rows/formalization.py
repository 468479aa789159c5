"""Rows that the addresses of the register's own room need: a review, acts, zone facts, a match, a held batch, a sheet."""

from datetime import UTC, date, datetime

from concessions.models import Contract
from registry.common.models import ImportBatch, Job
from registry.formalization.models import (
    Assessment,
    Authorisation,
    ChangeBatch,
    ClassChange,
    Exemption,
    HolderMatch,
    Review,
    ZoneFact,
)

AT, DAY = datetime(2026, 11, 20, 15, tzinfo=UTC), date(2026, 11, 20)
BY = "system:test"


def more(known: dict[str, int]) -> dict[str, int]:
    """Make one of each."""
    entry = known["registration"]
    act = Authorisation.objects.create(registration_id=entry, kind="start_restart_exploitation", number="RD 5")
    fact = ZoneFact.objects.create(
        registration_id=entry, kind="water_body", lies=False, authority="ANA", document="Oficio 1", document_on=DAY,
        by_key=BY, recorded_at=AT,
    )  # fmt: skip
    exemption = Exemption.objects.create(
        registration_id=entry, rule_id="PE-DS001-8", authority="DGFM", reason_code="act_suspended", reason="Invented.",
        document="RD 6", from_on=DAY, by_key=BY, recorded_at=AT,
    )  # fmt: skip
    match = HolderMatch.objects.create(
        holder_id=known["holder"], person_id=known["person"], likeness=0.9, proposed_at=AT
    )
    Review.objects.create(registration_id=entry, opened_on=date(2026, 11, 1))
    held = ChangeBatch.objects.create(cause="date", on_day=DAY, pack_version="1", pack_hash="0" * 64, opened_at=AT)
    ClassChange.objects.create(
        registration_id=known["proposed"], assessment=Assessment.objects.get(registration_id=known["proposed"]),
        before_category="informal", before_scale="artisanal", before_legal_status="informal", cause="date", batch=held,
        at=AT,
    )  # fmt: skip
    sheet = ImportBatch.objects.create(
        kind="registrations", file_name="invented.csv", checksum="0" * 64, source="nobody", published_on=DAY
    )
    trial = Job.objects.create(
        kind="formalization.registrations_import", state="done", result={"run": sheet.pk},
        payload={"path": "/nothing", "dry_run": True, "by": BY},
    )  # fmt: skip
    contract = Contract.objects.create(right_id=known["right"], kind="exploitation", party_name="Persona Inventada")
    return {
        "authorisation": act.pk, "zone_fact": fact.pk, "exemption": exemption.pk, "match": match.pk,
        "held_batch": held.pk, "sheet": sheet.pk, "sheet_job": trial.pk, "contract": contract.pk,
        "reviewed": entry,
    }  # fmt: skip
