"""Writing the ledger: checks and findings of one batch, those they take the place of superseded, never deleted."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import shapely
from django.db import connection

from registry.common.planned import planned
from registry.common.spatial.srids import WGS84, Shapes, reproject
from registry.territory.choices import Answer, Why
from registry.territory.models import Check, Finding, LandLayer, OverlapRun
from registry.territory.services.answers import Said
from registry.territory.services.copying import copy_rows, next_ids
from registry.territory.services.reading import Batch

CHECK_COLUMNS = (
    "id", "footprint_id", "layer_id", "kind_id", "run_id", "answer", "why", "nearest_m", "checked_on", "edition",
)  # fmt: skip
FINDING_COLUMNS = (
    "check_row_id", "footprint_id", "area_id", "other_id", "run_id", "relation", "grid_srid", "shared_m2",
    "share_of_footprint", "share_of_area", "edge_noise", "inscribed_radius_m", "measured_on", "shared_shape",
    "shared_geom",
)  # fmt: skip


What: TypeAlias = tuple[int, int, str, str, tuple[Any, ...] | None]
"""What is said of a footprint and a kind: answer, why, and one finding (area, relation, noise, rounded m2)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one layer version says of a batch."""

    layer: LandLayer
    said: Said

    @property
    def kind_id(self) -> int:
        """Its kind."""
        return self.layer.kind_id

    @property
    def layer_id(self) -> int:
        """Its number."""
        return self.layer.pk


def write_entries(batch: Batch, entries: Sequence[Entry], run: OverlapRun, at: datetime) -> set[int]:
    """Write the answers of a batch; returns the footprints of which something else is said than before.

    What stood for the same footprint and layer version is superseded in the same transaction, except findings that
    could not be measured again: they stand on under the check that says so. A row that says there is no layer of a
    kind ends when there is one.
    """
    before = _standing(batch, entries)
    failed = _unmeasured(batch, entries)
    _supersede(before, failed, at)
    ids = next_ids(Check, len(batch) * len(entries))
    copy_rows(Check, CHECK_COLUMNS, _check_rows(batch, entries, run, ids))
    if failed:
        _keep_findings(failed, ids)
    copy_rows(Finding, FINDING_COLUMNS, _finding_rows(batch, entries, run, ids))
    return {what[0] for what in {row.what for row in before} ^ set(_now(batch, entries, before))}


def _check_rows(batch: Batch, entries: Sequence[Entry], run: OverlapRun, ids: list[int]) -> Iterator[tuple[Any, ...]]:
    footprints, day, number = batch.ids.tolist(), run.on_day, iter(ids)
    for entry in entries:
        said, layer = entry.said, entry.layer
        for footprint, answer, why, nearest in zip(footprints, said.answer, said.why, said.nearest_m, strict=True):
            yield (
                next(number), footprint, layer.pk, layer.kind_id, run.pk, str(answer), str(why), nearest, day,
                layer.edition,
            )  # fmt: skip


def _finding_rows(batch: Batch, entries: Sequence[Entry], run: OverlapRun, ids: list[int]) -> Iterator[tuple[Any, ...]]:
    footprints, size = batch.ids.tolist(), len(batch)
    for place, entry in enumerate(entries):
        texts = shape_texts([found.shape for found in entry.said.findings], batch.srid)
        for found, (grid, degrees) in zip(entry.said.findings, texts, strict=True):
            yield (
                ids[place * size + found.row], footprints[found.row], found.target, None, run.pk, str(found.relation),
                batch.srid, found.shared_m2, found.share, found.share_of_target, found.edge_noise, found.radius_m,
                run.on_day, grid, degrees,
            )  # fmt: skip


def shape_texts(shapes: Sequence[Any], srid: int) -> list[tuple[str | None, str | None]]:
    """Shapes of a grid system as the database takes them: there, and in longitude and latitude."""
    column: Shapes = np.empty(len(shapes), dtype=np.object_)
    column[:] = shapes
    texts = [
        shapely.to_wkb(shapely.set_srid(moved, code), hex=True, include_srid=True).tolist()
        for moved, code in ((column, srid), (reproject(column, srid, WGS84), WGS84))
    ]
    return list(zip(*texts, strict=True))


class Standing(NamedTuple):
    """A standing check with one of its findings: what it says, and the numbers of both that it is found by."""

    check_id: int
    layer_id: int | None
    what: What


def _what(footprint: int, kind: int, answer: str, why: str, finding: tuple[Any, ...] | None = None) -> What:
    if finding is None or finding[0] is None:
        return footprint, kind, answer, why, None
    area, relation, noise, m2 = finding
    return footprint, kind, answer, why, (area, relation, noise, None if m2 is None else round(m2))


def _standing(batch: Batch, entries: Sequence[Entry]) -> list[Standing]:
    """What is said now of each footprint in the scope."""
    layers, kinds = [entry.layer_id for entry in entries], [entry.kind_id for entry in entries]
    rows = planned(
        """
            SELECT c.id, c.layer_id, c.footprint_id, c.kind_id, c.answer, c.why, f.area_id, f.relation, f.edge_noise,
                   f.shared_m2
            FROM territory_check c
            LEFT JOIN territory_finding f ON f.check_row_id = c.id AND f.superseded_at IS NULL
            WHERE c.superseded_at IS NULL AND c.footprint_id = ANY(%s)
              AND (c.layer_id = ANY(%s) OR (c.layer_id IS NULL AND c.kind_id = ANY(%s)))
            """,
        [batch.ids.tolist(), layers, kinds],
    )
    return [Standing(row[0], row[1], _what(row[2], row[3], row[4], row[5], row[6:])) for row in rows]


def _now(batch: Batch, entries: Sequence[Entry], before: Sequence[Standing]) -> Iterator[What]:
    """What is said from now on; of a failed measuring, what the kept findings said."""
    footprints = batch.ids.tolist()
    kept = {(row.what[0], row.layer_id, row.what[4]) for row in before}
    for entry in entries:
        said, found = entry.said, set()
        for each in entry.said.findings:
            found.add(each.row)
            finding = (each.target, str(each.relation), each.edge_noise, each.shared_m2)
            yield _what(
                footprints[each.row], entry.kind_id, str(said.answer[each.row]), str(said.why[each.row]), finding
            )
        for row, footprint in enumerate(footprints):
            if row in found:
                continue
            words = footprint, entry.kind_id, str(said.answer[row]), str(said.why[row])
            if said.why[row] == Why.RUN_FAILED:
                held = {what for number, layer, what in kept if (number, layer) == (footprint, entry.layer_id)}
                yield from ((*words, what) for what in held or {None})
            else:
                yield (*words, None)


def _supersede(before: Sequence[Standing], failed: Sequence[tuple[int, int, int]], at: datetime) -> None:
    """End what stood; findings of checks that could not be measured again are left standing."""
    if not before:
        return
    unmeasured = {(footprint, layer) for footprint, layer, _place in failed}
    gone = {row.check_id for row in before}
    renewed = {
        row.check_id for row in before if (row.what[0], row.layer_id) not in unmeasured and row.what[4] is not None
    }
    planned("UPDATE territory_check SET superseded_at = %s WHERE id = ANY(%s)", [at, sorted(gone)])
    if renewed:
        planned(
            "UPDATE territory_finding SET superseded_at = %s WHERE check_row_id = ANY(%s) AND superseded_at IS NULL",
            [at, sorted(renewed)],
        )


def _unmeasured(batch: Batch, entries: Sequence[Entry]) -> list[tuple[int, int, int]]:
    """Where the measuring failed: footprint, layer version, place of the check among those written."""
    size, footprints = len(batch), batch.ids.tolist()
    return [
        (footprints[row], entry.layer_id, place * size + row)
        for place, entry in enumerate(entries)
        for row, why in enumerate(entry.said.why)
        if why == Why.RUN_FAILED
    ]


def _keep_findings(failed: Sequence[tuple[int, int, int]], ids: list[int]) -> None:
    """Hang the findings of the last measuring under the check which says that this one failed."""
    columns = [[row[0] for row in failed], [row[1] for row in failed], [ids[row[2]] for row in failed]]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE territory_finding f SET check_row_id = failed.now
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS failed(footprint, layer, now)
            JOIN territory_check last
              ON last.footprint_id = failed.footprint AND last.layer_id = failed.layer AND last.id <> failed.now
            WHERE f.check_row_id = last.id AND f.superseded_at IS NULL
            """,
            columns,
        )


