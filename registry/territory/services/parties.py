"""The other side is heard: who speaks for an area, what it answers, and what that does to a verdict.

An objection or a document that a party brings reopens the verdict on the pair. An agreement on an area with a party
holds only once the party has confirmed it; until then its outcome is `agreement_unconfirmed`. A party answers on a link
with a random code, without a login, or through an officer who writes it down. Its words are personal: the event holds
what kind of answer it was, never the words.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.audit.services import Actor, Change, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.documents.choices import DocumentKind
from registry.documents.services import FileDraft, file_store
from registry.territory.choices import VerdictKind
from registry.territory.models import Finding, LandArea, LayerKind, Verdict
from registry.territory.models.parties import AreaParty, PartyAnswer, PartyNotice, PartyNoticeItem
from registry.territory.services.verdicts import CHANGED, pair_of, verdict_reopen, verdicts_standing

OPEN, UNCONFIRMED = "open", "agreement_unconfirmed"
SIGNED = 16
SUBJECT = "territory.partyanswer"
PERSONAL = frozenset({"name", "contact_name", "email", "phone", "postal_address"})
Answer = PartyAnswer.Kind


@dataclass(frozen=True, slots=True)
class PartyData:
    """What is written of a party; the area is named by kind, series and id (or name) of its layer."""

    kind: LayerKind
    series: str
    external_id: str
    area_name: str
    role: str
    name: str
    since_on: date
    language: str = AreaParty.Language.SPANISH
    contact_name: str = ""
    email: str = ""
    phone: str = ""
    postal_address: str = ""


def area_data(area: LandArea) -> dict[str, Any]:
    """By what a party knows its area through the versions of its layer."""
    return {
        "kind": area.layer.kind, "series": area.layer.series, "external_id": area.external_id, "area_name": area.name,
    }  # fmt: skip


@transaction.atomic
def party_add(*, data: PartyData, by: Actor, at: datetime) -> AreaParty:
    """Record a party of an area, and ask for the overlaps it has not been told of.

    Raises:
        DomainError: it has no name, or the area neither id nor name.
    """
    if not data.name.strip():
        raise DomainError(_("Write who speaks for the area."), field="name")
    if not (data.external_id or data.area_name):
        raise DomainError(_("The area has neither id nor name: nobody can be found again by it."), field="area_name")
    party = AreaParty.objects.create(**_fields(data), recorded_at=at)
    event_record(kind="territory.party.added", by=by, at=at, subject=party, facts={"role": party.role})
    announce(CHANGED, _footprints_on(party))
    return party


@transaction.atomic
def party_change(*, party: AreaParty, data: PartyData, by: Actor, at: datetime) -> AreaParty:
    """Write a party's data anew; of what is personal only a digest stands in the event."""
    fields = {name: value for name, value in _fields(data).items() if getattr(party, name) != value}
    changes = [
        Change(name, str(getattr(party, name)), str(value), is_personal=name in PERSONAL)
        for name, value in fields.items()
    ]
    for name, value in fields.items():
        setattr(party, name, value)
    if fields:
        party.save(update_fields=list(fields))
        event_record(kind="territory.party.changed", by=by, at=at, subject=party, changes=changes)
    return party


@transaction.atomic
def party_end(*, party: AreaParty, until_on: date, by: Actor, at: datetime) -> None:
    """Let a party speak for its area no longer after that day. Raises: DomainError for a day before its first."""
    if until_on < party.since_on:
        raise DomainError(_("It cannot end before it began."), field="until_on")
    AreaParty.objects.filter(pk=party.pk).update(until_on=until_on)
    event_record(kind="territory.party.ended", by=by, at=at, subject=party)


def _fields(data: PartyData) -> dict[str, object]:
    return {name: getattr(data, name) for name in data.__slots__}


def _footprints_on(party: AreaParty) -> list[int]:
    findings = Finding.objects.filter(superseded_at=None, edge_noise=False, area__in=areas_of(party))
    return sorted(set(findings.values_list("footprint_id", flat=True)))


