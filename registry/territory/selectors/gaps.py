"""Where each kind of land is not known: departments that no current layer of the kind covers, or covers in part.

Measured on outlines thinned to about a kilometre: good enough to say where data is missing, never to clear anybody.
"""

from dataclasses import dataclass

from django.db import connection

WHOLE, SOME = 0.99, 0.01
DEPARTMENTS = """
    SELECT ubigeo, shape, ST_Area(shape) AS size FROM (
        SELECT ubigeo, ST_MakeValid(ST_Simplify(boundary, 0.01)) AS shape FROM places_place
        WHERE level = 'department' AND valid_until IS NULL AND boundary IS NOT NULL) thinned
"""
COVERED = f"""
    WITH department AS MATERIALIZED ({DEPARTMENTS}),
    covered AS MATERIALIZED (
        SELECT k.code, ST_Union(ST_MakeValid(ST_Simplify(l.coverage, 0.01))) AS shape
        FROM territory_layerkind k JOIN territory_landlayer l ON l.kind_id = k.id
        WHERE k.is_measured AND l.state = 'current' AND l.coverage IS NOT NULL GROUP BY k.code
    )
    SELECT c.code, d.ubigeo, ST_Area(ST_Intersection(d.shape, c.shape)) / nullif(d.size, 0)
    FROM covered c JOIN department d ON d.shape && c.shape
"""  # noqa: S608 - both parts stand above


@dataclass(frozen=True, slots=True)
class Gaps:
    """Departments by code and name, and how much of each a kind covers: whole, part or nothing."""

    departments: list[tuple[str, str]]
    covered: dict[tuple[str, str], str]

    def of(self, kind: str, department: str) -> str:
        """`whole`, `part` or `none`."""
        return self.covered.get((kind, department), "none")


def coverage_gaps() -> Gaps:
    """What current layers cover of each department; without boundaries there are no departments to tell of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ubigeo, name FROM places_place WHERE level = 'department' AND valid_until IS NULL"
            " AND boundary IS NOT NULL ORDER BY ubigeo"
        )
        departments = [(str(code), str(name)) for code, name in cursor.fetchall()]
        cursor.execute(COVERED)
        rows = cursor.fetchall()
    covered = {
        (str(kind), str(department)): "whole" if part >= WHOLE else "part"
        for kind, department, part in rows
        if part is not None and part >= SOME
    }
    return Gaps(departments, covered)
