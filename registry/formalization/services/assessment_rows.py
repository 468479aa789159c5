"""Writing many answers at once: a temporary table filled by COPY, then confirm, supersede, insert."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from django.db import connection

from registry.formalization.facts import Answer
from registry.rules.engine.pack import Pack

DAILY = "daily"
Row = tuple[int, str, str, str, str, str, list[str], list[str], list[str]]

_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS assessment_staged (
    registration_id bigint PRIMARY KEY, facts jsonb, findings jsonb, category text, scale text, legal_status text,
    deciding_rules varchar[], flags varchar[], missing_evidence varchar[]
) ON COMMIT DELETE ROWS;
TRUNCATE assessment_staged
"""
_COPY = """
COPY assessment_staged (registration_id, facts, findings, category, scale, legal_status, deciding_rules, flags,
    missing_evidence) FROM STDIN
"""
# An answer for an earlier day is of no use where a later one stands.
_LEAVE = """
DELETE FROM assessment_staged s USING formalization_assessment a
WHERE a.registration_id = s.registration_id AND a.superseded_at IS NULL AND a.confirmed_on > %(on)s
"""
# A finding that compares the day judged with a limit has another value each day: the day itself is no difference.
_CONFIRM = """
WITH same AS (
    UPDATE formalization_assessment a SET confirmed_on = %(on)s
    FROM assessment_staged s
    WHERE a.registration_id = s.registration_id AND a.superseded_at IS NULL AND a.pack_hash = %(hash)s
        AND (a.category, a.scale, a.legal_status) = (s.category, s.scale, s.legal_status)
        AND a.deciding_rules = s.deciding_rules AND a.flags = s.flags AND a.missing_evidence = s.missing_evidence
        AND a.facts - 'as_of' = s.facts - 'as_of'
        AND replace(a.findings::text, '"value": "' || a.on_day || '"', '"value": "day judged"')
            = replace(s.findings::text, '"value": "' || %(on)s || '"', '"value": "day judged"')
    RETURNING a.registration_id
)
DELETE FROM assessment_staged s USING same WHERE s.registration_id = same.registration_id
"""
# A change of class has one cause: another law, else the passing of a day (no fact changed, or only the daily run
# asked), else facts.
_SUPERSEDE = """
UPDATE formalization_assessment a SET superseded_at = %(at)s
FROM assessment_staged s WHERE a.registration_id = s.registration_id AND a.superseded_at IS NULL
RETURNING a.registration_id, a.facts - 'as_of' IS DISTINCT FROM s.facts - 'as_of',
    (a.category, a.scale, a.legal_status) IS DISTINCT FROM (s.category, s.scale, s.legal_status),
    a.category, a.scale, a.legal_status,
    CASE WHEN a.pack_hash <> %(hash)s THEN 'law'
        WHEN %(by_date)s OR a.facts - 'as_of' = s.facts - 'as_of' THEN 'date' ELSE 'facts' END
"""
_INSERT = """
INSERT INTO formalization_assessment (registration_id, on_day, confirmed_on, jurisdiction, pack_version, pack_hash,
    facts, findings, category, scale, legal_status, deciding_rules, flags, missing_evidence, asked_by, created_at)
SELECT registration_id, %(on)s, %(on)s, %(jurisdiction)s, %(version)s, %(hash)s, facts, findings, category, scale,
    legal_status, deciding_rules, flags, missing_evidence, %(asked_by)s, %(at)s
FROM assessment_staged ORDER BY registration_id
RETURNING registration_id, id
"""
_MOVED = """
INSERT INTO formalization_classchange (registration_id, assessment_id, before_category, before_scale,
    before_legal_status, cause, at)
SELECT m.*, %(at)s FROM unnest(%(registrations)s::bigint[], %(assessments)s::bigint[], %(categories)s::varchar[],
    %(scales)s::varchar[], %(statuses)s::varchar[], %(causes)s::varchar[]) m
RETURNING id, cause
"""


class Kept(NamedTuple):
    """What was done with the staged answers.

    `changed` are those of the stored whose facts differ from before; `moved` the changes of class, by number and cause.
    """

    stored: Sequence[int]
    changed: Sequence[int]
    confirmed: int
    left_alone: int
    moved: Sequence[tuple[int, str]]


def row_of(registration_id: int, answer: Answer) -> Row:
    """The staged form of one answer; of the findings only what the pack cannot rebuild."""
    plain = answer.assessment.to_json()
    return (
        registration_id,
        orjson.dumps(answer.facts).decode(),
        orjson.dumps(plain["findings"]).decode(),
        answer.assessment.category,
        answer.assessment.scale,
        answer.assessment.legal_status,
        list(answer.assessment.deciding_rules),
        list(answer.assessment.flags),
        list(answer.assessment.missing_evidence),
    )


def stage(rows: Iterable[Row]) -> None:
    """Put the answers into the temporary table of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        staged = list(rows)  # the rows ask the database too, which a running COPY would not allow
        with cursor.copy(_COPY) as sink:
            for row in staged:
                sink.write_row(row)
        cursor.execute("ANALYZE assessment_staged (registration_id)")  # else the planner takes it for a handful of rows


def keep(*, pack: Pack[Any], on: date, at: datetime, asked_by: str) -> Kept:
    """Confirm what is the same, supersede and store what differs, leave what stands for a later day.

    What the daily run (`asked_by` is `DAILY`) finds changed, the passing of a day has changed.
    """
    values: dict[str, Any] = {
        "on": on, "at": at, "asked_by": asked_by[:60], "jurisdiction": pack.jurisdiction, "version": pack.version,
        "hash": pack.content_hash, "by_date": asked_by == DAILY,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, values)
        left_alone = cursor.rowcount
        cursor.execute(_CONFIRM, values)
        confirmed = cursor.rowcount
        cursor.execute(_SUPERSEDE, values)
        ended = cursor.fetchall()
        cursor.execute(_INSERT, values)
        stored = dict(cursor.fetchall())
        moved = _keep_moved(cursor, [row for row in ended if row[2]], stored, at)
    changed = [number for number, facts_differ, *_rest in ended if facts_differ]
    return Kept(list(stored), changed, confirmed, left_alone, moved)


def _keep_moved(cursor: Any, ended: Sequence[Any], stored: Mapping[int, int], at: datetime) -> list[tuple[int, str]]:
    """Keep each change of class with what was before; its number and cause."""
    if not ended:
        return []
    registrations, _facts, _moved, categories, scales, statuses, causes = (
        list(each) for each in zip(*ended, strict=True)
    )
    cursor.execute(_MOVED, {
        "at": at, "registrations": registrations, "assessments": [stored[number] for number in registrations],
        "categories": categories, "scales": scales, "statuses": statuses, "causes": causes,
    })  # fmt: skip
    return list(cursor.fetchall())
