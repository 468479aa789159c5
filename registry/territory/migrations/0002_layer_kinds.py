"""The kinds of land the register begins with; more are added as rows.

`zone_flag` names the fact of the law that a kind answers. What an overlap means stands in the pack of the law.
"""

from typing import ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# code, English, Spanish, fact of the law, days fresh, measured
KINDS: list[tuple[str, str, str, str, int | None, bool]] = [
    ("protected_area_indirect", "Protected area of indirect use", "Área natural protegida de uso indirecto", "protected_area_indirect_use", 365, True),
    ("protected_area_direct", "Protected area of direct use", "Área natural protegida de uso directo", "protected_area", 365, True),
    ("buffer_zone", "Buffer zone", "Zona de amortiguamiento", "buffer_zone", 365, True),
    ("indigenous_reserve", "Indigenous or territorial reserve", "Reserva indígena o territorial", "indigenous_reserve", 365, True),
    ("native_community", "Native community", "Comunidad nativa", "community_land", 365, True),
    ("peasant_community", "Peasant community", "Comunidad campesina", "community_land", 365, True),
    ("community_land_claimed", "Community land claimed or in titling", "Tierra comunal reclamada o en titulación", "", 365, True),
    ("land_title", "Land title", "Predio rural titulado", "", 365, True),
    ("forest_concession", "Forest concession", "Concesión forestal", "forest_concession", 365, True),
    ("ecotourism_concession", "Ecotourism concession", "Concesión para ecoturismo", "forest_concession", 365, True),
    ("reforestation_concession", "Reforestation concession", "Concesión para reforestación", "forest_concession", 365, True),
    ("conservation_concession", "Conservation concession", "Concesión para conservación", "forest_concession", 365, True),
    ("archaeological_zone", "Archaeological zone", "Zona arqueológica", "archaeological_zone", 365, True),
    ("mining_liability", "Mining environmental liability", "Pasivo ambiental minero", "mining_liability", 365, True),
    ("authorised_area_of_another", "Authorised area of another", "Área autorizada de otro titular", "third_party_authorised_area", 180, True),
    ("urban_area", "Urban area", "Área urbana", "", 730, True),
    ("border_strip", "Border strip of 50 km", "Franja de frontera de 50 km", "border_50km", None, True),
    ("water_body", "Water body", "Cuerpo de agua", "water_body", 730, True),
    ("permitted_corridor", "Permitted mining corridor of Madre de Dios (Annex 1)", "Corredor minero permitido de Madre de Dios (Anexo 1)", "madre_de_dios_outside_annex_1", None, True),
    ("administrative_boundary", "Administrative boundary", "Límite administrativo", "", None, False),
]  # fmt: skip


def add_kinds(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add each kind that is not there yet."""
    kind = apps.get_model("territory", "LayerKind")
    for place, (code, name, name_es, flag, days, is_measured) in enumerate(KINDS, start=1):
        corridor = code == "permitted_corridor"
        kind.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_es": name_es,
                "zone_flag": flag,
                "fresh_days": days,
                "is_measured": is_measured,
                "is_inverse": corridor,
                "region_ubigeo": "17" if corridor else "",
                "position": place * 10,
            },
        )


class Migration(migrations.Migration):
    """Data only."""

    dependencies: ClassVar = [("territory", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
