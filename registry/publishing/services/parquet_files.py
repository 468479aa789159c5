"""GeoParquet beside the GeoPackage, where the extra `exports` (pyarrow) is installed; nothing is missing without it."""

import json
from importlib.util import find_spec
from pathlib import Path

import pyogrio.raw

HAS_PARQUET = find_spec("pyarrow") is not None
if HAS_PARQUET:
    import pyarrow.parquet

# GeoParquet 1.1: without a reference system the shapes are longitude and latitude (OGC:CRS84), as ours are.
_GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}


def parquet_write(package: Path, layer: str, target: Path) -> bool:
    """Write one layer of a GeoPackage as GeoParquet; say whether it could be done here."""
    if not HAS_PARQUET:
        return False
    meta, table = pyogrio.raw.read_arrow(package, layer=layer)
    shape = meta["geometry_name"] or "wkb_geometry"
    table = table.rename_columns(["geometry" if name == shape else name for name in table.column_names])
    table = table.replace_schema_metadata({b"geo": json.dumps(_GEO).encode()})
    pyarrow.parquet.write_table(table, target, compression="zstd")
    return True
