"""Which version of the law judges on which day, and what of it should be looked at."""

from collections.abc import Mapping
from datetime import date
from difflib import unified_diff
from typing import Any

from registry.common.per_request import kept
from registry.formalization.models import PackVersion
from registry.rules.catalogue import get_pack, pack_from_files
from registry.rules.engine.pack import Pack

_loaded: dict[tuple[str, str], Pack[Any]] = {}


def pack_in_force(jurisdiction: str, *, on: date) -> Pack[Any]:
    """Return the newest version enacted for that day, else the one delivered with the product.

    `on` is the day on which the register asks (not the day judged): a version enacted later knows more about
    earlier days too, for its parameters are dated.

    Raises:
        RulesError: no pack has that code.
    """
    enacted = kept(("law", jurisdiction, on), lambda: _enacted(jurisdiction, on))
    if enacted is None:
        return get_pack(jurisdiction)
    return _pack_of(jurisdiction, enacted["content_hash"], enacted["files"])


def version_newest(jurisdiction: str) -> PackVersion | None:
    """Return the version enacted for the latest day, one to come included; None where only the delivered law is."""
    enacted = PackVersion.objects.filter(jurisdiction=jurisdiction, state=PackVersion.State.ENACTED)
    return enacted.order_by("-in_force_on", "-enacted_at", "-pk").first()


def files_with(jurisdiction: str, changed: Mapping[str, str]) -> dict[str, str]:
    """Return the law files that changed ones make whole; the others are of the version enacted for the latest day.

    Of the delivered pack only where nothing was enacted: a draft that began there would take back what was.
    """
    newest = version_newest(jurisdiction)
    return {**(newest.files if newest else get_pack(jurisdiction).files), **changed}


def draft_changes(draft: PackVersion) -> list[tuple[str, str]]:
    """Return each law file in which a draft differs from what it would follow, with the lines that go and come."""
    before = files_with(draft.jurisdiction, {})
    names = sorted({*before, *draft.files})
    told = ((name, before.get(name, "").splitlines(), draft.files.get(name, "").splitlines()) for name in names)
    return [(name, "\n".join([*unified_diff(old, new, n=2, lineterm="")][2:])) for name, old, new in told if old != new]


def _enacted(jurisdiction: str, on: date) -> Any:
    return (
        PackVersion.objects.filter(jurisdiction=jurisdiction, state=PackVersion.State.ENACTED, in_force_on__lte=on)
        .order_by("-in_force_on", "-enacted_at")
        .values("content_hash", "files")
        .first()
    )


def pack_of_version(jurisdiction: str, content_hash: str | None) -> Pack[Any]:
    """Return the stored version with that hash, read once a process; None: the one delivered with the product.

    For who learned in a statement of their own which version is in force, as `pack_in_force` would say it.
    """
    if content_hash is None:
        return get_pack(jurisdiction)
    if (known := _loaded.get((jurisdiction, content_hash))) is not None:
        return known
    stored = PackVersion.objects.values_list("files", flat=True).get(
        jurisdiction=jurisdiction, content_hash=content_hash
    )
    return _pack_of(jurisdiction, content_hash, stored)


def pack_of_hash(jurisdiction: str, content_hash: str) -> Pack[Any] | None:
    """Return the delivered or stored pack with that hash; None where no such version is kept."""
    delivered = get_pack(jurisdiction)
    if delivered.content_hash == content_hash:
        return delivered
    stored = PackVersion.objects.filter(jurisdiction=jurisdiction, content_hash=content_hash).values("files").first()
    return _pack_of(jurisdiction, content_hash, stored["files"]) if stored else None


def _pack_of(jurisdiction: str, content_hash: str, files: dict[str, str]) -> Pack[Any]:
    """Read a stored version once a process; its hash never changes meaning."""
    key = (jurisdiction, content_hash)
    if key not in _loaded:
        _loaded[key] = pack_from_files(jurisdiction, files)
    return _loaded[key]
