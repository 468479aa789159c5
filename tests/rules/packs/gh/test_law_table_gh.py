"""Ghana's figures, read a second time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from registry.rules.catalogue import get_pack


def test_every_figure() -> None:
    figures = {
        p.id: [(v.period, v.value, v.unit, p.included, v.mark, p.checked) for v in p.values]
        for p in get_pack("GH").parameters
    }
    always, checked = (date(2006, 1, 1), None), date(2026, 11, 20)
    assert figures == {
        "area_acres": [(always, Decimal("25.2"), "acres", True, "C2", checked)],
        "licence_years": [(always, 5, "years", False, "C2", checked)],
        "publication_days": [(always, 21, "days", True, "C2", checked)],
    }
    assert get_pack("GH").first_day == date(2006, 1, 1)


def test_what_is_stored_names_values_and_units() -> None:
    pack = get_pack("GH")
    facts = pack.facts_from_json({"jurisdiction": "GH", "as_of": "2026-11-20", "area_acres": 25.2})
    found = pack.assess(facts).finding("GH-A703-AREA")
    assert (found.value, found.limit, found.unit) == (Decimal("25.2"), Decimal("25.2"), "acres")
    assert pack.explain(found, "es").answer == "No lo pasa."
    assert pack.explain(found, "qu").answer == "It does."
