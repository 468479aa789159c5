"""What differs between two versions of a layer."""

from collections import Counter

from django.utils.translation import gettext as _

from registry.common.importing.outcome import RowNote
from registry.common.models import ImportRow
from registry.territory.models import LandLayer
from registry.territory.services.layer_areas import AreaRow

State = ImportRow.State


def compare(rows: list[AreaRow], before: LandLayer | None) -> list[RowNote]:
    """Mark each row as unchanged, changed or added against a version, and return notes of the areas that are gone.

    Equal shape, id, day, name and attributes: unchanged. The same id, else name, with something else: changed.
    A feature that a file holds twice is matched twice.
    """
    stored = list(before.areas.only("external_id", "name", "checksum", "attributes", "layer_id")) if before else []
    left = Counter(area.checksum for area in stored)
    values = {area.checksum: (area.name, area.attributes) for area in stored}
    others = []
    for row in rows:
        if left[row.checksum] > 0:
            left[row.checksum] -= 1
            is_same = values[row.checksum] == (row.name, row.attributes)
            row.note.state = State.UNCHANGED if is_same else State.CHANGED
        else:
            others.append(row)
    unmatched: Counter[str] = Counter()
    for area in stored:
        if left[area.checksum] > 0:
            left[area.checksum] -= 1
            unmatched[area.external_id or area.name] += 1
    for row in others:
        is_known = bool(row.note.key) and unmatched[row.note.key] > 0
        unmatched[row.note.key] -= is_known
        row.note.state = State.CHANGED if is_known else State.ADDED
    said = _("No longer in this version of the layer.")
    return [
        RowNote(0, key, State.GONE, messages=[said]) for key, count in sorted(unmatched.items()) for _n in range(count)
    ]
