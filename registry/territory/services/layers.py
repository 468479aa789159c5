"""Loading a version of a land layer: read, judged, compared with the version before, stored, superseding it.

One file may hold several kinds (`--kind-from`): each becomes a layer of its own. A file without coverage
clears nowhere; points and lines show nearness and never clear. Nothing is deleted: the version before stays,
superseded, and an older version than the present one is kept as history.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from registry.audit.services import Actor
from registry.common.errors import DomainError
from registry.common.importing.outcome import Outcome, RowNote
from registry.common.importing.staging import Order, Progress, Staged, quiet, staged
from registry.common.importing.systems import Claim, Scope, system_of
from registry.common.models import ImportRow
from registry.common.moments import day_of
from registry.common.spatial.files import read_shapes
from registry.common.spatial.srids import WGS84
from registry.places.selectors import department_at
from registry.territory.choices import LayerState, Publication
from registry.territory.models import LandLayer, LayerKind
from registry.territory.selectors import areas_of_version
from registry.territory.services.layer_areas import AreaRow, Columns, area_of, rows_of, shape_class_of, shapes_place
from registry.territory.services.layer_coverage import (
    coverage_check,
    coverage_left,
    coverage_still_whole,
    ground_unread,
)
from registry.territory.services.layer_drafts import AreaDraft, LayerDraft
from registry.territory.services.layer_loading import layer_load
from registry.territory.services.layer_versions import difference

KIND = "layer"
State = ImportRow.State
PRESENT_FIRST = (F("line").asc(nulls_first=True), "-edition", "-id")


@dataclass(frozen=True, slots=True)
class LayerOrder:
    """What a layer says of itself besides `order`; `kind` or `columns.kind` names the kind of land.

    `unread` is ground inside the coverage whose rows were refused: nobody is cleared there.
    """

    order: Order
    columns: Columns
    kind: str = ""
    series: str = ""
    publisher: str = ""
    version: str = ""
    coverage: Scope | None = None
    unread: tuple[BaseGeometry, ...] = ()
    accuracy_m: float = 0
    fresh_until: date | None = None
    licence: str = ""
    publication: str = Publication.YES_NO
    srid: int | None = None


def layer_import(*, wanted: LayerOrder, by: Actor, at: datetime, progress: Progress = quiet) -> Outcome:
    """Store a version of one layer, or of one for each kind in the file, and ask for its measuring.

    Returns:
        The outcome against the version before: areas added, changed, unchanged, gone.

    Raises:
        SourceError: the file cannot be read.
        DomainError: a kind, column, system or option is refused; nothing is written.
    """
    order = wanted.order
    kinds = _kinds(wanted)
    demo = LandLayer.objects.filter(source="demo").exists()
    with staged(order, by_key=by.key, at=at, has_demo_rows=demo) as begun:
        progress(_("reading"), 0, 1)
        table = read_shapes(order.path, order.layer)
        system_of(Claim(table.shapes, table.srid, wanted.srid, is_profiled=False), None, department_at)
        shape_class = shape_class_of(table.shapes)
        rows = rows_of(table, wanted.columns, order.profile, kinds, wanted.kind)
        srid = wanted.srid or table.srid or WGS84
        shapes_place(rows, table.shapes, srid, shape_class)
        coverage_check(rows, wanted.coverage)
        if wanted.coverage is not None:
            unread, nowhere = ground_unread(rows, table.shapes, srid)
            begun.says += _said_of_coverage(len(unread), nowhere)
            wanted = replace(wanted, unread=tuple(unread))
        progress(_("reading"), 1, 1)
        with begun.applying():
            notes = [row.note for row in rows] + _store_all(begun, wanted, rows, shape_class, by, at, progress)
            if not order.dry_run:
                return begun.finish(notes, at=at)
        return begun.finish(notes, at=at)


def _said_of_coverage(unread: int, nowhere: int) -> list[str]:
    said = []
    if unread:
        said.append(
            _("The ground of refused rows is left out of the coverage: nobody is cleared there until they are mended.")
        )
    if nowhere:
        said.append(
            _(
                "%(count)s refused rows say no place that can be read, and the layer counts as complete without them: "
                "what lies on them would be called clear. Mend them and load the file again."
            )
            % {"count": nowhere}
        )
    return said


def _kinds(wanted: LayerOrder) -> dict[str, LayerKind]:
    kinds = {kind.code: kind for kind in LayerKind.objects.all()}
    if not wanted.columns.kind and wanted.kind not in kinds:
        raise DomainError(
            _("There is no kind of layer %(kind)s. Kinds are: %(kinds)s.")
            % {"kind": wanted.kind, "kinds": ", ".join(kinds)},
            field="kind",
            code="kind_unknown",
        )
    if wanted.publication == Publication.FULL and not wanted.licence:
        raise DomainError(
            _("Without a licence a layer is given out as yes and no only. Name the licence to give it out in full."),
            field="licence",
            code="licence_missing",
        )
    return kinds


def _store_all(  # noqa: PLR0917 - the parts of one act
    begun: Staged,
    wanted: LayerOrder,
    rows: list[AreaRow],
    shape_class: str,
    by: Actor,
    at: datetime,
    progress: Progress,
) -> list[RowNote]:
    by_kind: dict[str, list[AreaRow]] = defaultdict(list)
    for row in rows:
        if not row.note.is_refused and row.kind is not None:
            by_kind[row.kind.code].append(row)
    notes: list[RowNote] = []
    for number, same in enumerate(by_kind.values()):
        progress(_("writing"), number, len(by_kind))
        kind = same[0].kind
        assert kind is not None
        _layer, gone = _store(begun, wanted, kind, same, shape_class, by, at)
        notes += gone
    progress(_("writing"), len(by_kind), len(by_kind))
    return notes


def _store(  # noqa: PLR0917 - the parts of one version
    begun: Staged, wanted: LayerOrder, kind: LayerKind, rows: list[AreaRow], shape_class: str, by: Actor, at: datetime
) -> tuple[LandLayer | None, list[RowNote]]:
    """Store one version unless the register has the very same; returns it with the areas that are gone."""
    draft = _draft(begun, wanted, kind, shape_class)
    versions = LandLayer.objects.filter(kind=kind, series=draft.series)
    present = versions.select_for_update(no_key=True).filter(state=LayerState.CURRENT).first()
    same_day = versions.filter(published_on=draft.published_on, version=draft.version).order_by(*PRESENT_FIRST).first()
    areas = [area_of(row) for row in rows]
    gone = _compare(rows, areas, same_day or present)
    if same_day is not None and _is_same(same_day, draft, rows, gone):
        return None, []
    is_history = present is not None and present.published_on > draft.published_on
    if is_history:
        begun.says.append(
            _("%(series)s %(version)s is older than the version in use and was kept as history.")
            % {"series": draft.series, "version": draft.version}
        )
    elif present is not None and not wanted.series:
        coverage_still_whole(present, wanted.coverage)
    layer = layer_load(draft=draft, areas=areas, by=by, on=day_of(at), at=at, is_history=is_history)
    return layer, gone


def _compare(rows: list[AreaRow], areas: list[AreaDraft], before: LandLayer | None) -> list[RowNote]:
    """Mark each row as unchanged, changed or added against a version, and return notes of the areas that are gone.

    Equal shape, id, days, name and attributes: unchanged. The same shape, else id, else name, with something else:
    changed. A feature that a file holds twice is matched twice.
    """
    found = difference(None if before is None else areas_of_version(before), areas)
    gone = Counter(found.went.values())
    for number in found.same:
        rows[number].note.state = State.UNCHANGED
    for number in found.altered:
        rows[number].note.state = State.CHANGED
    for number in found.came:
        note = rows[number].note
        is_known = bool(note.key) and gone[note.key] > 0
        gone[note.key] -= is_known
        note.state = State.CHANGED if is_known else State.ADDED
    said = _("No longer in this version of the layer.")
    return [RowNote(0, key, State.GONE, messages=[said]) for key, count in sorted(gone.items()) for _n in range(count)]


def _draft(begun: Staged, wanted: LayerOrder, kind: LayerKind, shape_class: str) -> LayerDraft:
    order = wanted.order
    fresh = wanted.fresh_until
    if fresh is None and kind.fresh_days is not None:
        fresh = order.published_on + timedelta(days=kind.fresh_days)
    return LayerDraft(
        kind=kind,
        series=wanted.series or order.source[:120],
        source=order.source,
        publisher=wanted.publisher or order.source,
        version=wanted.version or order.published_on.isoformat(),
        published_on=order.published_on,
        checksum=begun.batch.checksum,
        shape_class=shape_class,
        coverage=coverage_left(wanted.coverage.area, wanted.unread) if wanted.coverage else None,
        coverage_text=wanted.coverage.text[:200] if wanted.coverage else "",
        fresh_until=fresh,
        licence=wanted.licence,
        publication=wanted.publication,
        accuracy_m=wanted.accuracy_m,
    )


_SAID = ("shape_class", "coverage_text", "fresh_until", "licence", "publication", "accuracy_m", "publisher", "source")


def _is_same(stored: LandLayer, draft: LayerDraft, rows: list[AreaRow], gone: list[RowNote]) -> bool:
    """Whether the register has this version already: the same areas, and nothing else said of them."""
    said = all(getattr(stored, name) == getattr(draft, name) for name in _SAID)
    said = said and stored.coverage == draft.values()["coverage"]
    return said and not gone and all(row.note.state == "unchanged" for row in rows)


def with_options(wanted: LayerOrder) -> LayerOrder:
    """Return the order with what is said of the layer among the options kept with the batch."""
    said = {
        "kind": wanted.kind or f"from {wanted.columns.kind}",
        "series": wanted.series,
        "coverage": wanted.coverage.text if wanted.coverage else "",
        "licence": wanted.licence,
        "publication": str(wanted.publication),
        "srid": wanted.srid,
    }
    return replace(wanted, order=replace(wanted.order, options={**wanted.order.options, **said}))