def write_absences(footprint_ids: Sequence[int], run: OverlapRun) -> set[int]:
    """Say "no layer is loaded" of kinds where that does not stand yet; returns the footprints it is now said of."""
    rows = planned(
        """
            INSERT INTO territory_check (footprint_id, kind_id, run_id, answer, why, checked_on)
            SELECT footprint, kind.id, %s::bigint, %s::text, %s::text, %s::date
            FROM territory_layerkind kind CROSS JOIN unnest(%s::bigint[]) AS footprint
            WHERE kind.is_measured AND NOT EXISTS (
                    SELECT FROM territory_landlayer layer WHERE layer.kind_id = kind.id AND layer.state = 'current')
              AND NOT EXISTS (
                    SELECT FROM territory_check stands
                    WHERE stands.footprint_id = footprint AND stands.kind_id = kind.id
                      AND stands.layer_id IS NULL AND stands.superseded_at IS NULL)
            RETURNING footprint_id
            """,
        [run.pk, str(Answer.NOT_CHECKED), str(Why.NO_LAYER), run.on_day, list(footprint_ids)],
    )
    return {footprint for (footprint,) in rows}


def standing_layers(layer_ids: Sequence[int] | None) -> list[LandLayer]:
    """Current layers in scope whose kinds are measured, held against a new version until commit.

    The lock is shared: many workers measure against a layer at once, and a new version of it waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM territory_landlayer WHERE state = 'current' ORDER BY id FOR SHARE")
        held = {layer for (layer,) in cursor.fetchall()}
    asked = held if layer_ids is None else held & set(layer_ids)
    layers = LandLayer.objects.select_related("kind").filter(pk__in=asked, state="current", kind__is_measured=True)
    return list(layers.order_by("id"))


def finish(run: OverlapRun, counts: dict[str, object], at: datetime) -> None:
    """Mark a run as done with its counts, and with how many checks and findings it has written."""
    rows = planned(
        """
        UPDATE territory_overlaprun SET finished_at = %(at)s, counts = %(counts)s::jsonb || (
            SELECT jsonb_build_object(
                'checks', (SELECT count(*) FROM territory_check WHERE run_id = %(run)s), 'findings', count(*),
                'edge_noise', count(*) FILTER (WHERE edge_noise))
            FROM territory_finding WHERE run_id = %(run)s)
        WHERE id = %(run)s RETURNING counts
        """,
        {"at": at, "counts": json.dumps(counts), "run": run.pk},
    )
    run.finished_at, run.counts = at, rows[0][0]
