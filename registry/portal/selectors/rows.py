"""What the status answer reads of the register: two statements, written by hand, each asked once a request.

The page of a miner is asked more often than any other and tells of nine tables. Composed by the ORM its six to ten
queries cost eight times the page itself; here the entry that a code leads to is one statement, and everything that the
answer needs beyond it is the other, which is asked for a right pair only. Nothing is kept between requests.

The columns named here are the whole of what the answer may know of a person's file: no phone, address, amount of
production, conviction or shape can reach the page, for none is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.common.identity import dni_of_ruc
from registry.common.planned import planned
from registry.formalization.facts import JURISDICTION
from registry.formalization.models import Assessment, Determination
from registry.formalization.selectors.answers import ShownAnswer, answer_shown

DISTRICT, PROVINCE, DEPARTMENT = 6, 4, 2


# Each of the two codes is looked up in its own index; which one was typed is not known.
_ENTRIES = """
WITH found AS MATERIALIZED (
  SELECT id FROM formalization_registration WHERE status_code = %(code)s::text
  UNION SELECT id FROM formalization_registration WHERE upper(translate(code, ' -', '')) = %(code)s::text)
SELECT r.id, r.code, r.state, r.state_since, r.activity, r.ubigeo,
       coalesce(m.code, r.right_code_declared), coalesce(m.name, r.right_name_declared),
       p.document_number, p.ruc, g.ruc
FROM found JOIN formalization_registration r USING (id)
LEFT JOIN miners_person p ON p.id = r.person_id
LEFT JOIN miners_group g ON g.id = r.group_id
LEFT JOIN concessions_miningright m ON m.id = r.right_id
ORDER BY r.code LIMIT 10
"""

_ANSWER = """
SELECT json_build_object(
  'law', (
    SELECT content_hash FROM formalization_packversion
    WHERE jurisdiction = %(jurisdiction)s::text AND state = 'enacted' AND in_force_on <= %(on)s::date
    ORDER BY in_force_on DESC, enacted_at DESC LIMIT 1),
  'determination', (
    SELECT json_build_object('scale', scale, 'legal_status', legal_status, 'act', act, 'decided_on', decided_on,
                             'state', state)
    FROM formalization_determination
    WHERE registration_id = %(entry)s::bigint AND state = 'standing' AND decided_on <= %(on)s::date
    ORDER BY id DESC LIMIT 1),
  'assessment', (
    SELECT json_build_object('category', category, 'scale', scale, 'legal_status', legal_status,
                             'confirmed_on', confirmed_on, 'missing_evidence', missing_evidence)
    FROM formalization_assessment WHERE registration_id = %(entry)s::bigint AND superseded_at IS NULL),
  'asked', (
    SELECT json_agg(a.document ORDER BY a.file_id, a.step, a.id)
    FROM casework_askeddocument a JOIN casework_casefile f ON f.id = a.file_id
    WHERE f.registration_id = %(entry)s::bigint AND f.state = 'open' AND a.received_on IS NULL),
  'clocks', (
    SELECT json_agg(json_build_object('code', c.code, 'whose', c.whose, 'first', c.first_due_on, 'last', c.due_on,
                                      'act', c.act_id, 'asks', o.text, 'is_cured', o.cured_on IS NOT NULL)
                    ORDER BY c.first_due_on, c.id)
    FROM casework_runningclock c JOIN casework_casefile f ON f.id = c.file_id
    LEFT JOIN casework_observation o ON o.clock_id = c.id
    WHERE f.registration_id = %(entry)s::bigint AND c.ended_on IS NULL),
  'declarations', (
    SELECT json_agg(json_build_object('due', due_on, 'is_exempt', exempt_why <> '',
                                      'is_settled', filed_on IS NOT NULL OR inactivity_on IS NOT NULL) ORDER BY due_on)
    FROM casework_productiondeclaration WHERE registration_id = %(entry)s::bigint),
  'act', (
    SELECT json_build_object('pk', a.id, 'number', a.number, 'decided_on', a.decided_on,
      'served_on', (SELECT min(s.served_on) FROM casework_servicerecord s
                    WHERE s.act_id = a.id AND s.addressee = 'registrant' AND s.defect = '' AND s.proof <> ''),
      'is_challenged', EXISTS (SELECT FROM casework_challenge c WHERE c.act_id = a.id AND c.outcome <> 'withdrawn'))
    FROM casework_act a
    WHERE a.registration_id = %(entry)s::bigint AND a.state = 'standing'
      AND (a.effect_state IN ('suspended', 'excluded', 'revoked') OR a.ends_right)
    ORDER BY a.decided_on DESC, a.id DESC LIMIT 1),
  'offices', (
    SELECT json_agg(json_build_object('name', name, 'address', address, 'phone', phone, 'hours', hours)
                    ORDER BY length(ubigeo) DESC, is_deciding DESC, code COLLATE "C")
    FROM places_office WHERE ubigeo = ANY(%(reach)s::text[])))
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry that a code leads to, as the answer tells it; `numbers` are the documents that open it."""

    pk: int
    code: str
    state: str
    state_since: date | None
    activity: str
    ubigeo: str
    right_code: str
    right_name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A term that runs: `first` is the earlier reading of its last day; `asks` the words of an observation, if one."""

    code: str
    whose: str
    first: date | None
    last: date | None
    act: int | None
    asks: str | None
    is_cured: bool

    @property
    def due(self) -> date | None:
        """The last day, the earlier where the law can be read in two ways; None while it cannot be counted."""
        return self.first or self.last


