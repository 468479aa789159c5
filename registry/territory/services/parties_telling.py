"""Who is told of a new overlap: the party of the area once, and the officers of the region once a place and month.

New is a pair of shapes of which nobody was told: measured again, or carried to the next version of a layer, it is the
old one. Edge noise and points within their accuracy of a boundary tell nobody. What follows a change of findings runs
as a job of its own, so that a thousand findings of one morning are one line for the officers of a province.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from registry.audit.services import Actor, event_record
from registry.common import jobs
from registry.common.announcements import announce
from registry.common.moments import day_of
from registry.notices.services import Message, Recipient, notice_send
from registry.territory.choices import Relation, VerdictKind
from registry.territory.models import Finding, Verdict
from registry.territory.models.parties import AreaParty, PartyNotice, PartyNoticeItem, RegionNews, RegionNewsItem
from registry.territory.services.conflicts import without_own_rights
from registry.territory.services.consequences import effect_expression
from registry.territory.services.parties import parties_of
from registry.territory.services.parties_words import AGREEMENT, OVERLAP
from registry.territory.services.party_answers import code_of, link_new
from registry.territory.services.region_notices import region_notices
from registry.territory.services.verdicts import pair_of, verdicts_standing

JOB_KIND = "territory.tell"
REGION_TOLD, PARTY_TOLD = "territory.region.told", "territory.party.told"
BY = Actor.system("territory.tell")
TELL_LOCK = 7_403
AT_ONCE = 2_000

NEW = """
    SELECT f.id FROM territory_finding f LEFT JOIN territory_landarea a ON a.id = f.area_id
    WHERE f.superseded_at IS NULL AND NOT f.edge_noise AND f.relation <> %(undecided)s
      AND (f.footprint_id = ANY(%(ids)s) OR f.other_id = ANY(%(ids)s))
      AND NOT EXISTS (
          SELECT FROM territory_finding b JOIN territory_regionnewsitem told ON told.finding_id = b.id
          LEFT JOIN territory_landarea was ON was.id = b.area_id
          WHERE b.footprint_id = f.footprint_id AND (was.checksum = a.checksum OR b.other_id = f.other_id))
    ORDER BY f.id
"""

# The place of a finding: the district of its right or registration, else the smallest loaded boundary that holds it.
PLACE = """
    SELECT f.id, (
        SELECT place.ubigeo FROM places_place place
        WHERE place.valid_until IS NULL AND place.boundary IS NOT NULL
          AND ST_Contains(place.boundary, ST_PointOnSurface(g.geom))
        ORDER BY length(place.ubigeo) DESC LIMIT 1)
    FROM territory_finding f JOIN territory_footprint g ON g.id = f.footprint_id WHERE f.id = ANY(%s)
"""


def tell_request(ids: Sequence[int]) -> None:
    """Ask for the telling that follows a change of findings of these footprints; only writes a job row."""
    numbers = sorted(ids)
    for start in range(0, len(numbers), AT_ONCE):
        jobs.enqueue(kind=JOB_KIND, payload={"footprints": numbers[start : start + AT_ONCE]})


@transaction.atomic
def tell(*, footprint_ids: Sequence[int], at: datetime) -> dict[str, object]:
    """Tell regions and parties what is new of these footprints; told twice it adds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TELL_LOCK])
        cursor.execute(NEW, {"ids": list(footprint_ids), "undecided": str(Relation.UNDECIDED)})
        found = [number for (number,) in cursor.fetchall()]
    new = list(without_own_rights(Finding.objects.filter(pk__in=found)).order_by("pk").values_list("pk", flat=True))
    told = _tell_regions(new, at)
    notices = _tell_parties(footprint_ids, at)
    announce(REGION_TOLD, told)
    announce(PARTY_TOLD, notices)
    return {"new": len(new), "regions": len(told), "parties": len(notices)}


def _tell_regions(new: Sequence[int], at: datetime) -> list[int]:
    """Add the new findings to the news of their place and month; returns the news that did not stand before."""
    if not new:
        return []
    day = day_of(at)
    month = day.replace(day=1)
    effects = dict(
        Finding.objects.filter(pk__in=new).annotate(effect=effect_expression(day)).values_list("pk", "effect")
    )
    grouped: dict[str, list[int]] = defaultdict(list)
    for number, place in places_of(new).items():
        grouped[place[:4]].append(number)
    begun: list[RegionNews] = []
    for place, numbers in sorted(grouped.items()):
        news, is_new = RegionNews.objects.get_or_create(
            region=place[:2], place=place, month=month, defaults={"told_at": at, "last_at": at}
        )
        items = [RegionNewsItem(news=news, finding_id=number, effect=effects[number]) for number in numbers]
        RegionNewsItem.objects.bulk_create(items, batch_size=1000, ignore_conflicts=True)
        if is_new:
            begun.append(news)
            event_record(kind=REGION_TOLD, by=BY, at=at, subject=news, ubigeo=place, facts={"findings": len(numbers)})
        else:
            RegionNews.objects.filter(pk=news.pk).update(last_at=at)
    region_notices(begun=begun, on=day, by=BY, at=at)
    return [news.pk for news in begun]


