"""The items of a case file: every form that is read, and every file that is refused, with its place."""

from __future__ import annotations

import json

import pytest

from registry.rules.case_file import items_of
from registry.rules.classify import classify_items
from registry.rules.engine.errors import RulesError

NONE = {"jurisdiction": "PE", "as_of": "2026-11-20", "holder": {}, "activity": "none"}
ITEM = {"id": "a", "facts": NONE}
LINE = json.dumps(ITEM)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (f"[{LINE}]", [ITEM]),
        ("[]", []),
        (LINE, [ITEM]),
        (json.dumps(ITEM, indent=1), [ITEM]),
        (json.dumps({"cases": [ITEM], "about": "cases"}, indent=1), [ITEM]),
        (f"\n{LINE}\r\n\n{LINE}\n", [ITEM, ITEM]),
        (f'{{"id": "no facts"}}\n{LINE}', [{"id": "no facts"}, ITEM]),
        (f"{LINE}\n[1]", [ITEM, [1]]),
        ('{"id": "a\u2028b"}\n{"id": 2}', [{"id": "a\u2028b"}, {"id": 2}]),
        (f"\ufeff[{LINE}]", [ITEM]),
    ],
)
def test_each_form_is_read(text: str, items: list[object]) -> None:
    assert items_of(text.encode()) == items


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the whole: the file is empty"),
        (b" \n ", "the whole: the file is empty"),
        ("[ñ".encode("latin-1"), "byte 2: this is not UTF-8 text"),
        (b"[1,\n 2", "line 2, column 3: this is not JSON"),
        (b"{\n", "line 2, column 1: this is not JSON"),
        (b"{}{}", "line 1, column 3: this is not JSON"),
        (b"null", "the whole: it holds no list of cases"),
        (b'{"cases": 5}', "the whole: it holds no list of cases"),
        (json.dumps(NONE).encode(), "the whole: it holds no list of cases"),
        (b"[" * 100_000, "the whole: it is nested too deeply"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(RulesError) as refused:
        items_of(content)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{LINE}\n{{bad\n{LINE}", "line 2, column 2: this is not JSON"),
        (f"{{bad\n{LINE}\n{LINE}", "line 1, column 2: this is not JSON"),
        (f'[{LINE}, {{"id": 1, "facts": {{"as_of": 1, "as_of": 2}}}}]', "item 2, as_of: this name stands twice"),
        (f'{LINE}\n{{"id": 1, "facts": [{{"x": 1, "x": 1}}]}}', "x: this name stands twice in one object"),
        ('{"id": 1, "id": 2, "facts": {}}', "item 1, id: this name stands twice"),
        (f"[{LINE}, {'[' * 200}{']' * 200}]", "item 2: [[[...]]] is not an object"),
    ],
)
def test_a_bad_item_leaves_the_others_their_answer(text: str, said: str) -> None:
    answers = classify_items(items_of(text.encode()))
    assert next(str(answer["error"]) for answer in answers if "error" in answer).startswith(said)
    assert sum("error" in answer for answer in answers) == 1
    assert {answer["category"] for answer in answers if "error" not in answer} <= {"no_activity"}


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 5_000, "1e-30", "-1"])
def test_a_figure_that_is_no_quantity_is_named(figure: str) -> None:
    text = LINE.replace('"activity"', f'"installed_capacity": {{"t_per_day": {figure}}}, "activity"')
    [answer] = classify_items(items_of(text.encode()))
    assert "installed_capacity.t_per_day: " in str(answer["error"])
    assert "is not a quantity" in str(answer["error"])


def test_a_figure_is_read_as_it_is_written() -> None:
    text = LINE.replace('"activity"', '"coordinates": {"zone_declared": 18.0, "zone_plausible": 18}, "activity"')
    [answer] = classify_items(items_of(text.encode()))
    assert "error" not in answer


def test_a_property_that_nobody_reads_is_named() -> None:
    facts = {**NONE, "rights_held": [{}, {"hectars": 5}], "reinfo": {"lent": True}, "opinions": {"MINAM": "favourable"}}
    [answer] = classify_items([{"facts": facts}])
    assert answer["passed_over"] == ["rights_held[1].hectars", "reinfo.lent"]
    assert "passed_over" not in classify_items([ITEM])[0]
