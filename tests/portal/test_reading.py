"""The miners' pages in Spanish: each scores 80 or more on the index of Fernández Huerta, no sentence over 15 words."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from registry.audit.models import Event
from registry.audit.services import Actor
from registry.casework.models import Act, CaseFile, Observation, RunningClock, ServiceRecord
from registry.documents.services import paper_withdraw
from registry.formalization.choices import RegistrationState
from registry.formalization.models import Assessment, Registration
from registry.notices.models import Notice
from registry.places.models import Office
from registry.rules.catalogue import get_pack

WORD = re.compile(r"[a-záéíóúüñ]+", re.IGNORECASE)
BLOCKS = {"p", "li", "h1", "h2", "h3", "dt", "dd", "label", "button", "legend", "th", "td", "caption", "option", "div", "figcaption", "section", "a", "title", "strong"}  # fmt: skip
INLINE = {"strong", "a"}
WEAK, STRONG = set("iuü"), set("aáeéoóíú")


def syllables(word: str) -> int:
    """Count the syllables of a Spanish word: groups of vowels, with hiatus between strong ones."""
    word = re.sub(r"qu(?=[eéií])", "q", word.lower())
    word = re.sub(r"gu(?=[eéií])", "g", word)
    word = re.sub(r"y$", "i", word)
    count, last = 0, ""
    for letter in word:
        if letter in WEAK | STRONG and (last not in WEAK | STRONG or (letter in STRONG and last in STRONG)):
            count += 1
        last = letter
    return max(count, 1)


@dataclass(frozen=True)
class Reading:
    """The index of a text, and its sentences by length."""

    index: float
    longest: str
    words: int


def reading_of(text: str) -> Reading:
    """Return how hard a text is; its sentences end at . ! ? : and at the end of a line."""
    sentences = [part for part in re.split(r"[.!?:;\n]+", text) if WORD.search(part)]
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    if not words:
        return Reading(206.84, "", 0)
    per_hundred = 100 * sum(map(syllables, words)) / len(words)
    per_sentence = len(words) / len(sentences)
    longest = max(sentences, key=lambda sentence: len(WORD.findall(sentence)))
    return Reading(206.84 - 0.60 * per_hundred - 1.02 * per_sentence, longest.strip(), len(words))


class _Text(HTMLParser):
    """The words of the page's own text: no style, no data of the register (marked `translate="no"`), no drawing.

    The head with the register's name and its languages is left out: a name is read as it is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self._silent = 0
        self._stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "input", "meta", "link", "path", "circle", "rect", "img"}:
            self._break(tag)
            return
        said = dict(attrs)
        silent = tag in {"style", "svg", "header"} or said.get("translate") == "no" or said.get("lang") in {"qu", "en"}
        self._stack.append((tag, silent))
        self._silent += silent
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._stack:
            name, silent = self._stack.pop()
            self._silent -= silent
            if name == tag:
                break
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in BLOCKS - INLINE or tag == "br":
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.lines[-1] += data


def text_of(page: str) -> str:
    """Return the text of a page, one block a line."""
    parser = _Text()
    parser.feed(page)
    lines = (re.sub(r"\s+", " ", line).strip() for line in parser.lines)
    return "\n".join(line for line in lines if line)


LEAST, LONGEST = 80, 15
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
NUMBERS = {"code": "AAAAAAAAAA", "document": "70000001"}


def longest_sentence(text: str) -> int:
    return len(WORD.findall(reading_of(text).longest))


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("sol", 1), ("casa", 2), ("cien", 1), ("país", 2), ("día", 2), ("guía", 2), ("que", 1), ("quien", 1), ("aéreo", 4),
        ("ciudad", 2), ("autorización", 5), ("minería", 4), ("muy", 1), ("averigüéis", 4), ("huella", 2), ("oficina", 4),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_people_say_them(word, count):
    assert syllables(word) == count


def test_the_index_tells_easy_from_hard():
    easy = "Lleve su papel a la oficina. Pida una copia. Guarde el cargo."
    hard = "La formalización administrativa requiere acreditaciones complementarias oportunamente presentadas."
    assert reading_of(easy).index > 90
    assert reading_of(hard).index < 30


def judged(entry):
    """Everything that a miner may have to bring, as an answer of the engine."""
    pack = get_pack("PE")
    Assessment.objects.create(
        registration=entry, on_day=date(2026, 11, 20), confirmed_on=date(2026, 11, 20), jurisdiction="PE",
        pack_version=pack.version, pack_hash=pack.content_hash, facts={}, findings=[], category="needs_review",
        scale="artisanal", legal_status="needs_review", asked_by="system:test", flags=[], created_at=AT,
        missing_evidence=["installed_capacity", "surface_right", "registered_contract", "sernanp_opinion", "dgfm_act"],
    )  # fmt: skip


