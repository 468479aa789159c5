"""`bin/bench cajamarca`: one department's real cadastre imported and measured, as a user would, with a real check.

Rights against protected areas must give 76 pairs and 18,531.87 ha, against buffer zones 131 pairs and 19,127.90 ha,
all measured in EPSG:32717. The file lies beside the project and is never part of it.
"""

import argparse
import io
import json
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
EXPECTED = {"protected_area_direct": (76, 18_531.87), "buffer_zone": (131, 19_127.90)}
LAYERS = {"protected_area_direct": "anp", "buffer_zone": "zona_amortiguamiento"}
MISSING = 3


def main(argv: list[str]) -> int:
    """Import, measure, compare; 0 when the numbers are the known ones."""
    parser = argparse.ArgumentParser(prog="bin/bench cajamarca", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="not used: the file is what it is")
    parser.add_argument("--seed", type=int, default=0, help="not used")
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    options = parser.parse_args(argv)
    folder = Path(os.environ.get("REGISTRY_SHARED_DATA", HERE.parent / "shared" / "data"))
    source = folder / "pe-cajamarca-overlays" / "cajamarca.gpkg"
    if not source.exists():
        print(f"The file is not here: {source} (set REGISTRY_SHARED_DATA).", file=sys.stderr)
        return MISSING
    answer = run(source)
    text = json.dumps(answer, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)
    return 0 if answer["same_answers"] else 1


def run(source: Path) -> dict[str, Any]:
    """Import the rights and two layers into an empty register, measure everything, export."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    sides = []

    def step(name: str, *args: str, **given: Any) -> str:
        out, begun = io.StringIO(), time.perf_counter()
        try:
            call_command(*args, stdout=out, **given)
        except SystemExit as ended:
            if ended.code != 1:  # 1: done, with refused rows
                raise
        seconds = round(time.perf_counter() - begun, 2)
        peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(f"{name}: {seconds} s", file=sys.stderr, flush=True)
        sides.append({"name": name, "seconds": [seconds], "peak_mb": peak})
        return out.getvalue()

    common = {"source": "INGEMMET", "published": date(2009, 12, 31), "into_demo": True, "json": True}
    bounds = source.parent.parent / "pe-boundaries" / "peru_limites_inei2007_simple.gpkg"
    step("boundaries", "import_boundaries", f"{bounds}:departamentos", **{**common, "source": "INEI"})
    step("rights", "import_rights", f"{source}:catastro_minero", scope="department:06", profile="ingemmet", **common)
    for kind, layer in LAYERS.items():
        step(f"layer {layer}", "import_layer", f"{source}:{layer}", kind=kind, series=layer, **common)
    step("measuring", "check_overlaps", wait=True, json=True)
    found, same = {}, True
    for kind, (pairs, hectares) in EXPECTED.items():
        rows = json.loads(step(f"export {kind}", "export_overlaps", kind=kind, srid=32717, min_m2=1.0, json=True))
        total = sum(row["hectares"] for row in rows)
        found[kind] = {"pairs": len(rows), "hectares": round(total, 4)}
        same &= len(rows) == pairs and abs(total - hectares) <= 0.01
    return {
        "name": "cajamarca", "seed": 0, "scale": 1.0, "cores": os.cpu_count(), "sides": sides, "ratios": {},
        "same_answers": same, "found": found,
    }  # fmt: skip
