"""The real files as sides: rights of zone 17 south and of Cajamarca against the protected areas of the whole country.

The files lie beside the project and are never part of it; without them this part is left out and says so.
"""

import os
from pathlib import Path

import numpy as np

from bench._country import Country

FOLDER = Path(os.environ.get("REGISTRY_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
SRID = 32717
RIGHTS = {
    "17S": FOLDER / "pe-ingemmet-17s" / "ingemmet_17s_2026-03-10.gpkg",
    "Cajamarca": FOLDER / "pe-cajamarca-overlays" / "cajamarca.gpkg",
}
AREAS = FOLDER / "pe-sernanp-anp" / "ANPNacionalDefinitivas.zip"


def countries() -> dict[str, Country]:
    """Rights and protected areas in metres, valid, by the name of the rights; none where the files are not there."""
    if not AREAS.exists():
        return {}
    areas = _read(AREAS, None)
    nothing = np.empty(0, dtype=object)
    return {
        name: Country(
            rights=_read(path, "catastro_minero" if name == "Cajamarca" else None), parcels=nothing, areas=areas
        )
        for name, path in RIGHTS.items()
        if path.exists()
    }


def _read(path: Path, layer: str | None) -> np.ndarray:
    from registry.common.spatial.files import read_shapes
    from registry.common.spatial.repair import repair
    from registry.common.spatial.srids import reproject

    table = read_shapes(path, layer)
    shapes = repair(reproject(table.shapes, table.srid or SRID, SRID)).shapes
    return shapes[[shape is not None for shape in shapes]]
