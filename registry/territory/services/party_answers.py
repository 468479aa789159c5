"""The other side is heard: what the party of an area answers, and what that does to a verdict.

An objection or a document that a party brings reopens the verdict on the pair. A party answers on a link with a random
code, without a login, or through an officer who writes it down. Its words are personal: the event holds what kind of
answer it was, never the words.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from registry.accounts.choices import Power
from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.documents.choices import DocumentKind
from registry.documents.services import FileDraft, file_store
from registry.territory.models import Finding, Verdict
from registry.territory.models.parties import PartyAnswer, PartyNotice, PartyNoticeItem
from registry.territory.services.verdicts import CHANGED, pair_of, verdict_reopen

SIGNED = 16
SUBJECT = "territory.partyanswer"
Answer = PartyAnswer.Kind


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
