"""What an index answers first leaves no row out: a filter finds every row that shows what was asked, and no other."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.api import filters
from registry.audit.services import Actor, event_record
from registry.common.disclosure import Ask
from registry.formalization.models import Registration
from registry.publishing.services.open_data import LISTS

NARROWED = [
    (name, column.name if Ask.EXACT in column.asks else "search", column.name)
    for name, public in LISTS.items()
    for column in public.columns
    if column.narrow
]


def rows(client, name, **query):
    return json.loads(client.get(f"/api/v1/{name}/", {"page_size": 100, **query}).content)["results"]


@pytest.fixture
def told(ground, at):
    """An event of each public kind on an entry and on its right."""
    entry = Registration.objects.get(code="REG-0001")
    for kind, subject in (
        ("formalization.registration.created", entry), ("formalization.registration.state_changed", entry),
        ("concessions.right.created", entry.right), ("concessions.right.changed", entry.right),
    ):  # fmt: skip
        event_record(kind=kind, by=Actor.system("test"), at=at, subject=subject, ubigeo="170101")
    Registration.objects.filter(code="REG-0002").update(
        right=None, right_code_declared="X-1", right_name_declared="Ñusta"
    )


@pytest.mark.parametrize(("name", "asked", "column"), NARROWED)
@pytest.mark.parametrize("few", [2_000, 0], ids=["by its index", "in its own order"])
def test_a_filter_finds_every_row_that_shows_it(client, told, monkeypatch, name, asked, column, few):
    monkeypatch.setattr(filters, "FEW", few)
    shown = {row[column] for row in rows(client, name)} - {None, ""}
    assert shown
    for value in sorted(shown):
        found = rows(client, name, **{asked: value})
        if asked == "search":
            assert {row[column] for row in found} >= {value}
        assert [row for row in rows(client, name) if row[column] == value] == [
            row for row in found if row[column] == value
        ]
        assert asked == "search" or all(row[column] == value for row in found)


def test_a_search_bears_accents_in_declared_names(client, told):
    assert [row["code"] for row in rows(client, "registrations", search="nust")] == ["REG-0002"]


def test_changes_are_found_by_where_they_are(client, told):
    features = json.loads(client.get("/api/v1/changes/", {"format": "geojson"}).content)["features"]
    placed = [one for one in features if one["geometry"]]
    assert placed
    for one in placed:
        corners = one["geometry"]["coordinates"][0] if one["geometry"]["type"] == "Polygon" else None
        assert corners, "squares and cells"
        west, south = (min(corner[axis] for corner in corners) for axis in (0, 1))
        box = f"{west},{south},{west + 0.001},{south + 0.001}"
        found = json.loads(client.get("/api/v1/changes/", {"format": "geojson", "bbox": box}).content)["features"]
        assert one["id"] in {feature["id"] for feature in found}


def test_a_rare_code_of_the_log_is_asked_of_an_index(client, told):
    with CaptureQueriesContext(connection) as asked:
        rows(client, "changes", code="REG-0001")
    (sql,) = [one["sql"] for one in asked.captured_queries if "FROM (" in one["sql"] and "audit_event" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "audit_event_subject" in plan