def places_of(findings: Sequence[int]) -> dict[int, str]:
    """UBIGEO of each finding; '' where neither an entry nor a boundary tells it."""
    ways = ("right", "declared_by", "verified_for", "declared_by__right", "verified_for__right")
    fields = [f"footprint__{way}__ubigeo" for way in ways]
    known = {
        number: next((code for code in codes if code), "")
        for number, *codes in Finding.objects.filter(pk__in=findings).values_list("pk", *fields)
    }
    unknown = [number for number, place in known.items() if not place]
    if unknown:
        with connection.cursor() as cursor:
            cursor.execute(PLACE, [unknown])
            known |= {number: place or "" for number, place in cursor.fetchall()}
    return known


def _tell_parties(footprint_ids: Sequence[int], at: datetime) -> list[int]:
    """Write a notice to each party with something it was not told of: an overlap, or an agreement to be confirmed."""
    findings = list(_on_land_with_parties(footprint_ids))
    heard = parties_of([finding.area for finding in findings if finding.area], on=day_of(at))
    agreements = {n: v for n, v in verdicts_standing(findings).items() if v.verdict == VerdictKind.AGREEMENT}
    items: dict[int, list[PartyNoticeItem]] = defaultdict(list)
    parties: dict[int, AreaParty] = {}
    for finding in findings:
        for party in heard.get(finding.area_id or 0, []):
            parties[party.pk] = party
            items[party.pk].append(_item(party, finding, None))
            if finding.pk in agreements:
                items[party.pk].append(_item(party, finding, agreements[finding.pk]))
    told = _told_before(items)
    notices = []
    for number, wanted in items.items():
        fresh = [item for item in wanted if _key(item) not in told]
        if fresh:
            notices.append(_notice(parties[number], fresh, at))
    return notices


def _on_land_with_parties(footprint_ids: Sequence[int]) -> QuerySet[Finding]:
    """Standing findings on areas for whose series a party is kept at all."""
    series = AreaParty.objects.values("series")
    rows = Finding.objects.filter(superseded_at=None, edge_noise=False, footprint_id__in=footprint_ids)
    rows = rows.filter(~Q(relation=Relation.UNDECIDED), area__layer__series__in=series)
    return rows.select_related("footprint", "area__layer__kind").defer(
        "shared_geom", "footprint__shape", "footprint__geom", "area__geom", "area__layer__coverage"
    )


def _item(party: AreaParty, finding: Finding, verdict: Verdict | None) -> PartyNoticeItem:
    first, second = pair_of(finding)
    return PartyNoticeItem(
        party=party, finding=finding, footprint_checksum=first, other_checksum=second, verdict=verdict
    )


Key = tuple[int, str, str, int | None]


def _key(item: PartyNoticeItem) -> Key:
    return item.party_id, item.footprint_checksum, item.other_checksum, item.verdict_id


def _told_before(items: dict[int, list[PartyNoticeItem]]) -> set[Key]:
    return set(
        PartyNoticeItem.objects.filter(party__in=list(items)).values_list(
            "party_id", "footprint_checksum", "other_checksum", "verdict_id"
        )
    )


def _notice(party: AreaParty, items: list[PartyNoticeItem], at: datetime) -> int:
    notice = PartyNotice.objects.create(party=party, link=link_new(), language=party.language, told_at=at)
    for item in items:
        item.notice = notice
    PartyNoticeItem.objects.bulk_create(items, batch_size=1000)
    event_record(kind=PARTY_TOLD, by=BY, at=at, subject=notice, facts={"items": len(items)})
    overlaps = sum(item.verdict_id is None for item in items)
    for kind, count in ((OVERLAP, overlaps), (AGREEMENT, len(items) - overlaps)):
        if count:
            _send(kind, notice, count, at)
    return notice.pk


def _send(kind: str, notice: PartyNotice, count: int, at: datetime) -> None:
    """Put the message into the outbox; a party without an address is noted there as told by nobody."""
    party = notice.party
    link = f"{settings.REGISTRY_PUBLIC_URL.rstrip('/')}/answer/{code_of(notice)}/"
    values = {"area": party.area_name or party.external_id, "count": count, "day": day_of(at), "link": link}
    recipient = Recipient(f"party:{party.pk}", notice.language, party.phone, party.email)
    cause = f"territory.party_notice:{notice.pk}:{kind}"
    notice_send(message=Message(kind, cause, recipient, values, about=notice), by=BY, at=at)
