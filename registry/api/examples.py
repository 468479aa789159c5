"""An invented example for the request and for each answer of every operation of the OpenAPI description.

They lie beside this file as data, by the name of the component: one row of each public list with its place, and whole
bodies. Pages and features are put together here. `tests/api/test_openapi.py` holds each against its schema and asks
for one at every operation, so that a new column or a new door without an example fails.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

SUCCESS = ("200", "201")
COMPONENT = "#/components/schemas/"
Body = dict[str, Any]


@cache
def examples() -> dict[str, Body]:
    """Return the example of each component by its name."""
    found: dict[str, Body] = dict(_said()["whole"])
    for name, one in _said()["rows"].items():
        key, row = one["key"], one["row"]
        about = {"next": None, "order": key, "is_demo": True}
        found[name] = row
        found[f"{name}Page"] = {**about, "results": [row]}
        if "geometry" in one:
            feature = {"type": "Feature", "id": row[key], "geometry": one["geometry"], "properties": row}
            found[f"{name}Feature"] = feature
            found[f"{name}Features"] = {"type": "FeatureCollection", **about, "features": [feature]}
    return found


def with_examples(result: Body, **_more: Any) -> Body:
    """Return the description with the examples in their places; a hook of drf-spectacular."""
    keys = {name: one["row"][one["key"]] for name, one in _said()["rows"].items()}
    keys["Statistic"] = examples()["Statistic"]["name"]
    for name, schema in result["components"]["schemas"].items():
        if name in examples():
            schema["examples"] = [examples()[name]]
    for methods in result["paths"].values():
        for operation in methods.values():
            _fill(operation, keys)
    return result


@cache
def _said() -> dict[str, dict[str, Body]]:
    said: dict[str, dict[str, Body]] = json.loads(Path(__file__).with_name("examples.json").read_text("utf-8"))
    return said


def _fill(operation: Body, keys: Body) -> None:
    """Give the key in the address, and the head of a table, which are no components of their own."""
    contents = [operation["responses"].get(status, {}).get("content", {}) for status in SUCCESS]
    for content in contents:
        name = content.get("application/json", {}).get("schema", {}).get("$ref", "").removeprefix(COMPONENT)
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and name in keys:
                parameter["example"] = keys[name]
            elif parameter["name"] in _said()["parameters"]:
                parameter["example"] = _said()["parameters"][parameter["name"]]
        if "text/csv" in content:
            content["text/csv"]["example"] = ",".join(_said()["rows"][name.removesuffix("Page")]["row"]) + "\n"