def areas_of(party: AreaParty) -> QuerySet[LandArea]:
    """The area of a party in every version of its layer."""
    same = LandArea.objects.filter(layer__kind=party.kind_id, layer__series=party.series)
    return same.filter(external_id=party.external_id) if party.external_id else same.filter(name=party.area_name)


def parties_of(areas: Iterable[LandArea], *, on: date) -> dict[int, list[AreaParty]]:
    """Who speaks on a day for each area, by its number; one query. Areas need `layer` selected."""
    wanted = list(areas)
    standing = AreaParty.objects.filter(since_on__lte=on).filter(Q(until_on=None) | Q(until_on__gte=on))
    standing = standing.filter(series__in={area.layer.series for area in wanted})
    found: dict[int, list[AreaParty]] = {}
    parties = list(standing) if wanted else []
    for area in wanted:
        mine = [party for party in parties if _speaks_for(party, area)]
        if mine:
            found[area.pk] = mine
    return found


def _speaks_for(party: AreaParty, area: LandArea) -> bool:
    if (party.kind_id, party.series) != (area.layer.kind_id, area.layer.series):
        return False
    return party.external_id == area.external_id if party.external_id else party.area_name == area.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a pair stands: `open`, a kind of verdict, or an agreement that its party has not confirmed."""

    code: str
    verdict: Verdict | None = None

    @property
    def word(self) -> str:
        """The outcome in words."""
        if self.code == OPEN:
            return _("nobody has judged it")
        if self.code == UNCONFIRMED:
            return _("agreement, not confirmed by the other side")
        return str(VerdictKind(self.code).label)


def outcomes(findings: Sequence[Finding], *, on: date) -> dict[int, Outcome]:
    """Where each finding stands; findings need footprint, area with layer, and other selected. Three queries."""
    standing = verdicts_standing(findings)
    agreed = [finding for finding in findings if _is_agreement(standing.get(finding.pk))]
    waiting = _waiting(agreed, standing, on) if agreed else set()
    found = {}
    for finding in findings:
        verdict = standing.get(finding.pk)
        code = OPEN if verdict is None else UNCONFIRMED if finding.pk in waiting else str(verdict.verdict)
        found[finding.pk] = Outcome(code, verdict)
    return found


def _is_agreement(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.verdict == VerdictKind.AGREEMENT


def _waiting(agreed: Sequence[Finding], standing: dict[int, Verdict], on: date) -> set[int]:
    """Those whose area has a party that did not confirm the agreement."""
    heard = parties_of([finding.area for finding in agreed if finding.area is not None], on=on)
    confirmed = set(
        PartyAnswer.objects.filter(kind=Answer.AGREEMENT, item__verdict__in=list(standing.values())).values_list(
            "item__verdict_id", flat=True
        )
    )
    return {
        finding.pk
        for finding in agreed
        if finding.area is not None and finding.area.pk in heard and standing[finding.pk].pk not in confirmed
    }


def code_of(notice: PartyNotice) -> str:
    """The code of a notice's link: random, and signed so that the database alone does not open it."""
    return notice.link + _signature(notice.link)


def notice_of(code: str) -> PartyNotice | None:
    """The notice of a code; None for one that is not ours. Knows nothing of who asks."""
    link, signature = code[:-SIGNED], code[-SIGNED:]
    if not link.isascii() or not signature.isascii() or not constant_time_compare(signature, _signature(link)):
        return None
    return PartyNotice.objects.select_related("party", "party__kind").filter(link=link).first()


def _signature(link: str) -> str:
    return salted_hmac("territory.party.link", link, algorithm="sha256").hexdigest()[:SIGNED]


def link_new() -> str:
    """The random part of a new link."""
    return secrets.token_hex(10)


