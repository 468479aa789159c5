"""The SMS door: a message comes in, the answer goes out by the outbox. What was written is neither kept nor logged.

A code alone checks a paper; the code of an entry and a document number give its state. The same waits hold as on the
page, with the sender's phone in the place of the network address.
"""

import re
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac

from registry.audit.services import Actor
from registry.common.codes import is_code, normalize_code
from registry.common.moments import day_of
from registry.documents.services import paper_count_check
from registry.notices.services import Message, Recipient, notice_send
from registry.portal.selectors.situation import situation_of
from registry.portal.selectors.status import entry_by_pair
from registry.portal.selectors.verification import verified
from registry.portal.services import short_texts
from registry.portal.services.waits import Guesses, Tries, wait_in_words

LANGUAGE = "es"
LONGEST = 200
_WORDS = re.compile(r"^\s*(reinfo|estado|ver|status)\b[:\s]*", re.IGNORECASE)


def sms_answer(*, message_id: str, sender: str, text: str, at: datetime) -> str:
    """Answer an incoming message by the outbox, once for each number of the provider; returns the answer."""
    who = salted_hmac("registry.portal.sms", sender).hexdigest()[:24]
    with translation.override(LANGUAGE):
        answer = answer_text(text=text, who=who, at=at)
    with transaction.atomic():
        message = Message(
            kind="sms.reply", cause=f"sms.in:{message_id}"[:100], values={"text": answer}, is_secret=True,
            recipient=Recipient(key=f"phone:{who}", language=LANGUAGE, phone=sender),
        )  # fmt: skip
        notice_send(message=message, by=Actor.system("sms"), at=at)
    return answer


def answer_text(*, text: str, who: str, at: datetime) -> str:
    """Return the answer to a text in one message of 160 characters."""
    text = _WORDS.sub("", text[:LONGEST].replace("\0", ""))
    now = at.timestamp()
    if is_code(normalize_code(text)):
        return _of_paper(text, who, now)
    code, _space, document = text.strip().rpartition(" ")
    if not code or not re.fullmatch(r"[A-Za-z0-9.\-]{6,15}", document):
        return short_texts.unknown_code_text()
    tries = Tries(address=who, code=code, document=document)
    if wait := tries.wait_s(now=now):
        return short_texts.wait_text(wait_in_words(wait))
    entry = entry_by_pair(code=code, document=document)
    if entry is None:
        tries.fail(now=now)
        return short_texts.unknown_pair_text()
    return short_texts.status_text(entry, situation_of(entry, language=LANGUAGE, on=day_of(at)))


def _of_paper(text: str, who: str, now: float) -> str:
    guesses = Guesses(address=who)
    if wait := guesses.wait_s(now=now):
        return short_texts.wait_text(wait_in_words(wait))
    found = verified(text, on=None)
    if found is None:
        guesses.fail(now=now)
        return short_texts.no_paper_text()
    paper_count_check(paper=found.paper)
    return short_texts.verification_text(found)
