"""Every kind of event that the code writes has a title for the pages that tell of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.accounts.web.titles import TITLES, title_of

ROOT = Path(__file__).resolve().parents[3]
WRITERS = frozenset({"event_record", "record", "_record", "_write", "_event", "_period_event", "_moved"})
# Kinds that are put together where they are written, with every value they can take.
TOGETHER = {
    "f'casework.{kind}'": [],  # the name given to `record`, found there
    "f'act.{verb}'": ["casework.act.proposed", "casework.act.done", "casework.act.confirmed", "casework.act.refused"],
    "f'casework.suspended_period.{verb}'": ["casework.suspended_period.added", "casework.suspended_period.ended"],
    "f'casework.transfer.{verb}'": [
        f"casework.transfer.{verb}" for verb in ("prepared", "item_noted", "handed", "received")
    ],
    "f\"message.{('sent' if way == Direction.OUT else 'received')}\"": [
        "casework.message.sent", "casework.message.received",
    ],
    "f'api.keys.{state}'": ["api.keys.approved", "api.keys.refused"],
    "f'formalization.changes.{state.value}'": ["formalization.changes.released", "formalization.changes.discarded"],
    "f'formalization.determination.{verb}'": [
        f"formalization.determination.{verb}" for verb in ("proposed", "made", "agreed", "refused", "reopened")
    ],
    "f'formalization.match.{state.value}'": ["formalization.match.confirmed", "formalization.match.rejected"],
    "f'oversight.report.{state}'": [
        f"oversight.report.{state}"
        for state in ("acknowledged", "acted", "nothing_found", "forwarded", "refused", "reopened")
    ],
    "kind": [],  # handed on by a function whose callers are found themselves
    "READ": ["audit.personal_data.read"],
    "EXPORTED": ["audit.export.made"],
}  # fmt: skip


def written() -> Iterator[tuple[str, Path]]:
    """Each kind as the code writes it, with its file."""
    for room in ("registry", "miners", "concessions"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and _name(call) in WRITERS:
                    kind = next((word.value for word in call.keywords if word.arg == "kind"), None)
                    said = kind or (call.args[0] if call.args else None)
                    if said is not None:
                        yield from ((one, path) for one in _kinds(said, path))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _kinds(said: ast.expr, path: Path) -> list[str]:
    if isinstance(said, ast.Constant):
        word = str(said.value)
        if "." not in word:
            return []  # a verb of a kind that is put together below it
        return [word if word.count(".") > 1 or "casework" not in path.parts else f"casework.{word}"]
    text = ast.unparse(said)
    if isinstance(said, ast.IfExp | ast.Name | ast.Attribute) and text not in TOGETHER:
        return []  # a verb or a state, as above
    assert text in TOGETHER, f"{path}: say in TOGETHER which kinds {text} can be"
    return TOGETHER[text]


KINDS = sorted({kind for kind, _path in written()})


def test_the_code_is_found_to_write_many_kinds() -> None:
    assert len(KINDS) > 120


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_title(kind: str) -> None:
    assert kind in TITLES
    assert title_of(kind) != kind
