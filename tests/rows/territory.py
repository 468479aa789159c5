"""Numbers of an area, its party, what that was told, and an upload of a layer."""

from datetime import UTC, date, datetime

from registry.audit.services import Actor
from registry.common.models import ImportBatch, Job
from registry.territory.models import Finding, LandArea, PartyNoticeItem
from registry.territory.services.parties import PartyData, area_data, party_add
from registry.territory.services.parties_telling import tell

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def more(known: dict[str, int]) -> dict[str, int]:
    """Make them, and return their numbers."""
    finding = Finding.objects.get(pk=known["finding"])
    area = LandArea.objects.select_related("layer__kind").get(pk=finding.area_id)
    data = PartyData(**area_data(area), role="community", name="Comunidad Inventada", since_on=date(2026, 1, 1))
    party = party_add(data=data, by=Actor.system("test"), at=AT)
    tell(footprint_ids=[finding.footprint_id], at=AT)
    batch = ImportBatch.objects.create(
        kind="layer", file_name="invented.gpkg", checksum="0" * 64, source="nobody", published_on=date(2026, 1, 1)
    )
    job = Job.objects.create(
        kind="territory.layer_import", state="done", payload={"path": "/nothing", "dry_run": True},
        result={"run": batch.pk},
    )  # fmt: skip
    return {
        "area": area.pk, "party": party.pk, "party_item": PartyNoticeItem.objects.get(party=party).pk,
        "layer_batch": batch.pk, "layer_job": job.pk,
    }  # fmt: skip
