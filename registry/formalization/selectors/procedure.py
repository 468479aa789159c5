"""The procedure of formalisation as the law in force states it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.formalization.facts import JURISDICTION
from registry.formalization.selectors.law import pack_in_force
from registry.rules.catalogue import get_pack
from registry.rules.engine.pack import Pack
from registry.rules.engine.procedure import Procedure
from registry.rules.engine.procedure_reading import read_procedure

_read: dict[str, Procedure | None] = {}


def procedure_in_force(*, on: date) -> Procedure:
    """Return the procedure of the newest version of the law enacted for that day, read once a process.

    An enacted version that holds no procedure (one drafted before there was any) leaves the delivered one in force.

    Raises:
        LookupError: not even the delivered law states a procedure.
    """
    return procedure_of(pack_in_force(JURISDICTION, on=on))


def procedure_of(pack: Pack[Any]) -> Procedure:
    """Return the procedure that a version of the law states, else the delivered one. Raises: as above."""
    delivered = get_pack(JURISDICTION)
    found = _procedure_of(pack.content_hash, pack.files) or _procedure_of(delivered.content_hash, delivered.files)
    if found is None:
        message = "The delivered law states no procedure."
        raise LookupError(message)
    return found


def _procedure_of(content_hash: str, files: Mapping[str, str]) -> Procedure | None:
    if content_hash not in _read:
        _read[content_hash] = read_procedure(files)
    return _read[content_hash]
