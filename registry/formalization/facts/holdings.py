"""Which rights a registrant holds anywhere, and who holds them beside it.

The cadastre gives names and, at times, document numbers; it knows nothing of the register's persons. A holder is the
registrant where the document is the same (a RUC that begins with 10 holds the DNI) or an officer confirmed the match.
Where the cadastre gives no document and the folded name is the same, or a match was proposed, the right enters the
facts with its state unknown until an officer answers, so that the total becomes a lower and an upper bound. Holding
nothing is a fact only where a source says that its holders are complete (`complete_source`); else whatever was not
found stays open.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from concessions.models import Contract, RightHolder
from miners.choices import DocumentType
from miners.models import Group
from registry.common.among import Among
from registry.common.identity import dni_of_ruc, ruc_check_digit
from registry.common.importing.columns import folded
from registry.common.models import ImportBatch
from registry.common.spatial.srids import UTM_SOUTH
from registry.formalization.facts.held_rights import (
    NO_HECTARES,
    RIGHT_COLUMNS,
    contracted,
    held_of,
    holds,
    opened,
    state_of,
)
from registry.formalization.models import HolderMatch
from registry.places.selectors import COUNTRY
from registry.rules.packs.pe.facts import CoHolder, HeldRight

ZONES = frozenset(UTM_SOUTH)
FURTHER_RIGHTS = HeldRight()
NO_GROUND = NO_HECTARES | {"petition"}
_HOLDER = ("id", "document_number", "name_folded", "share_pct", "from_on", "until_on", *RIGHT_COLUMNS)
_CONTRACT = ("party_document_number", "kind", "area_ha", "covers_whole_right", "signed_on", "until_on", *RIGHT_COLUMNS)


class Holdings(NamedTuple):
    """What a registrant holds: `rights` None where nothing is known; `own_right` None while its holder is open."""

    rights: tuple[HeldRight, ...] | None
    co_holders: tuple[CoHolder, ...]
    own_right: bool | None


class Source(NamedTuple):
    """Who says that the holders are complete, and for which day."""

    name: str
    published_on: date


def complete_source(on: date) -> Source | None:
    """The applied imports of rights, not later than the day, that together list all holders of the country.

    Each lists those of its UTM zones; one without a scope, or with the country as scope, those of all zones. The newest
    of each zone counts, and the oldest of those is the day of the fact. None where a zone is missing.
    """
    batches = ImportBatch.objects.filter(
        kind="rights", state=ImportBatch.State.APPLIED, published_on__lte=on, options__holders_complete=True
    )
    found: dict[int, Source] = {}
    for source, day, options in batches.order_by("-published_on", "-id").values_list(
        "source", "published_on", "options"
    ):
        for zone in _zones_of(options):
            found.setdefault(zone, Source(source, day))
    if not found.keys() >= ZONES:
        return None
    names = dict.fromkeys(found[zone].name for zone in sorted(found))
    return Source(", ".join(names), min(source.published_on for source in found.values()))


def _zones_of(options: Mapping[str, Any]) -> Iterable[int]:
    is_country = folded(str(options.get("scope", ""))) in {"", *COUNTRY}
    return ZONES if is_country else options.get("zones", ())


def document_key(number: str) -> str:
    """The number by which a document is compared: the DNI where a RUC holds one, else the number itself."""
    return dni_of_ruc(number) or number


class Matches:
    """What officers said of names: holders confirmed, proposed or rejected, by person or group."""

    def __init__(self, entries: Sequence[Any]) -> None:
        persons = {row.person_id for row in entries if row.person_id}
        groups = {row.group_id for row in entries if row.group_id}
        found = HolderMatch.objects.filter(Q(Among("person_id", persons)) | Q(Among("group_id", groups)))
        self.said: dict[tuple[int | None, int | None], dict[int, str]] = defaultdict(dict)
        for person, group, holder, state in found.values_list("person_id", "group_id", "holder_id", "state"):
            self.said[person, group][holder] = state

    def holders(self) -> set[int]:
        """The holders that somebody has or may have to be asked about."""
        rejected = HolderMatch.State.REJECTED
        return {holder for said in self.said.values() for holder, state in said.items() if state != rejected}

    def of(self, row: Any) -> Mapping[int, str]:
        """Holder to what was said of it and this registrant."""
        return self.said.get((row.person_id, row.group_id), {})


class Ledger:
    """Holders and contracts of many registrants, read in three queries, answered one registrant at a time."""

    def __init__(self, entries: Sequence[Any], on: date, source: Source | None, met: Iterable[int] = ()) -> None:
        """Read them; `met` are rights that the entries' places lie on beside the declared ones."""
        self.on = on
        self.is_complete = source is not None
        self.numbers = {row.id: _numbers(row) for row in entries}
        self.keys = {row: {document_key(number) for number in told} for row, told in self.numbers.items()}
        numbers = {number for told in self.numbers.values() for number in told}
        names = {name for row in entries if (name := _name(row))}
        rights = {row.right_id for row in entries if row.right_id} | set(met)
        self.by_document: dict[str, list[Any]] = defaultdict(list)
        self.by_name: dict[str, list[Any]] = defaultdict(list)
        self.by_right: dict[int, list[Any]] = defaultdict(list)
        self.matches = Matches(entries)
        self.by_number: dict[int, Any] = {}
        self._read_holders(numbers, names, rights)
        self.contracts = self._read_contracts(numbers)
        self._sides: dict[int, tuple[list[Any], list[Any]]] = {}
        self.all_natural = self._read_groups()

    def _read_holders(self, numbers: set[str], names: set[str], rights: set[int]) -> None:
        # Each way to a holder by its own index: asked with OR, the whole table is read for every chunk of entries.
        ways = (
            RightHolder.objects.filter(Among("document_number", numbers)).exclude(document_number=""),
            RightHolder.objects.filter(Among("name_folded", names), document_number=""),
            RightHolder.objects.filter(Among("right_id", rights)),
            RightHolder.objects.filter(Among("id", self.matches.holders())),
        )
        first, *others = (way.order_by().values("id") for way in ways)
        asked = RightHolder.objects.filter(id__in=first.union(*others)).order_by("id")
        for row in asked.values_list(*_HOLDER, named=True):
            if not holds(row.from_on, row.until_on, self.on):
                continue
            self.by_number[row.id] = row
            self.by_right[row.right_id].append(row)
            if row.document_number:
                self.by_document[document_key(row.document_number)].append(row)
            else:
                self.by_name[row.name_folded].append(row)

    def _read_contracts(self, numbers: set[str]) -> Mapping[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        asked = Contract.objects.filter(Among("party_document_number", numbers)).exclude(party_document_number="")
        for row in asked.order_by("id").values_list(*_CONTRACT, named=True):
            if holds(row.signed_on, row.until_on, self.on):
                found[document_key(row.party_document_number)].append(row)
        return found

    def _read_groups(self) -> dict[str, bool | None]:
        """Whether the co-holding groups that the register knows are made of natural persons, by RUC."""
        together = [row.document_number for rows in self.by_right.values() if len(rows) > 1 for row in rows]
        rucs = {number for number in together if len(number) == 11 and not dni_of_ruc(number)}
        if not rucs:
            return {}
        return dict(Group.objects.filter(Among("ruc", rucs)).values_list("ruc", "members_all_natural_persons"))

    def of(self, row: Any) -> Holdings:
        """What the registrant of this entry holds on the day."""
        keys = self.keys[row.id]
        own, alike = self._split(row, keys)
        held = [right for holder in own if (right := held_of(holder, self.on, "owner", holder.share_pct))]
        held += [opened(right) for holder in alike if (right := held_of(holder, self.on, "owner", holder.share_pct))]
        held += [
            right for key in sorted(keys) for c in self.contracts.get(key, ()) if (right := contracted(c, self.on))
        ]
        if not keys or not self.is_complete:
            held = [*held, FURTHER_RIGHTS] if held else []
            rights = tuple(held) or None
        else:
            rights = tuple(held)
        is_own = self._is_own(row, row.right_id, own, alike)
        return Holdings(rights, self._beside(row, keys) if is_own else (), is_own)

    def _split(self, row: Any, keys: set[str]) -> tuple[list[Any], list[Any]]:
        """The holders that are the registrant, and those that may be; told apart once for an entry."""
        if row.id not in self._sides:
            self._sides[row.id] = self._sides_of(row, keys)
        return self._sides[row.id]

    def _sides_of(self, row: Any, keys: set[str]) -> tuple[list[Any], list[Any]]:
        said = self.matches.of(row)
        own = {h.id: h for key in sorted(keys) for h in self.by_document.get(key, ())}
        alike = {h.id: h for h in self.by_name.get(_name(row), ())} if _name(row) else {}
        for number, state in said.items():
            if (holder := self.by_number.get(number)) is not None and number not in own:
                (own if state == HolderMatch.State.CONFIRMED else alike)[number] = holder
        open_ones = {n: h for n, h in alike.items() if n not in own and said.get(n) != HolderMatch.State.REJECTED}
        return list(own.values()), list(open_ones.values())

    def whose(self, row: Any, right: int | None) -> bool | None:
        """Whether the registrant holds this right; None while that is open."""
        return self._is_own(row, right, *self._split(row, self.keys[row.id]))

    def state_of(self, right: int | None) -> str | None:
        """Whether a concession is in force or extinguished on the day.

        None while unknown, without a holder, and for what is no concession of ground yet: petitions, plants, quarries.
        """
        holders = self.by_right.get(right or 0)
        if not holders:
            return None
        state = state_of(holders[0], self.on)
        is_ground = holders[0].right__kind not in NO_GROUND and holders[0].right__state != "in_process"
        return state if is_ground or state == "extinguished" else None

    def _is_own(self, row: Any, right: int | None, own: Iterable[Any], alike: Iterable[Any]) -> bool | None:
        if right is None:
            return None
        if any(holder.right_id == right for holder in own):
            return True
        holders = self.by_right.get(right, [])
        if not holders or any(not holder.document_number for holder in holders):
            return None
        return None if not self.numbers[row.id] or any(h.right_id == right for h in alike) else False

    def _beside(self, row: Any, keys: set[str]) -> tuple[CoHolder, ...]:
        said = self.matches.of(row)
        others = [
            h
            for h in self.by_right[row.right_id]
            if document_key(h.document_number) not in keys and said.get(h.id) != HolderMatch.State.CONFIRMED
        ]
        return tuple(CoHolder(self._is_natural(holder.document_number)) for holder in others)

    def _is_natural(self, number: str) -> bool | None:
        if len(document_key(number)) == 8:
            return True
        return self.all_natural.get(number)


def _numbers(row: Any) -> list[str]:
    numbers = [row.person__document_number, row.person__ruc, row.group__ruc, dni_of_ruc(row.person__ruc or "")]
    if row.person__document_type == DocumentType.DNI and re.fullmatch(r"\d{8}", row.person__document_number):
        body = f"10{row.person__document_number}"
        numbers.append(f"{body}{ruc_check_digit(body)}")
    return [number for number in numbers if number]


def _name(row: Any) -> str:
    return str(row.person__name_folded or row.group__name_folded or "")
