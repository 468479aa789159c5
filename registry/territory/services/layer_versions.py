"""What differs between the areas that are stored of a layer and those of a file."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.db.models import QuerySet

from registry.territory.models import LandArea
from registry.territory.services.layer_drafts import SAID, AreaDraft, outline


@dataclass(slots=True)
class Difference:
    """Rows of the file that are the same, that say something else of a stored shape, or came; areas that went.

    `altered` holds the number of the area by row of the file, `judged` those of them whose id, name or day is another;
    `went` holds by number what an area was called: its id, else its name.
    """

    same: list[int] = field(default_factory=list)
    altered: dict[int, int] = field(default_factory=dict)
    judged: list[int] = field(default_factory=list)
    came: list[int] = field(default_factory=list)
    went: dict[int, str] = field(default_factory=dict)
    checksums: list[str] = field(default_factory=list)

    def take(self, row: int, said: Mapping[str, Any], area: Mapping[str, Any]) -> None:
        """A row of the file has the shape of an area."""
        otherwise = {name for name in SAID if said[name] != area[name]}
        if otherwise:
            self.altered[row] = area["id"]
        else:
            self.same.append(row)
        if otherwise - {"attributes"}:
            self.judged.append(area["id"])


def difference(stored: QuerySet[LandArea] | None, drafts: Sequence[AreaDraft]) -> Difference:
    """Compare by checksum, and where that finds nothing by the shape alone; what a file holds twice is matched twice.

    A shape is read for the areas that no checksum finds, and for no other.
    """
    found = Difference(checksums=[draft.checksum() for draft in drafts])
    rows = list(stored.values("id", "checksum", *SAID)) if stored is not None else []
    left = _by((area["checksum"], area) for area in rows)
    unmatched = _match(found, drafts, range(len(drafts)), lambda row: found.checksums[row], left)
    if unmatched and any(left.values()):
        lost = {area["id"]: area for areas in left.values() for area in areas}
        shapes = LandArea.objects.filter(pk__in=list(lost)).values_list("pk", "geom")
        left = _by((outline(shapely.from_wkb(bytes(geom.wkb))), lost[number]) for number, geom in shapes)
        unmatched = _match(found, drafts, unmatched, lambda row: outline(drafts[row].shape), left)
    found.came = unmatched
    found.went = {area["id"]: area["external_id"] or area["name"] for areas in left.values() for area in areas}
    return found


Stored = dict[str, Any]
Left = dict[str | bytes, list[Stored]]


def _by(pairs: Iterable[tuple[str | bytes, Stored]]) -> Left:
    found: Left = defaultdict(list)
    for key, area in pairs:
        found[key].append(area)
    return found


def _match(
    found: Difference, drafts: Sequence[AreaDraft], rows: Iterable[int], key: Callable[[int], str | bytes], left: Left
) -> list[int]:
    """Take the stored areas of the same key out of `left`, one for each row; returns the rows without one."""
    unmatched = []
    for row in rows:
        if areas := left.get(key(row)):
            said = drafts[row].said()
            alike = [
                sum(area[name] == said[name] for name in SAID) + (area["external_id"] == said["external_id"])
                for area in areas
            ]
            found.take(row, said, areas.pop(alike.index(max(alike))))
        else:
            unmatched.append(row)
    return unmatched
