"""Files as people hand them in: read as they are, or refused in words a GIS officer understands."""

import json
import zipfile

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from registry.common.spatial.files import SourceError, layers_of, parse_source, read_shapes

SQUARE = shapely.box(500_000, 9_000_000, 501_000, 9_001_000)


def write(path, shapes=(SQUARE,), *, crs="EPSG:32717", **options):
    """A small file with one text column `code`."""
    codes = np.array([f"C{n}" for n in range(len(shapes))], dtype=object)
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    pyogrio.raw.write(path, wkb, [codes], ["code"], crs=crs, geometry_type="Polygon", **options)
    return path


def zipped(path, *members, names=None):
    """An archive of some files."""
    with zipfile.ZipFile(path, "w") as archive:
        for member, name in zip(members, names or [m.name for m in members], strict=True):
            archive.write(member, name)
    return path


def geojson(path, coordinates, **extra):
    """A GeoJSON file of one polygon."""
    feature = {"type": "Feature", "properties": {"code": "C0"}}
    feature["geometry"] = {"type": "Polygon", "coordinates": [coordinates]}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature], **extra}))
    return path


@pytest.fixture
def shapefile(tmp_path):
    """The parts of a shapefile, by ending."""
    write(tmp_path / "rights.shp", driver="ESRI Shapefile")
    return {part.suffix: part for part in tmp_path.glob("rights.*")}


def test_geopackage_with_layers(tmp_path):
    """The first layer where none is named, the named one otherwise."""
    path = write(tmp_path / "two.gpkg", layer="first")
    write(path, (SQUARE, SQUARE), layer="second", append=True)
    assert layers_of(path) == ["first", "second"]
    assert (len(read_shapes(path)), len(read_shapes(path, "second"))) == (1, 2)
    assert next(read_shapes(path).rows()) == {"code": "C0"}
    with pytest.raises(SourceError, match=r"no layer third; it has: first, second"):
        read_shapes(path, "third")


def test_layer_after_a_colon(tmp_path):
    """`FILE:LAYER`, and a file whose own name holds a colon."""
    path = write(tmp_path / "a.gpkg", layer="first")
    assert parse_source(f"{path}:first").layer == "first"
    assert parse_source(str(path)).layer is None
    odd = path.rename(tmp_path / "zip:a!b.gpkg")
    assert parse_source(str(odd)).path == odd
    assert len(read_shapes(odd)) == 1
    with pytest.raises(SourceError, match="no file"):
        parse_source("/vsicurl/http://localhost/a.gpkg")


def test_zipped_shapefile_knows_its_system(tmp_path, shapefile):
    """The .prj is the file's own word."""
    table = read_shapes(zipped(tmp_path / "all.zip", *shapefile.values()))
    assert (table.srid, table.layer, len(table)) == (32717, "rights", 1)
    assert read_shapes(shapefile[".shp"]).shapes[0].equals(SQUARE)


@pytest.mark.parametrize(("missing", "says"), [(".dbf", "holds the attributes"), (".shx", "index of its shapes")])
def test_shapefile_without_a_part(tmp_path, shapefile, missing, says):
    """Zipped or not, the sentence names the part and what to do."""
    del_part = shapefile.pop(missing)
    archive = zipped(tmp_path / "part.zip", *shapefile.values())
    del_part.unlink()
    for path in (archive, shapefile[".shp"]):
        with pytest.raises(SourceError, match=says):
            read_shapes(path)


def test_shapefile_that_was_cut_off_is_refused(shapefile):
    """Its head says how long it is: rows that are missing at its end are no rows without a shape."""
    part = shapefile[".shp"]
    part.write_bytes(part.read_bytes()[:120])
    with pytest.raises(SourceError, match="damaged"):
        read_shapes(part)


def test_the_words_of_the_library_name_no_folder_of_ours(tmp_path):
    """Nor its advice about drivers."""
    path = tmp_path / "other.json"
    path.write_text('{"a": 1}')
    with pytest.raises(SourceError) as refused:
        read_shapes(path)
    assert "/" not in str(refused.value)
    assert "driver" not in str(refused.value)