def case(entry, served_on):
    """A file with an act, an observation and running clocks."""
    file = CaseFile.objects.create(
        registration=entry, number="E-1", kind="formalisation", opened_on=date(2026, 1, 5), holder_since=date(2026, 1, 5),
        created_at=AT, updated_at=AT,
    )  # fmt: skip
    act = Act.objects.create(
        file=file, registration=entry, kind="suspend", authority="DGFM", number="RD 1", decided_on=date(2026, 11, 2),
        reasons="x", effect_state="suspended", state="standing", by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    if served_on:
        ServiceRecord.objects.create(
            act=act, registration=entry, channel="paper", sent_on=served_on, served_on=served_on, proof="c",
            by_key="user:1", recorded_at=AT,
        )  # fmt: skip
    clock = RunningClock.objects.create(
        file=file, code="observation_cure", whose="applicant", opened_on=date(2026, 11, 2), on_expiry="x"
    )
    Observation.objects.create(
        file=file, registration=entry, step="s", act=act, clock=clock, text="Traiga el plano.", made_on=date(2026, 11, 2),
        by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    RunningClock.objects.create(
        file=file, code="igafom_preventive", whose="applicant", opened_on=date(2026, 11, 2), on_expiry="x",
        first_due_on=date(2026, 12, 1), due_on=date(2026, 12, 4),
    )  # fmt: skip


@pytest.fixture
def pages(phone, told):
    """Every page of the miners in Spanish, by name."""
    found = {"form": phone.get("/es/status/"), "not found": phone.post("/es/status/", NUMBERS | {"document": "1"})}
    for _ in range(3):
        found["waiting"] = phone.post("/es/status/", NUMBERS | {"document": "1"})
    found["empty"] = phone.post("/es/status/", {})
    for state in RegistrationState.values:
        Registration.objects.update(state=state)
        found[f"answer {state}"] = phone.post("/es/status/", NUMBERS)
        found[f"paper {state}"] = phone.get(f"/es/v/{told.paper.code}?on=2025-01-01")
    judged(told.entry)
    Registration.objects.update(state="suspended")
    case(told.entry, None)
    Office.objects.create(code="A", name="Oficina Ñ", phone="demo 1")
    found["long answer"] = phone.post("/es/status/", NUMBERS)
    found["quechua answer"] = phone.post("/qu/status/", NUMBERS)
    ServiceRecord.objects.create(
        act=Act.objects.get(), registration=told.entry, channel="paper", sent_on=date(2026, 11, 5), proof="c",
        served_on=date(2026, 11, 5), by_key="user:1", recorded_at=AT,
    )  # fmt: skip
    found["served answer"] = phone.post("/es/status/", NUMBERS)
    found["receipt"] = phone.get(phone.post(f"/es/v/{told.paper.code}/receipt")["Location"])
    paper_withdraw(paper=told.paper, reason_code="error", note="x", by=Actor.user(1), at=AT)
    found["withdrawn"] = phone.get(f"/es/v/{told.paper.code}")
    found["unknown code"] = phone.get("/es/v/BBBBBBBBBB")
    found["mine"] = phone.get("/es/mine/")
    found["code"] = phone.post("/es/mine/", NUMBERS)
    handle = re.search(r'name="handle" value="([^"]+)"', found["code"].content.decode())[1]
    secret = re.search(r"\b\d{6}\b", Notice.objects.filter(kind="contact.code").latest("id").words)[0]
    found["wrong secret"] = phone.post("/es/mine/enter/", {"handle": handle, "secret": "1"})
    found["ledger"] = phone.post("/es/mine/enter/", {"handle": handle, "secret": secret})
    token = re.search(r'name="visit" value="([^"]+)"', found["ledger"].content.decode())[1]
    for path in ("mandate/", "contact/", "bring/", "dispute/"):
        found[path] = phone.post(f"/es/mine/{path}", {"visit": token, "event": "1"})
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    helper = {"helper_name": "Ñ", "helper_document": "70000003", "helper_phone": "+51900000003"}
    found["given"] = phone.post(
        "/es/mine/mandate/", {"visit": token, "scopes": "read_status", "until_on": until, **helper}
    )
    found["refused mandate"] = phone.post(
        "/es/mine/mandate/", {"visit": token, "scopes": "read_status", "until_on": until}
    )
    event = Event.objects.get(kind="portal.mandate.given").pk
    found["disputed"] = phone.post("/es/mine/dispute/", {"visit": token, "event": event, "said": "x"})
    found["contact code"] = phone.post("/es/mine/contact/", {"visit": token, "field": "phone", "value": "+51900000077"})
    found["left"] = phone.post("/es/mine/leave/", {"visit": token})
    found["ended"] = phone.post("/es/mine/ledger/", {"visit": token})
    return found


def test_each_page_reads_easily(pages):
    hard = {}
    for name, response in pages.items():
        text = text_of(response.content.decode())
        reading = reading_of(text)
        assert reading.words > 20, name
        if reading.index < LEAST or longest_sentence(text) > LONGEST:
            hard[name] = (round(reading.index, 1), longest_sentence(text), reading.longest)
    assert hard == {}


def test_no_english_is_left_on_a_spanish_page(pages):
    left = {}
    for name, response in pages.items():
        words = set(
            re.findall(
                r"\b(?:the|and|your|with|entry|paper|office|this|not|you)\b",
                text_of(response.content.decode()),
                re.IGNORECASE,
            )
        )
        if words - {"no"}:
            left[name] = words
    assert left == {}
