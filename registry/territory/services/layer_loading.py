"""Loading a version of a land layer, whole or not at all, and taking one out of use.

The first version of a layer is stored as it is; every later one renews the row that stays (`layer_renewing`). Until the
run asked for here has measured what a version changes, the answer there is "not checked".
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from registry.audit.services import Actor, event_record
from registry.common.announcements import announce
from registry.common.errors import DomainError
from registry.territory.choices import LayerState
from registry.territory.models import Check, LandLayer, LayerKind
from registry.territory.services.layer_drafts import AreaDraft, LayerDraft
from registry.territory.services.layer_renewing import CHANGED, layer_renew
from registry.territory.services.layer_storing import areas_store, shapes_check
from registry.territory.services.ledger import write_absences
from registry.territory.services.runs import LOADED, run_of_break, run_request
from registry.territory.services.standing import answers_end

NEVER_COMPLETE = frozenset({"community_land_claimed"})
"""Kinds whose layers clear nowhere, whatever they cover."""


@transaction.atomic
def layer_load(
    *, draft: LayerDraft, areas: Sequence[AreaDraft], by: Actor, on: date, at: datetime, is_history: bool = False
) -> LandLayer:
    """Store a layer version with its areas and pieces as the present one of its series, and ask for its measuring.

    With `is_history` the version is older than the one in use: it is kept, supersedes nothing and is not measured.

    Raises:
        DomainError: there is no area, one is not of the layer's kind of shape, or an area cannot be laid out.
    """
    if not areas:
        raise DomainError(_("The layer holds no area: nothing was loaded."), code="empty_layer")
    if draft.kind.code in NEVER_COMPLETE and draft.coverage is not None:
        raise DomainError(
            _(
                "Claims to land are never complete: nobody is cleared of those that are not on file. Load the layer "
                "without a coverage."
            ),
            field="coverage",
            code="coverage_of_claims",
        )
    shapes_check(areas, draft.shape_class)
    LayerKind.objects.select_for_update(no_key=True).get(pk=draft.kind.pk)  # one load of a kind at a time
    layer = None if is_history else _present(draft)
    if layer is not None:
        layer_renew(layer=layer, draft=draft, areas=areas, on=on, at=at)
    else:
        layer = LandLayer(**draft.values(), state=LayerState.CURRENT, loaded_at=at)
        if is_history:
            layer.state, layer.superseded_at = LayerState.SUPERSEDED, at
        layer.save()
        areas_store(layer, areas, [area.checksum() for area in areas])
        if not is_history:
            run_request(reason=LOADED, on=on, layer_ids=[layer.pk])
    facts = {"areas": len(areas), "edition": layer.edition}
    event_record(kind="territory.layer.loaded", by=by, at=at, subject=layer, facts=facts)
    return layer


def _present(draft: LayerDraft) -> LandLayer | None:
    """The layer in use that the draft is the next version of, locked: a batch that is being measured is waited for."""
    standing = LandLayer.objects.select_for_update(no_key=True).filter(state=LayerState.CURRENT)
    return standing.filter(kind=draft.kind, series=draft.series).first()


@transaction.atomic
def layer_break(*, layer: LandLayer, why: str, by: Actor, on: date, at: datetime) -> None:
    """Take a layer out of use because it is wrong: the answers that rest on it end, and who was judged by them is told.

    Where it was the only layer of its kind, "not checked: no layer" stands there from now on.

    Raises:
        DomainError: this version is not in use.
    """
    row = LandLayer.objects.select_for_update(no_key=True).filter(pk=layer.pk, state=LayerState.CURRENT).first()
    if row is None:
        raise DomainError(_("This version of the layer is not in use any more."), code="not_in_use")
    touched = list(Check.objects.filter(layer=row, superseded_at=None).values_list("footprint", flat=True))
    row.state, row.state_message, row.superseded_at = LayerState.BROKEN, why[:400], at
    row.save(update_fields=["state", "state_message", "superseded_at"])
    answers_end(row, at)
    write_absences(touched, run_of_break(layer_id=row.pk, on=on, at=at))
    announce(CHANGED, sorted(touched))
    event_record(kind="territory.layer.broken", by=by, at=at, subject=row, facts={"why": row.state_message})