@dataclass(frozen=True, slots=True)
class Declaration:
    """A half-year's declaration of production: its day, never its figures."""

    due: date
    is_exempt: bool
    is_settled: bool


@dataclass(frozen=True, slots=True)
class ActAgainst:
    """The newest standing act against the holder, with the first day of its valid service."""

    pk: int
    number: str
    decided_on: date
    served_on: date | None
    is_challenged: bool


@dataclass(frozen=True, slots=True)
class Office:
    """Where to ask."""

    name: str
    address: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class Rows:
    """All that the answer needs beyond the entry; `law` is the hash of the version enacted, None where none is."""

    law: str | None
    shown: ShownAnswer
    asked: tuple[str, ...]
    clocks: tuple[Clock, ...]
    declarations: tuple[Declaration, ...]
    act: ActAgainst | None
    offices: tuple[Office, ...]


def entries_by_code(code: str) -> list[Entry]:
    """Return the entries with that normalized code (either of the two); one, but for namesakes of the ministry's."""
    rows = planned(_ENTRIES, {"code": code})
    return [Entry(*(*row[:8], _numbers(*row[8:]))) for row in rows]


def _numbers(document: str | None, ruc: str | None, group_ruc: str | None) -> tuple[str, ...]:
    """The documents that open an entry: the RUC of a person holds the DNI, a group is known by its RUC."""
    return tuple(filter(None, (document, ruc, dni_of_ruc(ruc or ""), group_ruc)))


def rows_of(entry: Entry, *, on: date) -> Rows:
    """Return what the register holds on an entry, as its answer tells it on a day."""
    reach = ["", *(entry.ubigeo[:size] for size in (DISTRICT, PROVINCE, DEPARTMENT) if len(entry.ubigeo) >= size)]
    ((told,),) = planned(_ANSWER, {"entry": entry.pk, "on": on, "reach": reach, "jurisdiction": JURISDICTION})
    return Rows(
        law=told["law"],
        shown=_shown(told["determination"], told["assessment"], on),
        asked=tuple(told["asked"] or ()),
        clocks=tuple(Clock(**_dated(row, "first", "last")) for row in told["clocks"] or ()),
        declarations=tuple(Declaration(**_dated(row, "due")) for row in told["declarations"] or ()),
        act=ActAgainst(**_dated(told["act"], "decided_on", "served_on")) if told["act"] else None,
        offices=tuple(Office(**row) for row in told["offices"] or ()),
    )


def _shown(determination: Mapping[str, Any] | None, assessment: Mapping[str, Any] | None, on: date) -> ShownAnswer:
    """What is said first, by the register's one rule for it."""
    decided = [Determination(**_dated(determination, "decided_on"))] if determination else []
    judged = Assessment(**_dated(assessment, "confirmed_on")) if assessment else None
    return answer_shown(decided, judged, on)


def _dated(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The row with these texts as days; a day that is not known stays so."""
    return {**row, **{name: date.fromisoformat(row[name]) if row[name] else None for name in names}}
