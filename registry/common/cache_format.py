"""How values lie in the shared cache: numbers, bytes and JSON. Nothing read from it becomes code, as a pickle could."""

import json
from typing import Any

BYTES, PLAIN = b"b", b"j"


class PlainSerializer:
    """Django's Redis cache asks it; what is neither bytes nor JSON is refused when it is written.

    Whole numbers stay bare, so that Redis itself can count them up. A tuple comes back as a list.
    """

    def dumps(self, value: Any) -> bytes | int:
        """Return what is stored. Raises: TypeError for a value that is neither."""
        if type(value) is int:
            return value
        return BYTES + value if isinstance(value, bytes) else PLAIN + json.dumps(value).encode()

    def loads(self, stored: bytes) -> Any:
        """Return the value. Raises: ValueError for anything that this class did not write."""
        kind, rest = stored[:1], stored[1:]
        if kind == BYTES:
            return rest
        return json.loads(rest) if kind == PLAIN else int(stored)
