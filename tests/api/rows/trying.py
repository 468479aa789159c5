"""A party that was told of an overlap, and the code of its link."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from registry.audit.services import Actor
from registry.territory.models import PartyNotice
from registry.territory.services.parties import PartyData, area_data, party_add
from registry.territory.services.parties_telling import tell
from registry.territory.services.party_answers import code_of

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)


def more(ground: SimpleNamespace) -> dict[str, str]:
    """The code."""
    area = ground.areas["full"][0]
    data = PartyData(
        **area_data(area), role="community", name="Comunidad Inventada", since_on=date(2026, 1, 1)
    )  # fmt: skip
    party_add(data=data, by=Actor.system("test"), at=AT)
    tell(footprint_ids=[area.findings.get().footprint_id], at=AT)
    return {"party_code": code_of(PartyNotice.objects.get())}