@dataclass(frozen=True, slots=True)
class AnswerData:
    """What a party answers: kind, its words, the document it brings by name and, where it has it, as a file."""

    kind: str
    text: str = ""
    document: str = ""
    file: IO[bytes] | None = None
    file_name: str = ""

    @property
    def named(self) -> str:
        """The document by the name that was written, else by that of its file."""
        return (self.document.strip() or self.file_name)[:300]


@transaction.atomic
def answer_record(*, item: PartyNoticeItem, data: AnswerData, by: Actor, at: datetime, is_by_link: bool) -> PartyAnswer:
    """Keep what a party answered, and reopen or confirm the verdict on the pair.

    Raises:
        DomainError: an objection without words, a document without a name, a word on an agreement that nobody asked of.
    """
    PartyNoticeItem.objects.select_for_update(no_key=True).get(pk=item.pk)  # two answers at once, one after the other
    _check_answer(item, data)
    answer = PartyAnswer.objects.create(
        item=item, kind=data.kind, text=data.text.strip(), document=data.named, is_by_link=is_by_link,
        by_key=by.key, at=at,
    )  # fmt: skip
    if data.file is not None:
        _keep_file(answer, data, by, at)
    event_record(
        kind="territory.party.answered", by=by, at=at, subject=answer,
        facts={"kind": data.kind, "finding": item.finding_id, "by_link": is_by_link},
    )  # fmt: skip
    if data.kind != Answer.AGREEMENT:
        _reopen(item, data.kind, by, at)
    announce(CHANGED, [item.finding.footprint_id])
    return answer


def _keep_file(answer: PartyAnswer, data: AnswerData, by: Actor, at: datetime) -> None:
    """Keep the file of an answer, read by who keeps parties; what it is gets decided by its content."""
    assert data.file is not None
    draft = FileDraft(
        subject_kind=SUBJECT, subject_id=answer.pk, kind=DocumentKind.EVIDENCE, title=data.named, name=data.file_name,
        content=data.file, read_power=Power.PARTY_KEEP,
    )  # fmt: skip
    file_store(draft=draft, by=by, at=at)


def _check_answer(item: PartyNoticeItem, data: AnswerData) -> None:
    if data.kind not in Answer.values:
        raise DomainError(_("Choose what you want to answer."), field="kind")
    if data.kind == Answer.OBJECTION and not data.text.strip():
        raise DomainError(_("Say what you object to, in your own words."), field="text")
    if data.kind == Answer.DOCUMENT and not data.named:
        raise DomainError(_("Name the document: what it is, its number and its day."), field="document")
    if data.kind in {Answer.AGREEMENT, Answer.NO_AGREEMENT} and item.verdict_id is None:
        raise DomainError(_("No agreement has been noted here. Object, or bring a document."), field="kind")


REOPENS = {
    Answer.OBJECTION: "the other side objects",
    Answer.DOCUMENT: "the other side brought a document",
    Answer.NO_AGREEMENT: "the other side says there is no agreement",
}


def _reopen(item: PartyNoticeItem, kind: str, by: Actor, at: datetime) -> None:
    holding = Verdict.objects.filter(
        footprint_checksum=item.footprint_checksum, other_checksum=item.other_checksum, reopened_at=None
    ).select_related("finding")
    for verdict in holding:
        verdict_reopen(verdict=verdict, why=REOPENS[Answer(kind)], by=by, at=at)


def items_of(finding: Finding) -> QuerySet[PartyNoticeItem]:
    """What parties were told of the pair of a finding, with their answers, newest first."""
    first, second = pair_of(finding)
    items = PartyNoticeItem.objects.filter(footprint_checksum=first, other_checksum=second)
    return items.select_related("notice", "party", "verdict").prefetch_related("answers").order_by("-id")


def notice_opened(*, notice: PartyNotice, at: datetime) -> None:
    """Note when a party first opened its link."""
    PartyNotice.objects.filter(pk=notice.pk, opened_at=None).update(opened_at=at)
