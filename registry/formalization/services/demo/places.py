"""Places of the demo: real codes and names (they are places, not persons), invented boundaries."""

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from shapely.geometry import Polygon, box

from registry.common.spatial.srids import WGS84, reproject
from registry.formalization.services.demo import grid
from registry.formalization.services.demo.plan import SOURCE, Plan
from registry.places.models import Place

DEPARTMENTS = {"17": "Madre de Dios", "20": "Piura"}
PROVINCES = {"1701": "Tambopata", "1702": "Manu", "1703": "Tahuamanu", "2002": "Ayabaca"}
DISTRICTS = {
    "170101": "Tambopata",
    "170102": "Inambari",
    "170103": "Las Piedras",
    "170104": "Laberinto",
    "170201": "Manu",
    "170202": "Fitzcarrald",
    "170203": "Madre de Dios",
    "170204": "Huepetuhe",
    "170301": "Iñapari",
    "170302": "Iberia",
    "170303": "Tahuamanu",
    "200207": "Paimas",
    "200210": "Suyo",
}
IN_THE_SOUTH = [code for code in DISTRICTS if code.startswith("17")]
IN_PIURA = [code for code in DISTRICTS if code.startswith("20")]


def plan_places(plan: Plan) -> dict[str, Polygon]:
    """Plan the places; return the ground of each district of Madre de Dios."""
    ground = grid.districts(IN_THE_SOUTH)
    shapes = {**ground, "17": box(*grid.DEPARTMENT)}
    for level, names in (("department", DEPARTMENTS), ("province", PROVINCES), ("district", DISTRICTS)):
        for ubigeo, name in names.items():
            boundary = in_degrees(shapes[ubigeo], grid.ZONE_19) if ubigeo in shapes else None
            plan.add(Place(ubigeo=ubigeo, level=level, name=name, boundary=boundary, source=SOURCE))
    return ground


def in_degrees(shape: Polygon, srid: int) -> MultiPolygon:
    """Return a shape in longitude and latitude, as many parts as it has."""
    (moved,) = reproject([shape], srid, WGS84)
    geometry = GEOSGeometry(moved.wkb_hex, srid=WGS84)
    return geometry if isinstance(geometry, MultiPolygon) else MultiPolygon(geometry, srid=WGS84)


def district_at(ground: dict[str, Polygon], x: float, y: float) -> str:
    """Return the district of a point of zone 19; empty where it lies in none."""
    for code, shape in ground.items():
        west, south, east, north = shape.bounds
        if west <= x < east and south <= y < north:
            return code
    return ""
