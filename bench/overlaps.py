"""`bin/bench overlaps`: the register's measuring against plain PostGIS SQL and geopandas.overlay on a seeded country.

All sides start from the same indexed tables and end with the same columns and indexes; ours also writes its check
rows. Pairs and areas are compared, and must agree within 1 m2. Warm: the large areas were cut before (as at the load
of a layer); cold: our cutting is part of the time.
"""

import argparse
import json
import multiprocessing
import os
import sys
from pathlib import Path

from bench import _country, _others, _ours

KINDS = ("parcels", "areas")


def main(argv: list[str]) -> int:
    """Measure, print, compare; 0 when every side has the same answers."""
    parser = argparse.ArgumentParser(prog="bin/bench overlaps", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="0.1 (default) to 1 of a country")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    parser.add_argument("--repeat", type=int, default=3, help="warm measurements of ours (the best counts)")
    parser.add_argument("--skip", choices=["sql", "overlay"], nargs="*", default=[], help="sides left out")
    options = parser.parse_args(argv)
    url = os.environ["DATABASE_URL"].replace("postgis://", "postgresql://")
    say(f"drawing the country at scale {options.scale}, seed {options.seed}")
    _country.store(url, _country.make(options.scale, options.seed))
    sides = [side for workers in (1, 2) for side in ours(url, workers, options)]
    for name, run in (("sql", _others.by_sql), ("overlay", _others.by_overlay)):
        if name not in options.skip:
            for kind in KINDS:
                seconds = run(url, kind)
                say(f"{name} {kind}: {seconds:.2f} s")
                sides.append({"name": f"{name} {kind}", "seconds": [seconds], "peak_mb": None})
    answer = {
        "name": "overlaps", "seed": options.seed, "scale": options.scale, "cores": os.cpu_count(), "sides": sides,
        "ratios": ratios(sides), **compared(url, options.skip),
    }  # fmt: skip
    text = json.dumps(answer, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)
    return 0 if answer["same_answers"] else 1


def say(line: str) -> None:
    """Progress goes to stderr."""
    print(line, file=sys.stderr, flush=True)


def ours(url: str, workers: int, options: argparse.Namespace) -> list[dict[str, object]]:
    """Our sides with that many workers, which stand ready before the clock starts, as a worker of the register does."""
    strips = max(2 * workers, round(12 * options.scale) * workers)
    sides = []
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        pool.map(abs, range(workers))  # the workers have started and imported
        _ours.prepare_tables(url)
        pool.map(_ours.measure_strip, [(url, 0.0, 1.0, KINDS)] * workers, chunksize=1)
        cutting = _ours.cut_all(url, pool, workers)
        for name, kinds in (("parcels", ("parcels",)), ("areas", ("areas",)), ("whole", KINDS)):
            runs = [_ours.measure(url, pool, kinds, strips) for _ in range(options.repeat)]
            times, peak = [seconds for seconds, _peak in runs], max(peak for _seconds, peak in runs)
            say(f"ours {name}, {workers} workers: {min(times):.2f} s warm, cutting {cutting:.2f} s")
            sides.append({"name": f"ours {name} warm {workers}", "seconds": times, "peak_mb": round(peak * workers)})
            if name != "parcels":
                cold = [cutting + times[0]]
                sides.append({"name": f"ours {name} cold {workers}", "seconds": cold, "peak_mb": round(peak * workers)})
    return sides


def ratios(sides: list[dict[str, object]]) -> dict[str, float]:
    """How many times faster ours is than the faster of the others."""
    best = {side["name"]: min(side["seconds"]) for side in sides}
    fastest = {}
    for kind in KINDS:
        others = [best[f"{name} {kind}"] for name in ("sql", "overlay") if f"{name} {kind}" in best]
        if not others:
            return {}
        fastest[kind] = min(others)
    fastest["whole"] = sum(fastest.values())
    return {
        name.removeprefix("ours "): round(fastest[name.split()[1]] / seconds, 2)
        for name, seconds in best.items()
        if name.startswith("ours")
    }


def compared(url: str, skipped: list[str]) -> dict[str, object]:
    """Whether all sides have the same pairs and areas, and by how much they differ."""
    found = {
        f"{name} {kind}": _others.differences(url, kind, name)
        for name in ("sql", "overlay")
        if name not in skipped
        for kind in KINDS
    }
    same = all(count == 0 and most <= 1.0 for count, most in found.values())
    return {"same_answers": same, "differences": {k: {"pairs": c, "most_m2": m} for k, (c, m) in found.items()}}
