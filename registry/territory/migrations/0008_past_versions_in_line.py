"""Versions that went are put in line behind the row that stays; every row is kept, and holds what it held.

Their areas and checks are whole, as they were copied for each version until now: an area of one came with it and went
with it. A version loaded as history (superseded when it was loaded) stays alone, as does one whose series ended.
"""

from typing import ClassVar

from django.db import migrations

LINE = """
    UPDATE territory_landlayer past SET line_id = placed.stays, edition = placed.place
    FROM (SELECT was.id, now.id AS stays,
                 row_number() OVER (PARTITION BY now.id ORDER BY was.superseded_at, was.id) AS place
          FROM territory_landlayer was
          JOIN territory_landlayer now ON (now.kind_id, now.series, now.state) = (was.kind_id, was.series, 'current')
          WHERE was.state = 'superseded' AND was.superseded_at > was.loaded_at) placed
    WHERE past.id = placed.id
"""
STAYS = """
    UPDATE territory_landlayer now SET edition = 1 + past.size
    FROM (SELECT line_id, count(*) AS size FROM territory_landlayer GROUP BY line_id) past WHERE past.line_id = now.id
"""
AREAS = """
    UPDATE territory_landarea area SET since = layer.edition
    FROM territory_landlayer layer WHERE layer.id = area.layer_id AND layer.edition > 1
"""
CHECKS = """
    UPDATE territory_check said SET edition = layer.edition
    FROM territory_landlayer layer WHERE layer.id = said.layer_id AND layer.edition > 1
"""


class Migration(migrations.Migration):
    """Layers with one version, which is most, cost nothing."""

    dependencies: ClassVar = [("territory", "0007_the_layer_row_stays")]
    operations: ClassVar = [migrations.RunSQL(each, migrations.RunSQL.noop) for each in (LINE, STAYS, AREAS, CHECKS)]
