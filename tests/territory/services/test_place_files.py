"""A place in a file is read into what a person would have typed, and refused with the same words."""

import io
import json
import zipfile
from pathlib import Path

import pyogrio
import pytest
import shapely

from registry.common.errors import DomainError
from registry.territory.services.coordinates import read_place
from registry.territory.services.place_files import MOST_BYTES, Typed, file_place
from registry.territory.services.places import Place

AROUND = [(-70.5, -12.3), (-70.49, -12.3), (-70.49, -12.31), (-70.5, -12.31)]
TRACK = "".join(f'<trkpt lat="{y}" lon="{x}"><ele>200</ele></trkpt>' for x, y in [*AROUND, AROUND[0]])
GPX = f'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{TRACK}</trkseg></trk></gpx>'
WAYPOINT = '<gpx><wpt lat="-12.3" lon="-70.5"/></gpx>'
RING = " ".join(f"{x},{y},0" for x, y in [*AROUND, AROUND[0]])
KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing>'
    f"<coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
)
KML_POINT = "<kml><Placemark><Point><coordinates>-70.5,-12.3,0</coordinates></Point></Placemark></kml>"
DEGREES_CSV = "longitud,latitud\n" + "\n".join(f"{x},{y}" for x, y in AROUND)
METRES_CSV = "este;norte\n345000;8590000\n346000;8590000\n346000;8591000\n"


def read(name: str, content: str | bytes, *, zone: int | None = None, datum: str = "wgs84") -> tuple[Typed, Place]:
    raw = content.encode() if isinstance(content, str) else content
    return file_place(name=name, size=len(raw), chunks=[raw], zone=zone, datum=datum, accuracy_m=5)


def refused(name: str, content: str | bytes, **given: int) -> str:
    with pytest.raises(DomainError) as caught:
        read(name, content, **given)  # type: ignore[arg-type]
    assert caught.value.field == "place_file"
    return caught.value.message


@pytest.mark.parametrize(
    ("name", "content"),
    [("walk.gpx", GPX), ("walk.GPX", "\ufeff" + GPX), ("globe.kml", KML), ("corners.csv", DEGREES_CSV)],
)
def test_a_walk_around_a_place_is_its_outline(name: str, content: str) -> None:
    typed, place = read(name, content)
    assert typed.written == "degrees"
    assert place.shape.equals(shapely.Polygon(AROUND))
    assert (place.srid, place.accuracy_m) == (4326, 5)
    again = read_place(written=typed.written, text=typed.text)
    assert again is not None
    assert again.shape.equals(place.shape), "what stands in the form afterwards is the same place"


@pytest.mark.parametrize(("name", "content"), [("here.gpx", WAYPOINT), ("here.kml", KML_POINT)])
def test_one_waypoint_is_a_point(name: str, content: str) -> None:
    assert read(name, content)[1].shape.equals(shapely.Point(-70.5, -12.3))


def test_corners_in_metres_take_zone_and_datum_of_the_form() -> None:
    typed, place = read("corners.csv", METRES_CSV, zone=19, datum="psad56")
    assert (typed.written, typed.zone, typed.datum) == ("utm", 19, "psad56")
    assert (place.srid, place.grid_srid) == (24879, 32719)
    assert "UTM zone" in refused("corners.csv", METRES_CSV)


def test_a_zipped_shapefile_keeps_its_own_system(tmp_path: Path) -> None:
    square = shapely.box(345_000, 8_590_000, 346_000, 8_591_000)
    pyogrio.raw.write(
        tmp_path / "place.shp", shapely.to_wkb([square]), [], fields=[], geometry_type="Polygon", crs="EPSG:32718",
        driver="ESRI Shapefile",
    )  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.iterdir():
            archive.write(part, part.name)
    typed, place = read("place.zip", packed.getvalue(), zone=19)
    assert (typed.written, typed.zone, place.srid) == ("utm", 18, 32718), "not the zone of the form"
    assert place.shape.equals(square)


def test_a_place_with_a_hole_is_read_whole_and_shown_as_geojson() -> None:
    outer = shapely.box(-70.6, -12.4, -70.5, -12.3)
    holed = outer.difference(shapely.box(-70.57, -12.37, -70.55, -12.35))
    typed, place = read("place.geojson", shapely.to_geojson(holed))
    assert typed.written == "geojson"
    assert place.shape.equals(holed)


def crossing() -> str:
    corners = [AROUND[0], AROUND[2], AROUND[1], AROUND[3], AROUND[0]]
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


def test_what_is_refused_is_refused_with_the_words_of_the_typed_field() -> None:
    with pytest.raises(DomainError) as typed:
        read_place(written="degrees", text="10 50")
    assert refused("far.gpx", '<gpx><wpt lat="50" lon="10"/></gpx>') == typed.value.message
    assert "crosses itself" in refused("place.geojson", crossing())


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("two.gpx", '<gpx><wpt lat="-12.3" lon="-70.5"/><wpt lat="-12.4" lon="-70.5"/></gpx>', "Two corners"),
        ("none.gpx", "<gpx/>", "0 shapes"),
        ("half.gpx", '<gpx><wpt lat="-12.3"/></gpx>', "damaged"),
        ("text.gpx", "no xml", "damaged"),
        ("word.kml", "<kml><Point><coordinates>a,b</coordinates></Point></kml>", "damaged"),
        ("bomb.gpx", '<!DOCTYPE x [<!ENTITY a "b">]><gpx><wpt lat="1" lon="&a;"/></gpx>', "document type"),
        ("bomb.kml", '<!doctype x [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>', "document type"),
        ("wide.gpx", '<?xml version="1.0" encoding="utf-16"?><gpx/>'.encode("utf-16"), "damaged"),
        ("picture.png", b"\x89PNG", "Hand in a GeoPackage"),
        ("lost.csv", METRES_CSV + "345000;unknown\n345000;8591000\n", "Row 5"),
        ("endless.csv", METRES_CSV + "345000;inf\n", "Row 5"),
        ("several.csv", 'wkt\n"POINT(-70 -12)"\n"POLYGON((-70 -12,-70 -13,-71 -13,-70 -12))"', "2 shapes"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_with_the_reason(name: str, content: str | bytes, word: str) -> None:
    assert word in refused(name, content)


def test_a_large_file_is_not_even_read() -> None:
    with pytest.raises(DomainError, match="2 MB"):
        file_place(name="a.gpx", size=MOST_BYTES + 1, chunks=[], zone=None, datum="wgs84", accuracy_m=0)


def test_a_decimal_comma_in_a_table_is_a_decimal_comma() -> None:
    """A corner that was left out in silence made another place of the rest."""
    _typed, place = read("corners.csv", METRES_CSV.replace("346000", "346000,500") + "345000,25;8591000,75\n", zone=19)
    assert shapely.get_num_coordinates(place.shape) == 5
    assert place.shape.bounds == (345_000, 8_590_000, 346_000.5, 8_591_000.75)