def test_shapefile_without_system_has_none(shapefile):
    """No .prj, no system; none is guessed."""
    shapefile[".prj"].unlink()
    assert read_shapes(shapefile[".shp"]).srid is None


def test_geojson_in_metres_has_no_system(tmp_path):
    """GeoJSON is WGS 84 by definition; coordinates that contradict it leave no system."""
    metres = geojson(tmp_path / "m.geojson", list(SQUARE.exterior.coords))
    degrees = geojson(tmp_path / "d.geojson", [[-79, -7], [-78, -7], [-78, -6], [-79, -7]])
    assert read_shapes(metres).srid is None
    assert read_shapes(zipped(tmp_path / "d.zip", degrees)).srid == 4326


@pytest.mark.parametrize(
    ("name", "says"),
    [("../out.geojson", "leads out"), ("c:/out.geojson", "leads out")],
)
def test_archive_may_not_leave_its_folder(tmp_path, name, says):
    """Refused before a byte is written."""
    inner = geojson(tmp_path / "in.geojson", [[-79, -7], [-78, -7], [-78, -6], [-79, -7]])
    with pytest.raises(SourceError, match=says):
        read_shapes(zipped(tmp_path / "bad.zip", inner, names=[name]))
    assert not (tmp_path.parent / "out.geojson").exists()


def test_archive_bomb_is_not_unpacked(tmp_path):
    """A ratio that no map has."""
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("big.geojson", b" " * 30_000_000)
    with pytest.raises(SourceError, match="more than a map file"):
        read_shapes(bomb)


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp", "a.geojson", "a.zip", "a.xlsx"])
def test_a_file_that_is_not_what_its_ending_says(tmp_path, name):
    """A command for GDAL under a harmless name is not obeyed, and a damaged file is named."""
    path = tmp_path / name
    path.write_text('<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>')
    with pytest.raises(SourceError, match=name.replace(".", r"\.")):
        read_shapes(path)


def test_unknown_ending(tmp_path):
    """The message lists what is read."""
    path = tmp_path / "a.vrt"
    path.write_text("<OGRVRTDataSource/>")
    with pytest.raises(SourceError, match="hand in a GeoPackage"):
        read_shapes(path)


def test_csv_with_accents_semicolons_and_coordinates(tmp_path):
    """Windows text, quoted line breaks, degrees only because the columns say so."""
    path = tmp_path / "places.csv"
    path.write_bytes('código;nombre;longitud;latitud\nA1;"Peña\nChica";-78.5;-7.1\nA2;Sur;;\n'.encode("cp1252"))
    table = read_shapes(path)
    assert list(table.columns["nombre"]) == ["Peña\nChica", "Sur"]
    assert (table.srid, table.shapes[0].x, table.shapes[1]) == (4326, -78.5, None)


def test_csv_in_metres_names_no_system(tmp_path):
    """East and north could lie in three zones and two datums."""
    path = tmp_path / "m.csv"
    path.write_text("code,este,norte\nA1,500000,9000000\n")
    assert read_shapes(path).srid is None


def test_csv_row_longer_than_the_heading(tmp_path):
    """A shifted row is said, with its number, and nothing is read."""
    path = tmp_path / "m.csv"
    path.write_text("code,name\nA1,one,two\n")
    with pytest.raises(SourceError, match=r"Row 2 of m\.csv"):
        read_shapes(path)


def test_xlsx_sheets(tmp_path):
    """Named sheet, Excel's types, and well-known text as shapes."""
    book = openpyxl.Workbook()
    book.active.append(["code", "hectares"])
    other = book.create_sheet("Derechos")
    other.append(["code", "wkt"])
    other.append([10001234, SQUARE.wkt])
    book.save(tmp_path / "a.xlsx")
    assert layers_of(tmp_path / "a.xlsx") == ["Sheet", "Derechos"]
    table = read_shapes(tmp_path / "a.xlsx", "Derechos")
    assert table.columns["code"][0] == 10001234
    assert table.shapes[0].equals(SQUARE)
    with pytest.raises(SourceError, match="no sheet Nada"):
        read_shapes(tmp_path / "a.xlsx", "Nada")
